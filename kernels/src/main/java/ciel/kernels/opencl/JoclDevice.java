package ciel.kernels.opencl;

import static org.jocl.CL.*;

import ciel.sim.DeviceException;
import ciel.sim.UnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;
import org.slf4j.LoggerFactory;

/** An OpenCL device through JOCL 2.0.6 (jocl.org): the one class that knows it. */
public final class JoclDevice implements ComputeDevice {
    private static final String REMEDY =
            "install an OpenCL driver: the GPU vendor's, which brings its ICD file in /etc/OpenCL/vendors, or "
                    + "pocl-opencl-icd for the processor; "
                    + "and the loader ocl-icd-libopencl1";

    private final DeviceInfo info;
    private final cl_device_id device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final List<cl_program> programs = new ArrayList<>();
    private final List<cl_event> events = new ArrayList<>();

    private final List<Function> functions = new ArrayList<>();
    private final List<Buffer> staged = new ArrayList<>();

    private record Buffer(cl_mem memory, long bytes) implements Memory {
        @Override
        public void close() {
            quietly(() -> clReleaseMemObject(memory));
        }
    }

    private record Pinned(Pointer pointer, IntBuffer ints) implements Staging {}

    private record Function(String name, cl_kernel kernel) implements Kernel {}

    private record Found(DeviceInfo info, cl_platform_id platform, cl_device_id device) {}

