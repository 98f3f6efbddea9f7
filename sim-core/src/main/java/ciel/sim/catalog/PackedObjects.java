package ciel.sim.catalog;

import ciel.sim.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Millions of objects in bytes, each given back as it was put in, to the last bit. A star takes about 70 bytes and a
 * galaxy 130, a third of what the objects themselves take: numbers that are 0 are not written, and what the components
 * of one galaxy have in common is written once, where they follow each other. So are the numbers of a spectrum over a
 * table that many share ({@link Light.Row}); another spectrum that comes with the catalog is held as it is.
 *
 * <p>Filled by one thread, then read by many.
 */
public final class PackedObjects {
    private static final int CHUNK_BITS = 20;
    private static final int CHUNK = 1 << CHUNK_BITS;
    /** Records begin at multiples of this (byte). */
    private static final int GRAIN_BITS = 2;
    /** No head or body is longer than this without its identifier and the numbers of its spectrum (byte). */
    private static final int LONGEST = 160;

    private static final int REDSHIFT = 1;
    private static final int LENSING = 2;
    private static final int GALACTIC = 4;
    private static final int INTERNAL = 1;
    private static final int ROW = 2;
    private static final int SHAPE_BITS = 2;

    private static final int POINT = 0;
    private static final int SERSIC = 1;
    private static final int KNOTS = 2;
    private static final int DISK_KNOTS = 3;
    private static final int STREAK = 4;
    private static final int IMAGE = 5;
    private static final Shape ONE_POINT = new Shape.Point();

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final List<Light> lights = new ArrayList<>();
    private final Map<Light.Library, Integer> libraries = new HashMap<>();
    private final List<Light.Table> tables = new ArrayList<>();
    private final Map<Light.Table, Integer> placeOfTable = new IdentityHashMap<>();
    private final List<Path> files = new ArrayList<>();
    private final Map<Path, Integer> placeOfFile = new HashMap<>();
    /** Where each record begins, in units of four bytes. */
    private int[] starts = new int[1024];

    private long ofLights;
    private int size;
    private ByteBuffer open;
    private SkyObject before;
    private int headBefore;

    /** @return number of objects */
    public int size() {
        return size;
    }

    /** @return bytes that are held */
    public long bytes() {
        return (long) chunks.size() * CHUNK + 4L * starts.length + 4L * lights.size() + ofLights;
    }

