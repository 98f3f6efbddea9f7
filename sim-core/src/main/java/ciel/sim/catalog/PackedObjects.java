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
 * galaxy 120, a third of what the objects themselves take: numbers that are 0 are not written, those that a float holds
 * exactly take four bytes, and what the components of one galaxy have in common is written once, where they follow each
 * other. The numbers of a spectrum over a table that many share ({@link Light.Row}) are written too; another spectrum that
 * comes with the catalog is held as it is.
 *
 * <p>A number is written behind a tag of two bits ({@link #ZERO}, {@link #SINGLE}, {@link #FULL}); the tags of an object's
 * numbers stand together before them.
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

    /** Tags of a number: 0 and not written; a float; a double. */
    private static final int ZERO = 0;

    private static final int SINGLE = 1;
    private static final int FULL = 2;

    private static final int INTERNAL = 1;
    private static final int ROW = 2;
    private static final int SHAPE_BITS = 2;
    /** Numbers that the components of a galaxy have in common: place, redshift, lensing, dust of the Milky Way. */
    private static final int IN_COMMON = 8;
    /** In place of the length of an identifier: it follows in four bytes. */
    private static final int LONG_ID = 255;

    private static final int POINT = 0;
    private static final int SERSIC = 1;
    private static final int KNOTS = 2;
    private static final int DISK_KNOTS = 3;
    private static final int STREAK = 4;
    private static final int IMAGE = 5;
    private static final int MOST_TABLES = 1 << 15;
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

    private final double[] numbers = new double[16];
    private int taken;
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
        int kind = flags >> SHAPE_BITS;
        int lightPlace = chunk.getInt(at + 5);
        Numbers body = new Numbers(chunk, at + 9, bodyNumbers(kind, flags));
        double magnorm = body.next();
        double distance = (flags & ROW) != 0 ? body.next() : 0;
        double scale = (flags & ROW) != 0 ? body.next() : 0;
        Shape shape =
                switch (kind) {
                    case POINT -> ONE_POINT;
                    case SERSIC -> new Shape.Sersic(body.next(), body.next(), body.next(), body.next());
                    case KNOTS -> new Shape.Knots(body.next(), body.next(), body.next(), body.last());
                    case DISK_KNOTS ->
                        new Shape.DiskKnots(
                                body.next(), body.next(), body.next(), body.next(), body.last(), body.next());
                    case STREAK -> new Shape.Streak(body.next(), body.next(), body.next());
                    case IMAGE -> new Shape.Image(files.get(body.last()), body.next(), body.next());
                    default -> throw new IllegalStateException("shape " + kind);
                };
        Dust internal = (flags & INTERNAL) != 0 ? new Dust(body.next(), body.next()) : Dust.NONE;
        Light light;
        if ((flags & ROW) != 0) {
            float[] values = new float[lightPlace & 0xffff];
            int p = body.end() + (hasCount(kind) ? Integer.BYTES : 0);
            for (int i = 0; i < values.length; i++) {
                values[i] = chunk.getFloat(p + Float.BYTES * i);
            }
            light = tables.get(lightPlace >>> 16).row(values, distance, scale);
        } else {
            light = lights.get(lightPlace);
        }

        int headStart = chunk.getInt(at + 1);
        ByteBuffer headChunk = chunk(headStart);
        int h = offset(headStart);
        int idLength = headChunk.get(h++) & 0xff;
        if (idLength == LONG_ID) {
            idLength = headChunk.getInt(h);
            h += Integer.BYTES;
        }
        String id = new String(headChunk.array(), h, idLength, StandardCharsets.UTF_8);
        Numbers head = new Numbers(headChunk, h + idLength, IN_COMMON);
        double ra = head.next();
        double dec = head.next();
        double redshift = head.next();
        double gamma1 = head.next();
        double gamma2 = head.next();
        double kappa = head.next();
        Dust galactic = dust(head.next(), head.next());
        return new SkyObject(id, ra, dec, magnorm, light, redshift, gamma1, gamma2, kappa, shape, internal, galactic);
    }

    private static Dust dust(double av, double rv) {
        return same(av, Dust.NONE.av()) && same(rv, Dust.NONE.rv()) ? Dust.NONE : new Dust(av, rv);
    }

    /** @return the magnitude of the object of a place, without making the object */
    public double magnorm(int place) {
        ByteBuffer chunk = chunk(starts[place]);
        int at = offset(starts[place]);
        int flags = chunk.get(at);
        return new Numbers(chunk, at + 9, bodyNumbers(flags >> SHAPE_BITS, flags)).next();
    }

    /** Numbers one after the other, behind their tags. */
    private static final class Numbers {
        private final ByteBuffer chunk;
        private final int count;
        private final int first;
        private long tags;
        private int at;

        Numbers(ByteBuffer chunk, int at, int count) {
            this.chunk = chunk;
            this.count = count;
            int bytes = tagBytes(count);
            for (int i = 0; i < bytes; i++) {
                tags |= (chunk.get(at + i) & 0xffL) << 8 * i;
            }
            this.first = at + bytes;
            this.at = first;
        }

        double next() {
            int tag = (int) tags & 3;
            tags >>= 2;
            switch (tag) {
                case ZERO:
                    return 0;
                case SINGLE:
                    at += Float.BYTES;
                    return chunk.getFloat(at - Float.BYTES);
                default:
                    at += Double.BYTES;
                    return chunk.getDouble(at - Double.BYTES);
            }
        }

        /** @return where the numbers end, once all were taken */
        int end() {
            return at;
        }

        /** @return the whole number behind all of them, which may not have been taken yet */
        int last() {
            int end = at;
            long left = tags;
            for (int i = 0; i < count; i++) {
                int tag = (int) left & 3;
                left >>= 2;
                end += tag == ZERO ? 0 : tag == SINGLE ? Float.BYTES : Double.BYTES;
            }
            return chunk.getInt(end);
        }
    }

    private static int tagBytes(int numbers) {
        return numbers + 3 >> 2;
    }

    private static int bodyNumbers(int kind, int flags) {
        return 1 + ((flags & ROW) != 0 ? 2 : 0) + shapeNumbers(kind) + ((flags & INTERNAL) != 0 ? 2 : 0);
    }

    private static int shapeNumbers(int kind) {
        return switch (kind) {
            case POINT -> 0;
            case SERSIC -> 4;
            case KNOTS, STREAK -> 3;
            case DISK_KNOTS -> 5;
            default -> 2;
        };
    }

    /** @return whether a whole number follows the numbers of a shape */
    private static boolean hasCount(int kind) {
        return kind == KNOTS || kind == DISK_KNOTS || kind == IMAGE;
    }

    private int head(SkyObject o) {
        byte[] id = o.id().getBytes(StandardCharsets.UTF_8);
        int start = begin((long) LONGEST + id.length);
        if (id.length < LONG_ID) {
            open.put((byte) id.length);
        } else {
            open.put((byte) LONG_ID).putInt(id.length);
        }
        open.put(id);
        taken = 0;
        take(o.ra());
        take(o.dec());
        take(o.redshift());
        take(o.gamma1());
        take(o.gamma2());
        take(o.kappa());
        take(o.galactic().av());
        take(o.galactic().rv());
        putTaken();
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
        Light.Row row = o.light() instanceof Light.Row r ? r : null;
        open.put((byte) (kind << SHAPE_BITS | (row != null ? ROW : 0) | (dust ? INTERNAL : 0)))
                .putInt(headBefore)
                .putInt(row != null ? place(row.table()) << 16 | row.values().length : place(o.light()));
        taken = 0;
        take(o.magnorm());
        if (row != null) {
            take(row.distance());
            take(row.scale());
        }
        int count = 0;
        switch (o.shape()) {
            case Shape.Point p -> {}
            case Shape.Sersic s -> take(s.a(), s.b(), s.pa(), s.n());
            case Shape.Knots k -> {
                take(k.a(), k.b(), k.pa());
                count = k.count();
            }
            case Shape.DiskKnots k -> {
                take(k.a(), k.b(), k.pa(), k.n(), k.sigma());
                count = k.count();
            }
            case Shape.Streak s -> take(s.length(), s.width(), s.pa());
            case Shape.Image i -> {
                take(i.pixelScale(), i.rotation());
                count = place(i.file());
            }
        }
        if (dust) {
            take(o.internal().av(), o.internal().rv());
        }
        putTaken();
        if (hasCount(kind)) {
            open.putInt(count);
        }
        if (row != null) {
            for (float value : row.values()) {
                open.putFloat(value);
            }
        }
    }

    private void take(double... several) {
        for (double value : several) {
            take(value);
        }
    }

    private void take(double value) {
        numbers[taken++] = value;
    }

    /** Writes the numbers that were taken, behind their tags. */
    private void putTaken() {
        int tagsAt = open.position();
        open.position(tagsAt + tagBytes(taken));
        long tags = 0;
        for (int i = 0; i < taken; i++) {
            double value = numbers[i];
            float single = (float) value;
            if (isZero(value)) {
                continue; // ZERO
            }
            if (same(single, value)) {
                tags |= (long) SINGLE << 2 * i;
                open.putFloat(single);
            } else {
                tags |= (long) FULL << 2 * i;
                open.putDouble(value);
            }
        }
        for (int i = 0; i < tagBytes(taken); i++) {
            open.put(tagsAt + i, (byte) (tags >> 8 * i));
        }
    }

    private int place(Light light) {
        return switch (light) {
            case Light.Library library -> libraries.computeIfAbsent(library, this::next);
            case Light.Density density -> {
                ofLights += density.bytes();
                yield next(density);
            }
        };
    }

    private int place(Light.Table table) {
        return placeOfTable.computeIfAbsent(table, t -> {
            if (tables.size() == MOST_TABLES) {
                throw new InputException("the catalog", "has more than " + MOST_TABLES + " tables of bins", "split it");
            }
            tables.add(t);
            return tables.size() - 1;
        });
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
