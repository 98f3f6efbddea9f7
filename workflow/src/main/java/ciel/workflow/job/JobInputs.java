package ciel.workflow.job;

import ciel.sim.fits.FileCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files of {@code inputs/}: checked, and linked to under the names that a catalog uses. */
final class JobInputs {
    private final Path root;

    JobInputs(Path root) {
        this.root = root;
    }

    /** An input is not there, or is not what its name says. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String text) {
            super(text);
        }
    }

    /** @return the job's description */
    JobSpec spec(String sha256) throws Missing {
        String path = JobFolders.input(sha256);
        byte[] json;
        try {
            json = Files.readAllBytes(root.resolve(path));
        } catch (IOException e) {
            throw new Missing(path + ": the description of the job is not there (bring it to the site again)");
        }
        try {
            if (!HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(json))
                    .equals(sha256)) {
                throw new Missing(path + ": is not what its name says (delete it, and bring it to the site again)");
            }
            return JobSpec.parse(json);
        } catch (IllegalArgumentException e) {
            throw new Missing(path + ": " + e.getMessage() + " (install the same version of Ciel at the site)");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Puts links to the files of a visit into a folder.
     *
     * @return path of the catalog, by the name that headers shall have
     */
    Path catalog(JobSpec.Visit visit, Path folder) throws Missing, IOException {
        Files.createDirectories(folder);
        for (JobSpec.Input input : visit.files()) {
            Path file = root.resolve(JobFolders.input(input.sha256()));
            if (!Files.exists(file)) {
                file = root.resolve(JobFolders.input(input.sha256()) + ".gz");
            }
            String wrong = FileCheck.difference(file, input.bytes(), input.sha256());
            if (wrong != null) {
                throw new Missing("catalog of visit " + visit.visit() + ": " + input.name() + " ("
                        + JobFolders.input(input.sha256()) + ") " + wrong + " (bring it to the site again)");
            }
            Path link = folder.resolve(input.name());
            if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(file)) {
                // another job of the same visit may do the same at this moment
                Path mine = folder.resolve(
                        "." + input.name() + "." + ProcessHandle.current().pid());
                Files.deleteIfExists(mine);
                Files.createSymbolicLink(mine, file);
                Files.move(mine, link, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return folder.resolve(visit.files().getFirst().name());
    }
}
