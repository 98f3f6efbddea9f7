package ciel.kernels;

import ciel.kernels.opencl.DeviceInfo;
import ciel.kernels.opencl.JoclDevice;
import ciel.kernels.opencl.OpenClEngine;
import ciel.kernels.tornado.TornadoSupport;
import ciel.kernels.vector.VectorSupport;
import ciel.sim.UnavailableException;
import ciel.sim.engine.EngineFactory;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Chooses the photon engine. A forced choice is opened or refused with the reason (law 3); {@code auto} takes the
 * best that runs here and says why.
 */
public final class EngineRegistry implements EngineFactory {
    /** Every name that {@link #open} knows beside auto. */
    public static final List<String> NAMES = List.of("scalar", "vector", "opencl", "tornado");

    @Override
    public PhotonEngine open(String name, OptionalInt device, int threads, Consumer<String> note) {
        return switch (name) {
            case "auto" -> best(device, threads, note);
            case "scalar", "vector" -> {
                requireProcessor(name, device);
                yield name.equals("scalar") ? new ScalarEngine(threads) : vector(threads);
            }
            case "opencl" ->
                OpenClEngine.open(device.orElseGet(EngineRegistry::preferredDevice), OpenClEngine.Options.DEFAULT);
            case "tornado" -> TornadoSupport.open(device);
            default ->
                throw new IllegalArgumentException(
                        "engine '" + name + "' is none of auto, " + String.join(", ", NAMES));
        };
    }

    /** An engine on the processor has one device. */
    private static void requireProcessor(String name, OptionalInt device) {
        if (device.orElse(0) != 0) {
            throw new UnavailableException(
                    "engine " + name + " has no device " + device.getAsInt() + ": it runs on the processor, device 0",
                    "leave --device out, or choose --engine opencl; ciel engines lists the devices",
                    null);
        }
    }

    private static PhotonEngine best(OptionalInt device, int threads, Consumer<String> note) {
        if (device.isPresent()) {
            // a device that was named is used or refused
            PhotonEngine engine = OpenClEngine.open(device.getAsInt(), OpenClEngine.Options.DEFAULT);
            note.accept("engine opencl: " + engine.info().device());
            return engine;
        }
        OptionalInt gpu = gpu();
        if (gpu.isPresent()) {
            try {
                PhotonEngine engine = OpenClEngine.open(gpu.getAsInt(), OpenClEngine.Options.DEFAULT);
                note.accept("engine opencl: " + engine.info().device());
                return new FallbackEngine(engine, () -> onProcessor(threads, note), note);
            } catch (UnavailableException e) {
                note.accept("engine opencl is passed over: " + e.getMessage());
            }
        }
        return onProcessor(threads, note);
    }

    /** @return the first device that is no processor: a processor is better used by the vector engine */
    private static OptionalInt gpu() {
        if (!openClMayBeHere()) {
            return OptionalInt.empty();
        }
        try {
            return gpuOf(JoclDevice.list());
        } catch (UnavailableException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Loading the binding and the drivers takes a quarter of a second, which a machine without a GPU need not spend:
     * drivers of GPUs leave a device file.
     */
    private static boolean openClMayBeHere() {
        return Stream.of("/dev/nvidiactl", "/dev/nvidia0", "/dev/kfd", "/dev/dri", "/dev/dxg")
                        .anyMatch(path -> Files.exists(Path.of(path)))
                || !Files.isDirectory(Path.of("/dev"));
    }

    private static int preferredDevice() {
        return gpuOf(JoclDevice.list()).orElse(0);
    }

    private static OptionalInt gpuOf(List<DeviceInfo> devices) {
        return devices.stream()
                .filter(DeviceInfo::gpu)
                .mapToInt(DeviceInfo::number)
                .findFirst();
    }

    private static PhotonEngine onProcessor(int threads, Consumer<String> note) {
        String refusal = VectorSupport.refusal();
        if (refusal == null) {
            return vector(threads);
        }
        note.accept("engine scalar: the vector engine " + refusal);
        return new ScalarEngine(threads);
    }

    private static PhotonEngine vector(int threads) {
        String refusal = VectorSupport.refusal();
        if (refusal != null) {
            throw new UnavailableException("the vector engine " + refusal, VectorSupport.REMEDY, null);
        }
        return VectorSupport.open(threads);
    }
}