    private JoclDevice(Found found) {
        info = found.info;
        device = found.device;
        try {
            cl_context_properties properties = new cl_context_properties();
            properties.addProperty(CL_CONTEXT_PLATFORM, found.platform);
            context = clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, null);
            queue = queue();
        } catch (CLException e) {
            throw new UnavailableException(
                    "OpenCL device " + info.name() + " cannot be opened: " + e.getMessage(),
                    "check the driver with clinfo",
                    e);
        }
    }

    @SuppressWarnings("deprecation") // clCreateCommandQueueWithProperties is OpenCL 2.0; this one is everywhere
    private cl_command_queue queue() {
        return clCreateCommandQueue(context, device, CL_QUEUE_PROFILING_ENABLE, null);
    }

    /** @return every device of every platform */
    public static List<DeviceInfo> list() {
        return find().stream().map(Found::info).toList();
    }

    /** @param number of the device in {@link #list} */
    public static JoclDevice open(int number) {
        List<Found> found = find();
        if (number < 0 || number >= found.size()) {
            throw new UnavailableException(
                    "OpenCL device " + number + " does not exist; there are " + found.size(),
                    "ciel engines lists them",
                    null);
        }
        SignalChaining.warnWithout();
        return new JoclDevice(found.get(number));
    }

    /**
     * Looked for before JOCL does, which prints on stdout where it is missing. Elsewhere than on Linux the loader is
     * part of the system.
     */
    private static void requireLoader() {
        if (System.getProperty("os.name").equals("Linux")) {
            try (Arena arena = Arena.ofConfined()) {
                SymbolLookup.libraryLookup("libOpenCL.so.1", arena);
            } catch (IllegalArgumentException e) {
                throw new UnavailableException("the OpenCL loader libOpenCL.so.1 is not on this machine", REMEDY, e);
            }
        }
    }

    private static List<Found> find() {
        requireLoader();
        int[] count = new int[1];
        cl_platform_id[] platforms;
        try {
            CL.setExceptionsEnabled(true);
            clGetPlatformIDs(0, null, count);
            platforms = new cl_platform_id[count[0]];
            clGetPlatformIDs(platforms.length, platforms, null);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
            throw new UnavailableException("the OpenCL loader libOpenCL.so.1 is not on this machine", REMEDY, e);
        } catch (CLException e) {
            throw new UnavailableException("no OpenCL platform is on this machine: the loader finds no ICD", REMEDY, e);
        }
        List<Found> found = new ArrayList<>();
        for (cl_platform_id platform : platforms) {
            cl_device_id[] devices;
            try {
                clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
                devices = new cl_device_id[count[0]];
                clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices.length, devices, null);
            } catch (CLException e) {
                continue; // a platform whose hardware is not there (CL_DEVICE_NOT_FOUND)
            }
            for (cl_device_id device : devices) {
                found.add(new Found(describe(found.size(), platform, device), platform, device));
            }
        }
        if (found.isEmpty()) {
            throw new UnavailableException(
                    "no OpenCL device is on this machine; " + platforms.length + " platform(s) without one",
                    REMEDY,
                    null);
        }
        return found;
    }

    private static DeviceInfo describe(int number, cl_platform_id platform, cl_device_id device) {
        long[] bytes = new long[1];
        clGetPlatformInfo(platform, CL_PLATFORM_VERSION, 0, null, bytes);
        byte[] version = new byte[(int) bytes[0]];
        clGetPlatformInfo(platform, CL_PLATFORM_VERSION, version.length, Pointer.to(version), null);
        return new DeviceInfo(
                number,
                text(version),
                string(device, CL_DEVICE_NAME),
                string(device, CL_DRIVER_VERSION),
                (number(device, CL_DEVICE_TYPE) & (CL_DEVICE_TYPE_GPU | CL_DEVICE_TYPE_ACCELERATOR)) != 0,
                (int) number(device, CL_DEVICE_MAX_COMPUTE_UNITS),
                (int) number(device, CL_DEVICE_MAX_CLOCK_FREQUENCY),
                number(device, CL_DEVICE_GLOBAL_MEM_SIZE),
                number(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                number(device, CL_DEVICE_LOCAL_MEM_SIZE),
                (int) number(device, CL_DEVICE_MAX_WORK_GROUP_SIZE));
    }

    private static String string(cl_device_id device, int what) {
        long[] bytes = new long[1];
        clGetDeviceInfo(device, what, 0, null, bytes);
        byte[] text = new byte[(int) bytes[0]];
        clGetDeviceInfo(device, what, text.length, Pointer.to(text), null);
        return text(text);
    }

    private static String text(byte[] zeroTerminated) {
        return new String(zeroTerminated, 0, Math.max(0, zeroTerminated.length - 1), StandardCharsets.UTF_8).trim();
    }

    /** A number of 4 or 8 bytes: the rest of the 8 stays 0. */
    private static long number(cl_device_id device, int what) {
        long[] value = new long[1];
        clGetDeviceInfo(device, what, Sizeof.cl_ulong, Pointer.to(value), null);
        return value[0];
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public Kernel[] build(String source, String options, String... names) {
        cl_program program = guarded(
                "create a program", () -> clCreateProgramWithSource(context, 1, new String[] {source}, null, null));
        programs.add(program);
        try {
            clBuildProgram(program, 1, new cl_device_id[] {device}, options, null, null);
        } catch (CLException e) {
            throw new UnavailableException(
                    "the kernels cannot be built for " + info.name() + " (" + e.getMessage() + "); its compiler says:\n"
                            + log(program),
                    "update the driver, or use --engine vector",
                    e);
        }
        Kernel[] kernels = new Kernel[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            Function function =
                    new Function(name, guarded("create kernel " + name, () -> clCreateKernel(program, name, null)));
            functions.add(function);
            kernels[i] = function;
        }
        return kernels;
    }

    private String log(cl_program program) {
        long[] bytes = new long[1];
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, null, bytes);
        byte[] log = new byte[(int) bytes[0]];
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
        return text(log);
    }

    @Override
    public Memory allocate(long bytes) {
        return buffer(CL_MEM_READ_WRITE, bytes, null);
    }

    private Memory buffer(long flags, long bytes, Pointer contents) {
        long size = Math.max(bytes, 16); // a kernel argument must be a buffer, also where there is nothing in it
        long how = bytes == size && contents != null ? flags | CL_MEM_COPY_HOST_PTR : flags;
        Buffer made = new Buffer(
                guarded(
                        "allocate " + size + " bytes",
                        () -> clCreateBuffer(context, how, size, how == flags ? null : contents, null)),
                size);
        if (bytes > 0 && how == flags && contents != null) {
            guarded(
                    "write " + bytes + " bytes",
                    () -> clEnqueueWriteBuffer(queue, made.memory, true, 0, bytes, contents, 0, null, null));
        }
        return made;
    }

    @Override
    public Memory upload(int[] from, int start, int length) {
        return buffer(
                CL_MEM_READ_WRITE,
                (long) length * Sizeof.cl_int,
                Pointer.to(from).withByteOffset((long) start * Sizeof.cl_int));
    }

    @Override
    public Memory upload(float[] from, int start, int length) {
        return buffer(
                CL_MEM_READ_WRITE,
                (long) length * Sizeof.cl_float,
                Pointer.to(from).withByteOffset((long) start * Sizeof.cl_float));
    }

    @Override
    public Memory upload(long[] from, int start, int length) {
        return buffer(
                CL_MEM_READ_WRITE,
                (long) length * Sizeof.cl_long,
                Pointer.to(from).withByteOffset((long) start * Sizeof.cl_long));
    }

    @Override
    public void write(Memory to, long at, Object from, int length) {
        Pointer numbers = from instanceof float[] floats ? Pointer.to(floats) : Pointer.to((int[]) from);
        long bytes = (long) length * Sizeof.cl_int;
        guarded(
                "write " + bytes + " bytes",
                () -> clEnqueueWriteBuffer(
                        queue, ((Buffer) to).memory, true, at * Sizeof.cl_int, bytes, numbers, 0, null, null));
    }

    @Override
    public Staging stage(int ints) {
        long bytes = (long) ints * Sizeof.cl_int;
        Buffer pinned = (Buffer) buffer(CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, bytes, null);
        ByteBuffer mapped = guarded(
                "map " + bytes + " bytes",
                () -> clEnqueueMapBuffer(
                        queue, pinned.memory, true, CL_MAP_READ | CL_MAP_WRITE, 0, pinned.bytes, 0, null, null, null));
        staged.add(pinned);
        return new Pinned(
                Pointer.to(mapped), mapped.order(ByteOrder.nativeOrder()).asIntBuffer());
    }

    @Override
    public void read(Memory from, int[] to, int length) {
        long bytes = (long) length * Sizeof.cl_int;
        guarded(
                "read " + bytes + " bytes",
                () -> clEnqueueReadBuffer(
                        queue, ((Buffer) from).memory, true, 0, bytes, Pointer.to(to), 0, null, null));
    }

    @Override
    public void read(Memory from, Staging to, int start, int length) {
        long bytes = (long) length * Sizeof.cl_int;
        guarded(
                "read " + bytes + " bytes",
                () -> clEnqueueReadBuffer(
                        queue,
                        ((Buffer) from).memory,
                        false,
                        0,
                        bytes,
                        ((Pinned) to).pointer.withByteOffset((long) start * Sizeof.cl_int),
                        0,
                        null,
                        null));
    }

    @Override
    public void clear(Memory memory) {
        guarded(
                "clear " + memory.bytes() + " bytes",
                () -> clEnqueueFillBuffer(
                        queue,
                        ((Buffer) memory).memory,
                        Pointer.to(new int[] {0}),
                        Sizeof.cl_int,
                        0,
                        memory.bytes() / Sizeof.cl_int * Sizeof.cl_int,
                        0,
                        null,
                        null));
    }

    @Override
    public void copy(Memory from, Memory to) {
        guarded("copy " + from.bytes() + " bytes", () -> {
            cl_event event = new cl_event();
            int status = clEnqueueCopyBuffer(
                    queue, ((Buffer) from).memory, ((Buffer) to).memory, 0, 0, from.bytes(), 0, null, event);
            events.add(event);
            return status;
        });
    }

    @Override
    public void launch(Kernel kernel, long items, int group, Object... arguments) {
        Function function = (Function) kernel;
        guarded("run " + function.name, () -> {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case Buffer buffer -> clSetKernelArg(function.kernel, i, Sizeof.cl_mem, Pointer.to(buffer.memory));
                    case Integer number ->
                        clSetKernelArg(function.kernel, i, Sizeof.cl_int, Pointer.to(new int[] {number}));
                    case Long number ->
                        clSetKernelArg(function.kernel, i, Sizeof.cl_ulong, Pointer.to(new long[] {number}));
                    default ->
                        throw new IllegalArgumentException(
                                "argument " + i + " of " + function.name + ": " + arguments[i]);
                }
            }
            cl_event event = new cl_event();
            clEnqueueNDRangeKernel(
                    queue,
                    function.kernel,
                    1,
                    null,
                    new long[] {(items + group - 1) / group * group},
                    new long[] {group},
                    0,
                    null,
                    event);
            events.add(event);
            return clFlush(queue); // begins now, while the host prepares the next
        });
    }

    @Override
    public double finish() {
        guarded("finish", () -> clFinish(queue));
        double seconds = 0;
        for (cl_event event : events) {
            long[] start = new long[1];
            long[] end = new long[1];
            guarded("read the clock", () -> {
                clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, Sizeof.cl_ulong, Pointer.to(start), null);
                return clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, Sizeof.cl_ulong, Pointer.to(end), null);
            });
            seconds += (end[0] - start[0]) * 1e-9;
        }
        releaseEvents();
        return seconds;
    }

    private void releaseEvents() {
        events.forEach(event -> quietly(() -> clReleaseEvent(event)));
        events.clear();
    }

    @FunctionalInterface
    private interface Call<T> {
        T run();
    }

    private <T> T guarded(String what, Call<T> call) {
        try {
            return call.run();
        } catch (CLException e) {
            String remedy =
                    switch (e.getStatus()) {
                        case CL_MEM_OBJECT_ALLOCATION_FAILURE,
                                CL_OUT_OF_RESOURCES,
                                CL_OUT_OF_HOST_MEMORY,
                                CL_INVALID_BUFFER_SIZE ->
                            "free memory on the device, or render fewer detectors at a time with --threads";
                        default -> "check the device with clinfo, or use --engine vector";
                    };
            throw new DeviceException(
                    "OpenCL device " + info.name() + " could not " + what + ": " + e.getMessage(), remedy, e);
        }
    }

    /** Releasing what belongs to a lost device fails, and nothing is left to be done about it. */
    private static void quietly(Call<Integer> release) {
        try {
            release.run();
        } catch (CLException lost) {
            LoggerFactory.getLogger(JoclDevice.class).debug("released on a device that is lost", lost);
        }
    }

    @Override
    public void close() {
        releaseEvents();
        staged.forEach(Buffer::close);
        functions.forEach(function -> quietly(() -> clReleaseKernel(function.kernel)));
        programs.forEach(program -> quietly(() -> clReleaseProgram(program)));
        quietly(() -> clReleaseCommandQueue(queue));
        quietly(() -> clReleaseContext(context));
    }
}
