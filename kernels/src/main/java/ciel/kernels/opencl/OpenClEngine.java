package ciel.kernels.opencl;

import ciel.kernels.vector.VectorSupport;
import ciel.sim.CielException;
import ciel.sim.DeviceException;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Vendor;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.ChargeMap;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * The photon engine on an OpenCL device. Tier T1: the scalar engine's bits.
 *
 * <p>Several threads may expose detectors at once: each takes one of {@code lanes} queues with its own buffers, so
 * that while one detector is shot another is read
 * back. A CCD is read out on the device too where the memory allowed holds its frames; where it does not, the caller
 * reads it out. A charge map that does not fit into the memory allowed is made in bands of lines; every band shoots
 * all photons and keeps its own.
 */
public final class OpenClEngine implements PhotonEngine {

    /**
     * How the engine uses a device.
     *
     * @param group       work-items of a work-group, a power of two; 0 for 256 on a GPU and 1 on a processor
     * @param lanes       detectors at once, &ge; 1
     * @param memoryLimit bytes on the device for all lanes together; 0 for three quarters of what the device has
     */
    public record Options(int group, int lanes, long memoryLimit) {
        /** Two detectors at once. */
        public static final Options DEFAULT = new Options(0, 2, 0);

        private int groupOn(DeviceInfo device) {
            return Math.min(group > 0 ? group : device.gpu() ? 256 : 1, device.maxWorkGroup());
        }

        public Options {
            if (group < 0 || Integer.bitCount(group) > 1 || lanes < 1 || memoryLimit < 0) {
                throw new IllegalArgumentException(
                        "group " + group + ", lanes " + lanes + ", memory limit " + memoryLimit);
            }
        }
    }

    /** Failures one after the other from which a device is taken for lost. */
    private static final int MOST_FAILURES = 3;

    private final Supplier<ComputeDevice> opener;
    private final DeviceInfo device;
    private final int group;
    private final int lanes;
    private final long limit;
    private final BlockingQueue<Slot> free;
    private double deviceSeconds;
    /** Most bytes that each lane has held. */
    private final Map<Slot, Long> peakMemory = new HashMap<>();

    private int failures;

    /** Place of a lane; the lane is null after it has failed, and opened anew at its next use. */
    private static final class Slot {
        private DeviceLane lane;
    }

    /** Opens a device of {@link JoclDevice#list}. */
    public static OpenClEngine open(int number, Options options) {
        return new OpenClEngine(() -> JoclDevice.open(number), options);
    }

    /** @param opener opens the same device each time */
    OpenClEngine(Supplier<ComputeDevice> opener, Options options) {
        this.opener = opener;
        ComputeDevice first = opener.get();
        device = first.info();
        group = options.groupOn(device);
        limit = (options.memoryLimit > 0 ? options.memoryLimit : device.memory() / 4 * 3) / options.lanes;
        lanes = options.lanes;
        free = new ArrayBlockingQueue<>(lanes);
        for (int i = 0; i < lanes; i++) {
            Slot slot = new Slot();
            slot.lane = i == 0 ? new DeviceLane(first, group, limit) : null;
            free.add(slot);
        }
    }

    /** @return what the engine runs on */
    public DeviceInfo device() {
        return device;
    }

    /**
     * How the memory of the device is shared out.
     *
     * @param detectors  at once
     * @param bytesEach  that each may take
     * @param readsOut   whether that holds the largest CCD of the camera with its frames, so that it is read out
     *      on the device
     */
    public record MemoryPlan(int detectors, long bytesEach, boolean readsOut) {}

    /** @return how the memory of the device is shared out */
    public MemoryPlan memoryPlan() {
        return new MemoryPlan(
                lanes,
                limit,
                DeviceLane.readsOut(
                        device,
                        limit,
                        4L * Vendor.E2V.format().width() * Vendor.E2V.format().height()));
    }

    @Override
    public synchronized Optional<DeviceUse> deviceUse() {
        return Optional.of(new DeviceUse(
                deviceSeconds,
                peakMemory.values().stream().mapToLong(Long::longValue).sum()));
    }

    @Override
    public ScreenLoops screenLoops() {
        return VectorSupport.screenLoops();
    }

    @Override
    public Info info() {
        return new Info(
                "opencl",
                device.name() + ", " + device.computeUnits() + " compute units, " + device.platform(),
                Tier.T1);
    }

    @Override
    public DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        Slot slot;
        try {
            slot = free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CielException("interrupted while waiting for the device", e);
        }
        try {
            DeviceLane.Exposed exposed = exposed(slot, exposure, progress);
            ChargeMap map = null;
            if (exposed.charge() != null) {
                map = new ChargeMap(
                        exposure.photons().width(), exposure.photons().height());
                exposed.charge().get(0, map.data());
            }
            return new DetectorImage(
                    map,
                    exposed.realized(),
                    map == null ? exposed.electrons() : map.total(),
                    segments(exposed.segments()));
        } finally {
            free.add(slot);
        }
    }

    private static int[][] segments(IntBuffer from) {
        if (from == null) {
            return null;
        }
        int[][] segments = new int[Sections.SEGMENTS][Sections.RAW_WIDTH * Sections.RAW_HEIGHT];
        for (int i = 0; i < segments.length; i++) {
            from.get(i * segments[i].length, segments[i]);
        }
        return segments;
    }

    /**
     * A lane that fails is given back with all it holds: its queue may be broken, and another detector begins with a
     * new one.
     */
    private DeviceLane.Exposed exposed(Slot slot, DetectorExposure exposure, PhotonProgress progress) {
        refuseLostDevice();
        try {
            if (slot.lane == null) {
                slot.lane = new DeviceLane(opener.get(), group, limit);
            }
            DeviceLane.Exposed exposed = slot.lane.expose(exposure, progress);
            succeeded(slot, exposed);
            return exposed;
        } catch (RuntimeException | Error e) {
            failed();
            if (slot.lane != null) {
                slot.lane.close();
                slot.lane = null;
            }
            throw e;
        }
    }

    private synchronized void refuseLostDevice() {
        if (failures >= MOST_FAILURES) {
            throw new DeviceException(
                    "OpenCL device " + device.name() + " has failed " + failures
                            + " times in a row and is not tried again",
                    "check the device, or use --engine vector",
                    null);
        }
    }

    private synchronized void succeeded(Slot slot, DeviceLane.Exposed exposed) {
        failures = 0;
        deviceSeconds += exposed.deviceSeconds();
        peakMemory.merge(slot, slot.lane.peakMemory(), Math::max);
    }

    private synchronized void failed() {
        failures++;
    }

    @Override
    public void close() {
        for (Slot slot : free) {
            if (slot.lane != null) {
                slot.lane.close();
                slot.lane = null;
            }
        }
    }
}
