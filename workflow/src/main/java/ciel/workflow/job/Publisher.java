package ciel.workflow.job;

import ciel.sim.InputException;
import ciel.sim.fits.FileCheck;
import ciel.sim.fits.RenderManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the files of a detector from the folder where they are made to the folder where others look for them: linked one
 * by one, the manifest last, so that where a manifest is everything is. What was published before stays where it is what
 * its manifest says.
 */
final class Publisher {
    /** @param folder where the files are @param manifest its file @param content what it says */
    record Published(Path folder, Path manifest, RenderManifest content) {}

    private final Path work;
    private final long visit;

    /** @param work where the visit is rendered */
    Publisher(Path work, long visit) {
        this.work = work;
        this.visit = visit;
    }

    /** @return what an earlier job has published, whole; empty where there is nothing, or where a file is damaged */
    Optional<Published> there(Path out, String detector) throws IOException {
        Optional<Path> manifest = manifest(out, detector);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        RenderManifest content;
        try {
            content = RenderManifest.read(manifest.get());
        } catch (InputException damaged) {
            Files.delete(manifest.get());
            return Optional.empty();
        }
        for (RenderManifest.Entry entry : content.files()) {
            if (FileCheck.difference(out.resolve(entry.path()), entry.bytes(), entry.sha256()) != null) {
                // nobody may hold new files against old checksums
                Files.delete(manifest.get());
                sync(out);
                return Optional.empty();
            }
        }
        return Optional.of(new Published(out, manifest.get(), content));
    }

    /** @return what was published; empty where the detector has no manifest: it was not finished */
    Optional<Published> publish(Path out, String detector) throws IOException {
        Optional<Path> made = manifest(work, detector);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        RenderManifest content = RenderManifest.read(made.get());
        Files.createDirectories(out);
        List<Path> sources = new ArrayList<>();
        for (RenderManifest.Entry entry : content.files()) {
            sources.add(work.resolve(entry.path()));
        }
        for (Path source : sources) {
            place(source, out.resolve(source.getFileName()));
        }
        sync(out);
        Path manifest = out.resolve(made.get().getFileName());
        place(made.get(), manifest);
        sync(out);
        Files.deleteIfExists(made.get());
        for (Path source : sources) {
            Files.deleteIfExists(source);
        }
        return Optional.of(new Published(out, manifest, content));
    }

    private Optional<Path> manifest(Path folder, String detector) throws IOException {
        String glob = String.format(java.util.Locale.ROOT, "manifest_%08d-*-%s-det*.json", visit, detector);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            for (Path file : found) {
                return Optional.of(file);
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Gives a file a second name, replacing what a cut job has left there. */
    private static void place(Path source, Path target) throws IOException {
        Path mine =
                target.resolveSibling(".ciel-link." + ProcessHandle.current().pid() + "." + target.getFileName());
        Files.deleteIfExists(mine);
        try {
            Files.createLink(mine, source);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (!Files.exists(source)) {
                throw e;
            }
            Files.copy(source, mine); // a file system without links
            try (FileChannel file = FileChannel.open(mine, StandardOpenOption.WRITE)) {
                file.force(true);
            }
        }
        if (Files.exists(target) && Files.isSameFile(mine, target)) {
            Files.delete(mine); // a rename of one name of a file to another leaves both
            return;
        }
        Files.move(mine, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
