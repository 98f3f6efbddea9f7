package ciel.kernels.opencl;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonBatch;
import ciel.sim.photon.PhotonEngine;
import ciel.sim.readout.SkyParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The photon engine on an OpenCL device. Tier T1: the scalar engine's bits.
 *
 * <p>Several threads may expose detectors at once: each takes one of {@code lanes} queues with its own buffers, so that while one detector is shot another is read
 * back. A charge map that does not fit into the memory allowed is made in bands of lines; every band shoots all photons and keeps its own.
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
                throw new IllegalArgumentException("group " + group + ", lanes " + lanes + ", memory limit " + memoryLimit);
            }
        }
    }

    private final DeviceInfo device;
    private final List<DeviceLane> all = new ArrayList<>();
    private final BlockingQueue<DeviceLane> free;
    private double deviceSeconds;

    /** Opens a device of {@link JoclDevice#list}. */
    public static OpenClEngine open(int number, Options options) {
        List<ComputeDevice> devices = new ArrayList<>();
        try {
            for (int i = 0; i < options.lanes; i++) {
                devices.add(JoclDevice.open(number));
            }
            return new OpenClEngine(devices, options);
        } catch (RuntimeException e) {
            devices.forEach(ComputeDevice::close);
            throw e;
        }
    }

    /** @param devices the same device, opened once a lane */
    OpenClEngine(List<ComputeDevice> devices, Options options) {
        device = devices.getFirst().info();
        free = new ArrayBlockingQueue<>(devices.size());
        long limit = options.memoryLimit > 0 ? options.memoryLimit : device.memory() / 4 * 3;
        for (ComputeDevice one : devices) {
            DeviceLane lane = new DeviceLane(one, options.groupOn(device), limit / devices.size());
            all.add(lane);
            free.add(lane);
        }
    }

    /** @return what the engine runs on */
    public DeviceInfo device() {
        return device;
    }

    /** @return seconds that kernels have run on the device so far, over all lanes */
    public synchronized double deviceSeconds() {
        return deviceSeconds;
    }

    @Override
    public Info info() {
        return new Info("opencl", device.name() + ", " + device.computeUnits() + " compute units, " + device.platform(), Tier.T1);
    }

    @Override
    public boolean addsSkyWithPhotons() {
        return true;
    }

    @Override
    public void shoot(PhotonBatch batch, ChargeMap target, long[] realized, Progress progress) {
        expose(batch, null, target, realized, progress);
    }

    @Override
    public void addSky(SkyParameters sky, ChargeMap target) {
        PhotonBatch nothing = new PhotonBatch(sky.seed(), target.width(), target.height(), 0, new long[0], new long[0], new int[0], new float[0],
                new float[0], 1, new float[0], new float[0], new int[0], new int[0], new int[0]);
        expose(nothing, sky, target, new long[0], Progress.NONE);
    }

    @Override
    public void expose(PhotonBatch batch, SkyParameters sky, ChargeMap target, long[] realized, Progress progress) {
        if (target.width() != batch.width() || target.height() != batch.height()) {
            throw new IllegalArgumentException("charge map of " + target.width() + " x " + target.height() + " px for a batch of "
                    + batch.width() + " x " + batch.height() + " px");
        }
        DeviceLane lane;
        try {
            lane = free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ciel.sim.CielException("interrupted while waiting for the device", e);
        }
        try {
            DeviceLane.Exposed exposed = lane.expose(batch, sky, progress);
            // only now is anything changed that belongs to the caller: a device that fails leaves no trace
            int[] charge = target.data();
            for (int i = 0; i < charge.length; i++) {
                charge[i] += exposed.charge()[i];
            }
            for (int i = 0; i < realized.length; i++) {
                realized[i] += exposed.realized()[i];
            }
            synchronized (this) {
                deviceSeconds += exposed.deviceSeconds();
            }
        } finally {
            free.add(lane);
        }
    }

    @Override
    public void close() {
        all.forEach(DeviceLane::close);
    }
}
