package ciel.kernels.opencl;

import ciel.sim.DeviceException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one lane holds on its device, counted and bounded: tables that stay from one detector to the next while their
 * contents are the same, and lists that go once
 * their photons are shot.
 */
final class LaneMemory {
    /** Bytes that a buffer may be too large. */
    private static final long SLACK = 1 << 16;

    private final ComputeDevice device;
    private final long limit;
    private final Map<String, Kept> kept = new HashMap<>();
    private final List<ComputeDevice.Memory> passing = new ArrayList<>();
    private long keptBytes;
    private long passingBytes;
    private long peak;

    /** @param contents array that was uploaded, or null for a buffer without defined contents */
    private record Kept(Object contents, ComputeDevice.Memory memory) {}

    LaneMemory(ComputeDevice device, long limit) {
        this.device = device;
        this.limit = limit;
    }

    /** The table of a name, uploaded only where it differs from the one that is there. */
    ComputeDevice.Memory keep(String name, Object table) {
        Kept there = kept.get(name);
        if (there != null && same(there.contents, table)) {
            return there.memory;
        }
        drop(name);
        int length = Array.getLength(table);
        check(4L * length);
        ComputeDevice.Memory memory = table instanceof float[] floats
                ? device.upload(floats, 0, length)
                : device.upload((int[]) table, 0, length);
        return put(name, table, memory);
    }

    /**
     * The buffer of a name with tables at their places. Only tables that differ from those that are there are copied.
     *
     * @param bytes of the buffer: the same or less than there are is used as it is
     */
    ComputeDevice.Memory keepParts(String name, List<PathArena.Part> parts, long bytes) {
        Kept there = kept.get(name);
        List<?> before = List.of();
        if (there == null || there.memory.bytes() < bytes || there.memory.bytes() > 2 * bytes + SLACK) {
            drop(name);
            check(bytes);
            there = new Kept(parts, device.allocate(bytes));
        } else {
            before = (List<?>) there.contents;
            kept.remove(name);
            keptBytes -= there.memory.bytes();
        }
        put(name, parts, there.memory);
        for (PathArena.Part part : parts) {
            if (part.length() > 0 && before.stream().noneMatch(old -> same(part, (PathArena.Part) old))) {
                device.write(there.memory, part.offset(), part.table(), part.length());
            }
        }
        return there.memory;
    }

    private static boolean same(PathArena.Part a, PathArena.Part b) {
        return a.offset() == b.offset() && same(a.table(), b.table());
    }

    /** The buffer of a name and size, with whatever is in it. */
    ComputeDevice.Memory keepSpace(String name, long bytes) {
        Kept there = kept.get(name);
        if (there != null && there.memory.bytes() == bytes) {
            return there.memory;
        }
        drop(name);
        check(bytes);
        return put(name, null, device.allocate(bytes));
    }

    private ComputeDevice.Memory put(String name, Object contents, ComputeDevice.Memory memory) {
        kept.put(name, new Kept(contents, memory));
        keptBytes += memory.bytes();
        peak = Math.max(peak, keptBytes + passingBytes);
        return memory;
    }

    private static boolean same(Object a, Object b) {
        return a == b
                || a instanceof float[] x && b instanceof float[] y && Arrays.equals(x, y)
                || a instanceof int[] v && b instanceof int[] w && Arrays.equals(v, w);
    }

    /** Gives a table or buffer back, if it is there. */
    void drop(String name) {
        Kept there = kept.remove(name);
        if (there != null) {
            keptBytes -= there.memory.bytes();
            there.memory.close();
        }
    }

    private void check(long bytes) {
        if (keptBytes + passingBytes + bytes > limit) {
            throw full(bytes);
        }
    }

    private DeviceException full(long bytes) {
        return new DeviceException(
                String.format(
                        "OpenCL device %s: %,d bytes are wanted beside %,d of the %,d that one detector may take",
                        device.info().name(), bytes, keptBytes + passingBytes, limit),
                "a device with more memory, fewer wavelength rows or pictures, or --engine vector",
                null);
    }

    /** @return bytes left for the buffers of these names, what they take now included */
    long free(String... names) {
        long free = limit - keptBytes - passingBytes;
        for (String name : names) {
            free += kept.containsKey(name) ? kept.get(name).memory.bytes() : 0;
        }
        return free;
    }

    /** A buffer that goes with {@link #release}. */
    ComputeDevice.Memory pass(ComputeDevice.Memory memory) {
        passing.add(memory);
        passingBytes += memory.bytes();
        peak = Math.max(peak, keptBytes + passingBytes);
        return memory;
    }

    ComputeDevice.Memory pass(int[] values) {
        return pass(device.upload(values, 0, values.length));
    }

    /** @return bytes that pass */
    long passing() {
        return passingBytes;
    }

    /** Gives back what passes. */
    void release() {
        passing.forEach(ComputeDevice.Memory::close);
        passing.clear();
        passingBytes = 0;
    }

    /**
     * How many lines of charge fit beside the tables and {@code reserve} bytes of lists.
     *
     * @param name of the charge's buffer: what it takes now is free
     * @throws DeviceException where not even one fits
     */
    int lines(String name, int width, int height, long reserve) {
        long now = kept.containsKey(name) ? kept.get(name).memory.bytes() : 0;
        long free = Math.min(limit - reserve - keptBytes + now, device.info().maxAllocation());
        long line = Math.max(16, 4L * width);
        if (free < line) {
            throw full(line + reserve);
        }
        return (int) Math.min(free / line, height);
    }

    /** @return most bytes that were held at once */
    long peak() {
        return peak;
    }

    /** Gives everything back. */
    void close() {
        release();
        kept.values().forEach(one -> one.memory.close());
        kept.clear();
        keptBytes = 0;
    }
}
