package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.engine.DetectorImage;
import ciel.sim.fits.EImageWriter;
import ciel.sim.fits.FileNames;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.OutputFacts;
import ciel.sim.fits.Preview;
import ciel.sim.fits.RawWriter;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/**
 * The files of one detector, written one after the other, the manifest last. What is written before readout goes first,
 * because bleeding changes the electrons in place.
 */
final class DetectorFiles {
    private static final WholeFile.Existing EXISTING = WholeFile.Existing.REPLACE;

    private static final long RAW_BYTES = 20_000_000;
    private static final long TRUTH_BYTES = 1_000_000;
    /** Of a photon in a list. */
    private static final long PHOTON_BYTES = 110;

    private static final long PREVIEW_BYTES = 1_000_000;

    private final Path out;
    private final HeaderInput header;
    private final WcsHeader wcs;
    private final StageClock clock;
    private final List<WrittenFile> files = new ArrayList<>();

    DetectorFiles(Path out, HeaderInput header, WcsHeader wcs, StageClock clock) {
        this.out = out;
        this.header = header;
        this.wcs = wcs;
        this.clock = clock;
    }

    /** @return the names of all files that a detector will have, the manifest last */
    static List<String> names(Visit visit, Detector detector, RenderSettings settings) {
        List<String> names = new ArrayList<>();
        if (settings.output().eimage()) {
            names.add(FileNames.eimage(visit, detector));
        }
        if (settings.output().truth()) {
            names.add(FileNames.truth(visit, detector));
        }
        if (settings.output().centroid()) {
            names.add(FileNames.centroid(visit, detector));
        }
        if (settings.output().photons() > 0) {
            names.add(FileNames.photons(visit, detector));
        }
        if (settings.output().png()) {
            names.add(FileNames.preview(visit, detector));
        }
        if (settings.readout().enabled()) {
            names.add(FileNames.raw(visit, detector));
        }
        names.add(FileNames.manifest(visit, detector));
        return names;
    }

    /** @return how large they will be (byte), about; a crowded field compresses less well */
    static long bytes(Detector detector, RenderSettings settings) {
        long pixels = (long) detector.width() * detector.height();
        return (settings.output().eimage() ? Integer.BYTES * pixels : 0)
                + (settings.output().truth() ? TRUTH_BYTES : 0)
                + (settings.output().centroid() ? TRUTH_BYTES : 0)
                + PHOTON_BYTES * settings.output().photons()
                + (settings.output().png() ? PREVIEW_BYTES : 0)
                + (settings.readout().enabled() ? RAW_BYTES : 0);
    }

    /** Takes the manifest of an earlier rendering away and writes what needs the electrons as they were collected. */
    void beforeReadout(
            RenderSettings.Output wanted, Scene.Sources sources, IntToDoubleFunction nm, DetectorImage image) {
        RenderManifest.withdraw(out, header);
        if (wanted.eimage()) {
            add(() -> EImageWriter.write(out, image.charge().data(), header, wcs, EXISTING));
        }
        if (wanted.truth()) {
            add(() -> TruthFile.write(
                    out, sources.truth(), sources.electronsOfObjects(image.realized()), header, EXISTING));
        }
        if (wanted.centroid()) {
            add(() -> CentroidFile.write(
                    out, sources.truth(), sources.electronsOfObjects(image.realized()), header, EXISTING));
        }
        if (wanted.photons() > 0) {
            add(() -> PhotonFile.write(out, sources, nm, wanted.photons(), header, EXISTING));
        }
        if (wanted.png()) {
            add(() -> Preview.eimage(out, image.charge().data(), header, EXISTING));
        }
    }

    void raw(int[][] segments, List<OutputFacts> outputs) {
        add(() -> RawWriter.write(out, segments, outputs, header, wcs, EXISTING));
    }

    /** @return all files, the manifest last */
    List<WrittenFile> finish(Scene.Sources sources, long electrons, RenderManifest.Spectra spectra) {
        RenderManifest manifest = RenderManifest.of(
                header, sources.truth().size(), sources.batch().totalPhotons(), electrons, spectra, files);
        add(() -> RenderManifest.write(out, header, manifest, EXISTING));
        return List.copyOf(files);
    }

    private void add(Supplier<WrittenFile> writer) {
        files.add(clock.time(StageClock.Stage.WRITE, writer));
    }
}
