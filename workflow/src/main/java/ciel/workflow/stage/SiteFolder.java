package ciel.workflow.stage;

import ciel.workflow.job.UnitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The folder at a render site, whatever way it is reached: through a gate, as a folder of this machine, or by sftp. Paths
 * are relative to its root, with {@code /}. Calls block and may take minutes; the daemon makes them beside its own thread
 * ({@code Calls}). Safe for several threads. Every act may be repeated: what is done already is answered as done.
 *
 * <p>An answer is an answer: a file that is not there is a fact, a site that does not answer throws
 * {@link PortException.CouldNotAsk}.
 */
public interface SiteFolder extends AutoCloseable {
    /**
     * What the site has left, and its clock.
     *
     * @param bytes  free for us (byte), or {@link Long#MAX_VALUE} where unknown
     * @param inodes free for us, or {@link Long#MAX_VALUE} where unknown
     * @param clock  time at the site
     */
    record Room(long bytes, long inodes, Instant clock) {}

    /** @return name of the site, as the campaign file has it */
    String site();

    /**
     * @return room and clock
     * @throws PortException if the site does not answer
     */
    Room room() throws PortException;

    /**
     * @param folder path of a folder
     * @return names in it, in order; none where there is no such folder
     * @throws PortException if the site does not answer
     */
    List<String> list(String folder) throws PortException;

    /**
     * @param path of a file of at most 32 MiB
     * @return its bytes; empty where there is no such file
     * @throws PortException if the site does not answer, or the file is larger
     */
    Optional<byte[]> read(String path) throws PortException;

    /**
     * Reads the exit files of a job that were not read before.
     *
     * @param folder of the exit files of the job
     * @param seen   names that were read before
     * @return by name; a file that is no exit file is not believed, and has the reason instead
     * @throws PortException if the site does not answer
     */
    default Map<String, Exit> exits(String folder, Set<String> seen) throws PortException {
        Map<String, Exit> exits = new LinkedHashMap<>();
        for (String name : list(folder)) {
            if (name.endsWith(".json") && !seen.contains(name)) {
                Optional<byte[]> json = read(folder + "/" + name);
                if (json.isPresent()) {
                    exits.put(name, Exit.of(json.get()));
                }
            }
        }
        return exits;
    }

    /**
     * An exit file.
     *
     * @param report what it says; null where it is none
     * @param wrong  why it is none; empty where it is one
     */
    record Exit(UnitReport report, String wrong) {
        /** @return what these bytes are */
        public static Exit of(byte[] json) {
            try {
                return new Exit(UnitReport.parse(json), "");
            } catch (IllegalArgumentException e) {
                return new Exit(null, e.getMessage());
            }
        }
    }

    /**
     * Reads a manifest.
     *
     * @param unit     name of the unit
     * @param manifest path of its manifest
     * @return its files and the manifest itself; empty where there is no such manifest
     * @throws PortException.Refused if it is not a manifest
     * @throws PortException         if the site does not answer
     */
    Optional<UnitFiles> published(String unit, String manifest) throws PortException;

    /**
     * Reads the files of a unit there.
     *
     * @return whether each has the size and the checksum of the manifest; also false where one is gone
     * @throws PortException if the site does not answer
     */
    boolean whole(UnitFiles unit) throws PortException;

    /**
     * Brings an input there, under {@code inputs/}, named by its content. One that is there already is not sent again.
     *
     * @param file   a local file
     * @param suffix end of its name, such as {@code .gz}, or empty
     * @return path at the site
     * @throws PortException.Refused if the site does not take it
     * @throws PortException         if the site does not answer
     */
    String put(Path file, String suffix) throws PortException;

    /**
     * Brings a short input there, under {@code inputs/}, named by its content.
     *
     * @param content of the input
     * @return path at the site
     * @throws PortException.Refused if the site does not take it
     * @throws PortException         if the site does not answer
     * @throws IOException           if it cannot be kept here for as long as that takes
     */
    default String put(byte[] content) throws PortException, IOException {
        Path file = Files.createTempFile("ciel-input", "");
        try {
            Files.write(file, content);
            return put(file, "");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Writes down at the site that the files of a unit are safe elsewhere. From then on, after the site's grace, they may
     * be deleted.
     *
     * @param unit  files with their checksums
     * @param token fencing token of the daemon's lease
     * @return when the files may be deleted, by the site's clock
     * @throws PortException.Refused if a file there is another
     * @throws PortException.Fenced  if the site has seen a higher token
     * @throws PortException         if the site does not answer
     */
    Instant acknowledge(UnitFiles unit, long token) throws PortException;

    /**
     * Deletes the acknowledged files of a unit that still are what was acknowledged, the manifest first, and its folder.
     *
     * @param unit  files with their checksums
     * @param token fencing token of the daemon's lease
     * @return empty when everything is gone; else when it may be deleted, by the site's clock
     * @throws PortException.Refused if a file is not acknowledged, or is another
     * @throws PortException.Fenced  if the site has seen a higher token
     * @throws PortException         if the site does not answer
     */
    Optional<Instant> purge(UnitFiles unit, long token) throws PortException;

    /** What is removed beside images. */
    sealed interface Sweep {
        /** Work folders, claims, exit files and units files of visits whose images are all deleted. */
        record Visits(Set<Long> visits) implements Sweep {
            public Visits {
                visits = Set.copyOf(visits);
            }
        }

        /** Logs of jobs and units that are older. */
        record Logs(Duration keep) implements Sweep {}

        /** All that is left of a campaign that has ended, inputs among it, but no logs. */
        record Ended() implements Sweep {}
    }

    /**
     * Removes what jobs have left beside their images.
     *
     * @param campaign name of the campaign
     * @param what     is removed
     * @param token    fencing token of the daemon's lease
     * @throws PortException.Refused if an image of it is still published there: then nothing is removed
     * @throws PortException.Fenced  if the site has seen a higher token
     * @throws PortException         if the site does not answer
     */
    void sweep(String campaign, Sweep what, long token) throws PortException;

    @Override
    void close();
}
