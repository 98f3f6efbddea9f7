package ciel.kernels.tornado;

import ciel.kernels.opencl.DeviceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** The TornadoVM that this JVM was started with. */
public final class InstalledTornado implements TornadoDevices {
    @Override
    public String version() {
        return TornadoRuntime.class.getModule().getDescriptor().rawVersion().orElse("of an unknown version");
    }

    @Override
    public List<String> backends() {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        return IntStream.range(0, runtime.getNumBackends())
                .mapToObj(b -> runtime.getBackend(b).getBackendType().name())
                .toList();
    }

    @Override
    public List<DeviceInfo> list() {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        List<DeviceInfo> list = new ArrayList<>();
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            TornadoBackend backend = runtime.getBackend(b);
            for (int d = 0; d < backend.getNumDevices(); d++) {
                TornadoDevice device = backend.getDevice(d);
                list.add(new DeviceInfo(
                        list.size(),
                        backend.getBackendType().name(),
                        device.getPhysicalDevice().getDeviceName(),
                        "TornadoVM " + version(),
                        device.getDeviceType() == TornadoDeviceType.GPU,
                        device.getPhysicalDevice().getDeviceMaxComputeUnits(),
                        device.getPhysicalDevice().getDeviceMaxClockFrequency(),
                        device.getMaxGlobalMemory(),
                        device.getMaxAllocMemory(),
                        device.getDeviceLocalMemorySize(),
                        (int) Math.min(Integer.MAX_VALUE, device.getDeviceMaxWorkgroupDimensions()[0])));
            }
        }
        return list;
    }

    @Override
    public TornadoEngine open(DeviceInfo device) {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        int number = device.number();
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            int devices = runtime.getBackend(b).getNumDevices();
            if (number < devices) {
                return new TornadoEngine(
                        new InstalledDevice(device, runtime.getBackend(b).getDevice(number), version()));
            }
            number -= devices;
        }
        throw new IllegalArgumentException("no device " + device);
    }
}
