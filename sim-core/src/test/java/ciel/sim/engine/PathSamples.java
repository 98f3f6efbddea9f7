package ciel.sim.engine;

import ciel.sim.camera.Vendor;
import ciel.sim.photon.AliasTable;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import ciel.sim.sensor.BoundaryKernel;
import ciel.sim.sensor.PixelBoundaries;
import ciel.sim.sensor.SensorModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Paths on which every engine is compared with the scalar engine: each kind of step alone, and all of them together. */
public final class PathSamples {
    private PathSamples() {}

    /** One step of each kind, in the order in which a photon meets them. */
    public static List<PhotonStep> steps() {
        return List.of(
                Wavelength.of(EngineConformance.acceptance()),
                new Spread(EngineConformance.psf(true)),
                new Profile(),
                new Pupil(),
                screens(),
                dispersion(),
                OpticsSamples.stops(),
                OpticsSamples.vanes(),
                OpticsSamples.aberration(),
                silicon(),
                EdgeRolloff.of(EngineConformance.WIDTH, EngineConformance.HEIGHT, 2, 3),
                new Pixels(),
                boundaries(4));
    }

    /** A filled spot, a ring about the detector, and one photon, in cells of 0.4 to 40 px: whole, and as several electrons. */
    static void addGhosts(SourceTableBuilder builder, double[] spectrum) {
        int columns = 16;
        double[] weights = new double[columns * columns];
        for (int k = 0; k < weights.length; k++) {
            double r = Math.hypot(k % columns - 7.5, k / columns - 7.5);
            weights[k] = r < 8 && r > 5 ? 1 + 0.01 * k : 0;
        }
        AliasTable ring = new AliasTable(weights);
        double[] cells = {0.4, 9.7, 40};
        int[] photons = {1, 3001, 9001};
        for (int k = 0; k < cells.length; k++) {
            builder.addLanded(
                    new SourceTableBuilder.Source(
                            0x9e3779b97f4a7c15L * (k + 1),
                            photons[k],
                            k == 1 ? 3 : 1,
                            100.25 + 3 * k,
                            70.75 - k,
                            new double[] {5, 0.01, -0.02, 4.9},
                            spectrum,
                            k),
                    ring,
                    columns,
                    new double[] {cells[k], 0.1 * cells[k], -0.1 * cells[k], cells[k]});
        }
    }

    static Silicon silicon() {
        double[] lengths = new double[SourceTable.BINS];
        for (int k = 0; k < lengths.length; k++) {
            lengths[k] = 0.1 * Math.pow(1.07, k); // 0.1 to 540 um
        }
        return Silicon.of(lengths, 100, 4.4, 10);
    }

    /** Tree rings that are much too strong, and the charge of an E2V in a few epochs. */
    static Boundaries boundaries(int epochs) {
        int width = EngineConformance.WIDTH;
        int height = EngineConformance.HEIGHT;
        Random random = new Random(8);
        int[] fixed = new int[PixelBoundaries.size(width, height)];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = PixelBoundaries.word(0.05 * random.nextGaussian(), 0.05 * random.nextGaussian());
        }
        return SensorModel.boundaries(width, height, fixed, BoundaryKernel.of(Vendor.E2V), epochs, true);
    }

    /** Layers of 64 x 64 nodes whose gradients reach all that 16 bits hold. */
    static Screens screens() {
        Random random = new Random(9);
        int[] gradients = random.ints(Screens.LAYERS << 12).toArray();
        float[] wind = new float[2 * Screens.LAYERS];
        for (int k = 0; k < wind.length; k++) {
            wind[k] = 300 - 60 * k;
        }
        return new Screens(gradients, 6, 20.9f, wind, (place, floats, at) -> {
            for (int k = 0; k < 4; k++) {
                floats[at + k] = 3e-4f * (k - 1.3f);
            }
            for (int k = 4; k < Screens.FLOATS; k++) {
                floats[at + k] = (float) (1000 + 7.3 * k + Math.abs(place.x() % 64));
            }
        });
    }

    private static Dispersion dispersion() {
        float[] shift = new float[SourceTable.BINS];
        for (int k = 0; k < shift.length; k++) {
            shift[k] = 1.3f - 0.02f * k;
        }
        return new Dispersion(shift, (place, floats, at) -> {
            floats[at] = (float) (3 + place.x() * 1e-7);
            floats[at + 1] = -2.5f;
        });
    }

    static List<PhotonStep> without(List<PhotonStep> steps, PhotonStep without) {
        return steps.stream().filter(step -> step != without).toList();
    }

    /** Each step with nothing but what it needs, and a step that finds the pixel. */
    static List<PhotonPath> alone() {
        return steps().stream().map(PathSamples::alone).toList();
    }

    private static PhotonPath alone(PhotonStep kind) {
        List<PhotonStep> path = new ArrayList<>();
        for (PhotonStep step : steps()) {
            boolean needed = kind.needs().contains(step.getClass()) || step.getClass() == kind.getClass();
            if (needed || step instanceof Pixels && !kind.findsPixel()) {
                path.add(step);
            }
        }
        return new PhotonPath(path);
    }

    /** All steps that go together: one path for each step that finds the pixel. */
    public static List<PhotonPath> together() {
        List<PhotonPath> paths = new ArrayList<>();
        for (PhotonStep last : steps().stream().filter(PhotonStep::findsPixel).toList()) {
            List<PhotonStep> path = new ArrayList<>(
                    steps().stream().filter(step -> !step.findsPixel()).toList());
            path.add(last);
            paths.add(new PhotonPath(path));
        }
        return paths;
    }

    /** @return kinds of step that others of a list need */
    static Set<Class<? extends PhotonStep>> needed(List<PhotonStep> steps) {
        return Set.copyOf(
                steps.stream().flatMap(step -> step.needs().stream()).distinct().toList());
    }
}
