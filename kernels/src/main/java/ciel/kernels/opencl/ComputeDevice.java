package ciel.kernels.opencl;

import java.nio.IntBuffer;

/**
 * All that the OpenCL engine asks of a binding to OpenCL. One queue in order; not for several threads at once.
 * Failures are
 * {@link ciel.sim.DeviceException}, a program that cannot be built {@link ciel.sim.UnavailableException} with the
 * compiler's log.
 */
public interface ComputeDevice extends AutoCloseable {
    DeviceInfo info();

    /** A buffer on the device. */
    interface Memory extends AutoCloseable {
        long bytes();

        /** Work that was asked for before still finds it. Never fails. */
        @Override
        void close();
    }

    /** Memory of the host that the device copies into at full speed. Lives as long as the device. */
    interface Staging {
        /** @return all of it; what is in it is defined after {@link ComputeDevice#finish} */
        IntBuffer ints();
    }

    /** A compiled function. */
    interface Kernel {}

    /**
     * Compiles a program.
     *
     * @param source  OpenCL C 1.2
     * @param options compiler options
     * @param names   functions that are wanted
     * @return those functions, in that order
     */
    Kernel[] build(String source, String options, String... names);

    /** A buffer with nothing defined in it. */
    Memory allocate(long bytes);

    /** A buffer with a copy of numbers, which does not wait for work that runs; the array may be reused on return. */
    Memory upload(int[] from, int start, int length);

    Memory upload(float[] from, int start, int length);

    Memory upload(long[] from, int start, int length);

    /**
     * Copies numbers into a part of a buffer, after the work that was asked for before; the array may be reused on
     * return.
     *
     * @param at   where they go, in numbers
     * @param from float[] or int[]
     */
    void write(Memory to, long at, Object from, int length);

    Staging stage(int ints);

    /** Device to host; returns when the data is there. */
    void read(Memory from, int[] to, int length);

    /** Asks for a copy of the first {@code length} ints, which is there after {@link #finish}. */
    void read(Memory from, Staging to, int start, int length);

    /** Sets a buffer to zero bytes. */
    void clear(Memory memory);

    /** Copies all of a buffer into another of at least its size. */
    void copy(Memory from, Memory to);

    /**
     * Runs a kernel over {@code items} work-items, rounded up to whole groups.
     *
     * @param arguments Memory, Integer or Long, in the kernel's order
     */
    void launch(Kernel kernel, long items, int group, Object... arguments);

    /**
     * Waits for all that was asked for. @return seconds that kernels and copies on the device ran since the last call
     */
    double finish();

    /** Gives everything back: never fails, also when the device is lost. */
    @Override
    void close();
}
