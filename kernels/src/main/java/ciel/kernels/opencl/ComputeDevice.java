package ciel.kernels.opencl;

/**
 * All that the OpenCL engine asks of a binding to OpenCL. One queue in order; not for several threads at once. Failures are
 * {@link ciel.sim.DeviceException}, a program that cannot be built {@link ciel.sim.UnavailableException} with the compiler's log.
 */
public interface ComputeDevice extends AutoCloseable {
    DeviceInfo info();

    /** A buffer on the device. */
    interface Memory extends AutoCloseable {
        long bytes();

        @Override
        void close();
    }

    /** A compiled function. */
    interface Kernel {
    }

    /**
     * Compiles a program.
     *
     * @param source  OpenCL C 1.2
     * @param options compiler options
     * @param names   functions that are wanted
     * @return those functions, in that order
     */
    Kernel[] build(String source, String options, String... names);

    Memory allocate(long bytes);

    /** Host to device; the array may be reused on return. @param offset in elements of the buffer */
    void write(Memory to, long offset, int[] from, int start, int length);

    void write(Memory to, float[] from);

    void write(Memory to, long[] from, int start, int length);

    /** Device to host; returns when the data is there. */
    void read(Memory from, int[] to, int start, int length);

    /** Sets a buffer to zero bytes. */
    void clear(Memory memory);

    /**
     * Runs a kernel over {@code items} work-items, rounded up to whole groups.
     *
     * @param arguments Memory, Integer or Long, in the kernel's order
     * @return seconds on the device once {@link #finish} has returned, else 0
     */
    void launch(Kernel kernel, long items, int group, Object... arguments);

    /** Waits for all that was asked for. @return seconds that kernels ran on the device since the last call */
    double finish();

    @Override
    void close();
}
