package ciel.kernels.opencl;

/**
 * What an OpenCL device says of itself.
 *
 * @param number        in the list of all devices of all platforms, from 0: what {@code --device} takes
 * @param platform      name and version of the platform
 * @param name          of the device
 * @param driver        driver version
 * @param gpu           true for a GPU or accelerator, false for a processor
 * @param computeUnits  multiprocessors or cores
 * @param clockMhz      highest clock (MHz), 0 where unknown
 * @param memory        global memory (bytes)
 * @param maxAllocation largest single buffer (bytes)
 * @param localMemory   memory of a work-group (bytes)
 * @param maxWorkGroup  work-items of a work-group
 */
public record DeviceInfo(
        int number,
        String platform,
        String name,
        String driver,
        boolean gpu,
        int computeUnits,
        int clockMhz,
        long memory,
        long maxAllocation,
        long localMemory,
        int maxWorkGroup) {}
