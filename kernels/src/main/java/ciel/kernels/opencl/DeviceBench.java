package ciel.kernels.opencl;

import ciel.kernels.bench.BenchSources;
import ciel.kernels.bench.ScalarBits;
import ciel.sim.CielException;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.AmplifierImage;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.Readout;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * How fast an OpenCL device is with the kernels of this package, beside what its clock and its memory allow. Each
 * case is first compared with the scalar engine on a
 * small count; what is timed afterwards is warm, and is the device's own clock unless a row says otherwise.
 */
public final class DeviceBench {
    private static final long MOST_PHOTONS = 1L << 33;
    private static final long COPIED = 1L << 28;
    /** Bits of the phase screens for a processor: 25 MB of them. */
    private static final int SMALL_SCREENS = 10;

    /**
     * Lane instructions of a photon, counted by hand from the kernels: random words, table, direction, pixel, deposit;
     * and with a profile.
     */
    private static final int POINT_INSTRUCTIONS = 80;

    private static final int PROFILE_INSTRUCTIONS = 145;
    /**
     * Of a point's photon on the whole way: random words 300, screens 100, telescope 250, silicon and boundaries 130,
     * wavelength, pupil, second kick and deposit 120.
     */
    private static final int WHOLE_INSTRUCTIONS = 900;

    /** Stars of the case with every step. */
    private static final int BRIGHT = 1000;

    private final int number;
    private final double seconds;
    /** 10^5 on a GPU; a tenth of that is enough to keep a processor busy. */
    private int objects;

    /**
     * One figure.
     *
     * @param name     what was done
     * @param unit     of the rate: photons/s, px/s, B/s
     * @param rate     best of the repeats
     * @param roofline the most that the device's clock or memory allows, same unit; NaN where there is no such figure
     * @param time     of one repeat (s)
     * @param repeats  repeats
     */
    public record Row(String name, String unit, double rate, double roofline, double time, int repeats) {}

    /**
     * @param number  of the device in {@link JoclDevice#list}
     * @param seconds that each case may take, about; &gt; 0
     */
    public DeviceBench(int number, double seconds) {
        this.number = number;
        this.seconds = seconds;
    }

    /**
     * Lanes of 32 bits of a compute unit, which OpenCL does not tell: 128 of NVIDIA's (Ampere GA10x, Ada, Hopper), 64
     * of other GPUs, 16 of a processor's core with
     * registers of 512 bits.
     */
    public static int lanes(DeviceInfo device) {
        return !device.gpu()
                ? 16
                : device.name().contains("NVIDIA") || device.platform().contains("CUDA") ? 128 : 64;
    }

    /** @return lane instructions a second: compute units x clock x lanes; NaN where the clock is not known */
    public static double instructions(DeviceInfo device) {
        return device.clockMhz() == 0 ? Double.NaN : device.computeUnits() * (device.clockMhz() * 1e6) * lanes(device);
    }

    /**
     * Runs every case.
     *
     * @param each told of each figure as it is there
     * @throws CielException where a result is not the scalar engine's
     */
    public void run(Consumer<Row> each) {
        double bandwidth;
        try (JoclDevice device = JoclDevice.open(number)) {
            bandwidth = transfers(device, each);
        }
        try (OpenClEngine engine = OpenClEngine.open(number, new OpenClEngine.Options(0, 1, 0))) {
            double peak = instructions(engine.device());
            objects = engine.device().gpu() ? 100_000 : 10_000;
            photons(
                    engine,
                    "star x Kolmogorov",
                    n -> BenchSources.stars(1, n, false),
                    1 << 20,
                    MOST_PHOTONS,
                    peak / POINT_INSTRUCTIONS,
                    each);
            photons(
                    engine,
                    "star x Kolmogorov, chromatic",
                    n -> BenchSources.stars(1, n, true),
                    1 << 20,
                    MOST_PHOTONS,
                    peak / POINT_INSTRUCTIONS,
                    each);
            photons(
                    engine,
                    String.format("%d Sersic x Kolmogorov", objects),
                    n -> BenchSources.galaxies(objects, n),
                    100L * objects,
                    100_000L * objects,
                    peak / PROFILE_INSTRUCTIONS,
                    each);
            photons(
                    engine,
                    String.format("%d stars of 100 photons", objects),
                    n -> BenchSources.stars((int) (n / 100), 100, false),
                    100L * objects,
                    100L * objects,
                    peak / POINT_INSTRUCTIONS,
                    each);
            // a processor moves a CCD's boundaries in a second, and would show little else
            PhotonPath whole = engine.device().gpu()
                    ? BenchSources.wholePath(PhaseScreens.BITS, 16)
                    : BenchSources.wholePath(SMALL_SCREENS, 2);
            photons(
                    engine,
                    BRIGHT + " stars, every step" + (engine.device().gpu() ? "" : ", 2 epochs"),
                    n -> BenchSources.stars(whole, BRIGHT, n / BRIGHT),
                    1000L * BRIGHT,
                    10_000_000L * BRIGHT,
                    peak / WHOLE_INSTRUCTIONS,
                    each);
            sky(engine, bandwidth, each);
            readout(engine, each);
            detector(engine, each);
        }
    }

