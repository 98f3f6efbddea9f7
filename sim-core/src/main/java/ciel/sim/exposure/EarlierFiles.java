package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.FileCheck;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.RenderManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What stands in the output folder under the names that a rendering will write, and what becomes of it. */
final class EarlierFiles {
    private final Path out;
    private final Visit visit;
    private final RenderSettings settings;

    EarlierFiles(Path out, Visit visit, RenderSettings settings) {
        this.out = out;
        this.visit = visit;
        this.settings = settings;
    }

    /** What a manifest must agree with. */
    record Wanted(String codeVersion, long seed, String configurationHash, String catalog, long catalogBytes) {}

    /**
     * @throws InputException when a name is a folder's; or when it is taken, unless files may be replaced
     */
    void requireFreeNames(List<Detector> detectors, boolean replace) {
        for (Detector detector : detectors) {
            for (String name : DetectorFiles.names(visit, detector, settings)) {
                requireFree(out.resolve(name), detector, replace);
            }
        }
        if (detectors.size() > 1 && settings.output().png()) {
            requireNoFolder(out.resolve(FileNames.mosaic(visit)));
        }
    }

    private static void requireFree(Path file, Detector detector, boolean replace) {
        requireNoFolder(file);
        if (!replace && Files.exists(file)) {
            throw new InputException(
                    file.toString(),
                    "is there already: " + detector.name() + " of this visit has been rendered, or begun",
                    "go on with --resume, choose another --out, or replace the files with --set output.overwrite=true");
        }
    }

    private static void requireNoFolder(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(
                    file.toString(), "is a folder where a file shall be written", "choose another --out");
        }
    }

    /**
     * @return the manifest of a detector that is whole; null where there is none, or where a file is not what the
     *      manifest says
     * @throws InputException when it was rendered with another seed, configuration, catalog or version
     */
    RenderManifest whole(Detector detector, Wanted wanted, RenderListener listener) {
        Path file = out.resolve(FileNames.manifest(visit, detector));
        if (!Files.exists(file)) {
            return null;
        }
        RenderManifest manifest = RenderManifest.read(file);
        requireSame(file, "version of Ciel", manifest.codeVersion(), wanted.codeVersion);
        requireSame(file, "seed", manifest.seed(), wanted.seed);
        requireSame(file, "catalog", manifest.catalog(), wanted.catalog);
        requireSame(file, "size of the catalog in bytes", manifest.catalogBytes(), wanted.catalogBytes);
        requireSame(file, "configuration hash", manifest.configurationHash(), wanted.configurationHash);
        for (RenderManifest.Entry entry : manifest.files()) {
            String wrong = FileCheck.difference(out.resolve(entry.path()), entry.bytes(), entry.sha256());
            if (wrong != null) {
                listener.note(detector.name() + " is drawn again: " + entry.path() + " " + wrong);
                return null;
            }
        }
        return manifest;
    }

    /** @throws InputException when a detector that is kept was made by an engine of another exactness */
    void requireTier(Detector detector, RenderManifest manifest, String tier) {
        requireSame(out.resolve(FileNames.manifest(visit, detector)), "exactness of the engine", manifest.tier(), tier);
    }

    private static void requireSame(Path file, String what, Object there, Object now) {
        if (!there.equals(now)) {
            throw new InputException(
                    file.toString(),
                    "was rendered with another " + what + ": " + there + ", and now it is " + now,
                    "render with the same one, choose another --out, or replace the files with "
                            + "--set output.overwrite=true and without --resume");
        }
    }
}