    /** @return its place: 0 for the first, then 1, 2 ... */
    public int add(SkyObject object) {
        if (before == null || !sameHead(before, object)) {
            headBefore = head(object);
            before = object;
        }
        int start = begin(LONGEST + (object.light() instanceof Light.Row row ? 4 * row.values().length : 0));
        body(object);
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size + (size >> 1));
        }
        starts[size] = start;
        return size++;
    }

    /** @return the object of a place, equal to the one that was added */
    public SkyObject get(int place) {
        ByteBuffer chunk = chunk(starts[place]);
        int at = offset(starts[place]);
        int flags = chunk.get(at);
        ByteBuffer headChunk = chunk(chunk.getInt(at + 1));
        int h = offset(chunk.getInt(at + 1));
        double magnorm = chunk.getDouble(at + 5);
        int p = at + 17;
        int lightPlace = chunk.getInt(at + 13);
        Light light;
        if ((flags & ROW) != 0) {
            Light.Table table = tables.get(lightPlace);
            float[] values = new float[table.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = chunk.getFloat(p + 16 + 4 * i);
            }
            light = table.row(values, d(chunk, p, 0), d(chunk, p, 1));
            p += 16 + 4 * values.length;
        } else {
            light = lights.get(lightPlace);
        }
        int kind = flags >> SHAPE_BITS;
        Shape shape =
                switch (kind) {
                    case POINT -> ONE_POINT;
                    case SERSIC -> new Shape.Sersic(d(chunk, p, 0), d(chunk, p, 1), d(chunk, p, 2), d(chunk, p, 3));
                    case KNOTS -> new Shape.Knots(d(chunk, p, 0), d(chunk, p, 1), d(chunk, p, 2), chunk.getInt(p + 24));
                    case DISK_KNOTS ->
                        new Shape.DiskKnots(
                                d(chunk, p, 0),
                                d(chunk, p, 1),
                                d(chunk, p, 2),
                                d(chunk, p, 3),
                                chunk.getInt(p + 40),
                                d(chunk, p, 4));
                    case STREAK -> new Shape.Streak(d(chunk, p, 0), d(chunk, p, 1), d(chunk, p, 2));
                    case IMAGE -> new Shape.Image(files.get(chunk.getInt(p + 16)), d(chunk, p, 0), d(chunk, p, 1));
                    default -> throw new IllegalStateException("shape " + kind);
                };
        p += length(kind);
        Dust internal = (flags & INTERNAL) != 0 ? new Dust(d(chunk, p, 0), d(chunk, p, 1)) : Dust.NONE;

        int headFlags = headChunk.get(h);
        int idLength = headChunk.getInt(h + 1);
        String id = new String(headChunk.array(), h + 5, idLength, StandardCharsets.UTF_8);
        int q = h + 5 + idLength;
        double ra = d(headChunk, q, 0);
        double dec = d(headChunk, q, 1);
        q += 16;
        double redshift = 0;
        if ((headFlags & REDSHIFT) != 0) {
            redshift = headChunk.getDouble(q);
            q += 8;
        }
        double gamma1 = 0;
        double gamma2 = 0;
        double kappa = 0;
        if ((headFlags & LENSING) != 0) {
            gamma1 = d(headChunk, q, 0);
            gamma2 = d(headChunk, q, 1);
            kappa = d(headChunk, q, 2);
            q += 24;
        }
        Dust galactic = (headFlags & GALACTIC) != 0 ? new Dust(d(headChunk, q, 0), d(headChunk, q, 1)) : Dust.NONE;
        return new SkyObject(id, ra, dec, magnorm, light, redshift, gamma1, gamma2, kappa, shape, internal, galactic);
    }

    /** @return the magnitude of the object of a place, without making the object */
    public double magnorm(int place) {
        return chunk(starts[place]).getDouble(offset(starts[place]) + 5);
    }

    private int head(SkyObject o) {
        byte[] id = o.id().getBytes(StandardCharsets.UTF_8);
        int start = begin((long) LONGEST + id.length);
        boolean lensed = !(isZero(o.gamma1()) && isZero(o.gamma2()) && isZero(o.kappa()));
        int flags = (isZero(o.redshift()) ? 0 : REDSHIFT)
                | (lensed ? LENSING : 0)
                | (same(o.galactic(), Dust.NONE) ? 0 : GALACTIC);
        open.put((byte) flags).putInt(id.length).put(id).putDouble(o.ra()).putDouble(o.dec());
        if ((flags & REDSHIFT) != 0) {
            open.putDouble(o.redshift());
        }
        if (lensed) {
            open.putDouble(o.gamma1()).putDouble(o.gamma2()).putDouble(o.kappa());
        }
        if ((flags & GALACTIC) != 0) {
            open.putDouble(o.galactic().av()).putDouble(o.galactic().rv());
        }
        return start;
    }

    private void body(SkyObject o) {
        boolean dust = !same(o.internal(), Dust.NONE);
        int kind =
                switch (o.shape()) {
                    case Shape.Point p -> POINT;
                    case Shape.Sersic s -> SERSIC;
                    case Shape.Knots k -> KNOTS;
                    case Shape.DiskKnots k -> DISK_KNOTS;
                    case Shape.Streak s -> STREAK;
                    case Shape.Image i -> IMAGE;
                };
        boolean row = o.light() instanceof Light.Row;
        open.put((byte) (kind << SHAPE_BITS | (row ? ROW : 0) | (dust ? INTERNAL : 0)))
                .putInt(headBefore)
                .putDouble(o.magnorm())
                .putInt(place(o.light()));
        if (o.light() instanceof Light.Row r) {
            open.putDouble(r.distance()).putDouble(r.scale());
            for (float value : r.values()) {
                open.putFloat(value);
            }
        }
        switch (o.shape()) {
            case Shape.Point p -> {}
            case Shape.Sersic s ->
                open.putDouble(s.a()).putDouble(s.b()).putDouble(s.pa()).putDouble(s.n());
            case Shape.Knots k ->
                open.putDouble(k.a()).putDouble(k.b()).putDouble(k.pa()).putInt(k.count());
            case Shape.DiskKnots k ->
                open.putDouble(k.a())
                        .putDouble(k.b())
                        .putDouble(k.pa())
                        .putDouble(k.n())
                        .putDouble(k.sigma())
                        .putInt(k.count());
            case Shape.Streak s ->
                open.putDouble(s.length()).putDouble(s.width()).putDouble(s.pa());
            case Shape.Image i ->
                open.putDouble(i.pixelScale()).putDouble(i.rotation()).putInt(place(i.file()));
        }
        if (dust) {
            open.putDouble(o.internal().av()).putDouble(o.internal().rv());
        }
    }

    /** Bytes of a shape. */
    private static int length(int kind) {
        return switch (kind) {
            case POINT -> 0;
            case SERSIC -> 32;
            case KNOTS -> 28;
            case DISK_KNOTS -> 44;
            case STREAK -> 24;
            default -> 20;
        };
    }

    private int place(Light light) {
        return switch (light) {
            case Light.Library library -> libraries.computeIfAbsent(library, this::next);
            case Light.Row row ->
                placeOfTable.computeIfAbsent(row.table(), table -> {
                    tables.add(table);
                    return tables.size() - 1;
                });
            case Light.Density density -> {
                ofLights += density.bytes();
                yield next(density);
            }
        };
    }

    private int next(Light light) {
        lights.add(light);
        return lights.size() - 1;
    }

    private int place(Path file) {
        return placeOfFile.computeIfAbsent(file, f -> {
            files.add(f);
            return files.size() - 1;
        });
    }

    /** Sees to it that so many bytes fit behind each other. @return where they begin, in units of four bytes */
    private int begin(long bytes) {
        if (bytes > CHUNK) {
            throw new InputException(
                    "an object's identifier", "has about " + bytes + " bytes; the limit is 1 MB", "shorten it");
        }
        int aligned = open == null ? CHUNK : open.position() + (1 << GRAIN_BITS) - 1 >> GRAIN_BITS << GRAIN_BITS;
        if (aligned + bytes > CHUNK) {
            open = ByteBuffer.allocate(CHUNK);
            chunks.add(open);
            aligned = 0;
        }
        open.position(aligned);
        return chunks.size() - 1 << CHUNK_BITS - GRAIN_BITS | aligned >> GRAIN_BITS;
    }

    private ByteBuffer chunk(int start) {
        return chunks.get(start >>> CHUNK_BITS - GRAIN_BITS);
    }

    private static int offset(int start) {
        return start << GRAIN_BITS & CHUNK - 1;
    }

    private static double d(ByteBuffer chunk, int at, int number) {
        return chunk.getDouble(at + 8 * number);
    }

    private static boolean sameHead(SkyObject a, SkyObject b) {
        return a.id().equals(b.id())
                && same(a.ra(), b.ra())
                && same(a.dec(), b.dec())
                && same(a.redshift(), b.redshift())
                && same(a.gamma1(), b.gamma1())
                && same(a.gamma2(), b.gamma2())
                && same(a.kappa(), b.kappa())
                && same(a.galactic(), b.galactic());
    }

    private static boolean same(Dust a, Dust b) {
        return same(a.av(), b.av()) && same(a.rv(), b.rv());
    }

    private static boolean same(double a, double b) {
        return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }

    private static boolean isZero(double value) {
        return Double.doubleToRawLongBits(value) == 0;
    }
}