    private void photons(
            OpenClEngine engine,
            String name,
            LongFunction<SourceTable> batches,
            long least,
            long most,
            double roofline,
            Consumer<Row> each) {
        ScalarBits.require(engine, name, batches.apply(least), null);
        long count = least;
        SourceTable batch = batches.apply(count);
        double took = time(engine, DetectorExposure.of(batch, null));
        while (took < seconds / 4 && count < most) {
            count = Math.min(most, count * 4);
            batch = batches.apply(count);
            took = time(engine, DetectorExposure.of(batch, null));
        }
        each.accept(best(engine, name, "photons/s", DetectorExposure.of(batch, null), batch.totalPhotons(), roofline));
    }

    private void sky(OpenClEngine engine, double bandwidth, Consumer<Row> each) {
        SourceTable dark = BenchSources.dark();
        SkyParameters sky = BenchSources.sky(1000);
        ScalarBits.require(engine, "sky", dark, sky);
        // a pixel is read and written once: 8 bytes
        each.accept(best(
                engine,
                "sky of 1000 electrons",
                "px/s",
                DetectorExposure.of(dark, sky),
                BenchSources.PIXELS,
                bandwidth / 8));
    }

    /**
     * Dark current, bleeding, crosstalk, charge transfer, noise and conversion of a CCD that holds its sky; its charge
     * stays on the device.
     */
    private void readout(OpenClEngine engine, Consumer<Row> each) {
        Readout readout = BenchSources.readout();
        DetectorExposure dark =
                new DetectorExposure(BenchSources.dark(), null, PixelCharge.NONE, readout.parameters(), false);
        int[][] found = engine.expose(dark, PhotonEngine.PhotonProgress.NONE).segments();
        if (found == null) {
            return; // the device has no room for it
        }
        List<AmplifierImage> expected = readout.readAll(new int[BenchSources.PIXELS]);
        for (int i = 0; i < found.length; i++) {
            if (!Arrays.equals(expected.get(i).pixels(), found[i])) {
                throw ScalarBits.differs(engine, "readout");
            }
        }
        each.accept(best(engine, "readout of a CCD", "px/s", dark, BenchSources.PIXELS, Double.NaN));
    }

    /**
     * A CCD of bright and faint objects and its sky, photons as fit the time; a GPU gets a thousand million of them.
     */
    private void detector(OpenClEngine engine, Consumer<Row> each) {
        long photons = engine.device().gpu() ? 1_000_000_000L : 2_000_000L;
        SourceTable batch = BenchSources.galaxies(objects, photons);
        SkyParameters sky = BenchSources.sky(1000);
        DetectorExposure exposure = DetectorExposure.of(batch, sky);
        each.accept(best(
                engine,
                String.format("a CCD, %.0e photons and sky", (double) photons),
                "photons/s",
                exposure,
                batch.totalPhotons(),
                Double.NaN));
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            long begun = System.nanoTime();
            engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
            least = Math.min(least, (System.nanoTime() - begun) * 1e-9);
        }
        each.accept(new Row(
                "the same with transfers, wall clock",
                "photons/s",
                batch.totalPhotons() / least,
                Double.NaN,
                least,
                3));
    }

    private Row best(
            OpenClEngine engine, String name, String unit, DetectorExposure exposure, long amount, double roofline) {
        double least = Double.POSITIVE_INFINITY;
        double spent = 0;
        int repeats = 0;
        long begun = System.nanoTime();
        while (repeats < 2 || spent < seconds && (System.nanoTime() - begun) * 1e-9 < 2 * seconds && repeats < 50) {
            double took = time(engine, exposure);
            least = Math.min(least, took);
            spent += took;
            repeats++;
        }
        return new Row(name, unit, amount / least, roofline, least, repeats);
    }

    private static double time(OpenClEngine engine, DetectorExposure exposure) {
        double before = deviceSeconds(engine);
        engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
        return deviceSeconds(engine) - before;
    }

    private static double deviceSeconds(OpenClEngine engine) {
        return engine.deviceUse().orElseThrow().seconds();
    }

    /**
     * Copies on the device and to the host. @return bytes a second that the device's memory moves, reading and writing
     * counted
     */
    private double transfers(ComputeDevice device, Consumer<Row> each) {
        long bytes = Math.min(COPIED, device.info().maxAllocation() / 4) / 4 * 4;
        try (ComputeDevice.Memory from = device.allocate(bytes);
                ComputeDevice.Memory to = device.allocate(bytes)) {
            device.clear(from);
            device.clear(to);
            device.finish();
            double copy = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 5; i++) {
                device.copy(from, to);
                copy = Math.min(copy, device.finish());
            }
            each.accept(new Row("copy on the device", "B/s", 2 * bytes / copy, Double.NaN, copy, 5));
            int pixels = (int) Math.min(bytes / 4, BenchSources.PIXELS);
            ComputeDevice.Staging staging = device.stage(pixels);
            double read = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 5; i++) {
                long begun = System.nanoTime();
                device.read(from, staging, 0, pixels);
                device.finish();
                read = Math.min(read, (System.nanoTime() - begun) * 1e-9);
            }
            each.accept(
                    new Row("readback to pinned memory, wall clock", "B/s", 4.0 * pixels / read, Double.NaN, read, 5));
            return 2 * bytes / copy;
        }
    }
}
