package ciel.kernels.tornado;

import ciel.kernels.opencl.DeviceInfo;
import java.util.List;

/** Finds and opens the devices of TornadoVM: a service, which is there where TornadoVM was when Ciel was built. */
public interface TornadoDevices {
    /** @return version of TornadoVM */
    String version();

    /** @return names of the backends that are installed, with or without devices */
    List<String> backends();

    /** @return devices of all backends, OpenCL, PTX and SPIR-V, which are their platforms; numbered from 0 */
    List<DeviceInfo> list();

    /** @return an engine on a device of {@link #list} */
    TornadoEngine open(DeviceInfo device);
}
