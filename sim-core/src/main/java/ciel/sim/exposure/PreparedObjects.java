package ciel.sim.exposure;

import ciel.sim.catalog.Lensing;
import ciel.sim.catalog.PackedObjects;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.ObjectSpectrum;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The prepared objects of a visit in flat arrays: 48 bytes an object beside the catalog's own {@link PackedObjects}.
 * Five million objects of a focal plane fit into 1 GB so; each is made again, to the last bit, for the detectors that
 * it shines on.
 *
 * <p>Filled place by place, by many threads, then {@link #close put in order} and read by many.
 */
final class PreparedObjects {
    /** Bytes of an object beside those of the catalog. */
    static final long BYTES = 52;
    /** In place of a weight: nothing is drawn of the object. */
    private static final int NOT_DRAWN = 0;

    private final PackedObjects sky;
    private final SpectrumShapes shapes;
    private final float[] focalX;
    private final float[] focalY;
    private final float[] reach;
    private final double[] electrons;
    private final int[] spectrum;
    private final long[] keys;
    private final long[] photons;
    private final int[] weight;
    /** Pieces of long trails, by the place of the trail. */
    private final Map<Integer, List<PreparedObject>> trails = new ConcurrentHashMap<>();

    private PreparedObject[] pieces = {};
    /** What is drawn first, second ...: the place of an object, or the complement of that of a piece. */
    private int[] order = {};

    /** @param keys of all objects, by place */
    PreparedObjects(PackedObjects sky, SpectrumShapes shapes, long[] keys) {
        int n = sky.size();
        this.sky = sky;
        this.shapes = shapes;
        this.keys = keys;
        focalX = new float[n];
        focalY = new float[n];
        reach = new float[n];
        electrons = new double[n];
        spectrum = new int[n];
        photons = new long[n];
        weight = new int[n];
    }

    /** Takes an object that is drawn as a whole. */
    void set(PreparedObject p) {
        int place = p.place();
        focalX[place] = p.focalX();
        focalY[place] = p.focalY();
        reach[place] = p.reach();
        electrons[place] = p.spectrum().electrons();
        spectrum[place] = shapes.keep(p.spectrum());
        photons[place] = p.supply().photons();
        weight[place] = p.supply().weight();
    }

    /** Takes the pieces of a long trail. @param place of the trail */
    void set(int place, List<PreparedObject> ofTrail) {
        trails.put(place, ofTrail);
    }

    /** No more objects come. @param brightestFirst else in the order of the catalog */
    void close(boolean brightestFirst) {
        int rows = 0;
        int sum = 0;
        for (int place = 0; place < weight.length; place++) {
            int more = trails.containsKey(place) ? trails.get(place).size() : 0;
            sum += more;
            rows += weight[place] == NOT_DRAWN ? more : 1;
        }
        pieces = new PreparedObject[sum];
        order = new int[rows];
        int row = 0;
        int piece = 0;
        for (int place = 0; place < weight.length; place++) {
            for (PreparedObject one : trails.getOrDefault(place, List.of())) {
                pieces[piece] = one;
                order[row++] = ~piece++;
            }
            if (weight[place] != NOT_DRAWN) {
                order[row++] = place;
            }
        }
        trails.clear();
        if (brightestFirst) {
            // objects of equal magnitude stay in the order of the catalog
            order = sorted(order);
        }
    }

    private int[] sorted(int[] rows) {
        double[] magnorm = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            magnorm[i] = magnorm(rows[i]);
        }
        return StableOrder.rising(rows, magnorm);
    }

    private double magnorm(int entry) {
        return sky.magnorm(entry >= 0 ? entry : pieces[~entry].place());
    }

    /** @return sources: objects, and pieces of long trails */
    int size() {
        return order.length;
    }

    /** @return bytes that are held */
    long bytes() {
        return sky.bytes() + shapes.bytes() + 40L * weight.length + 8L * keys.length + 4L * order.length;
    }

    /** @return the source of a row, 0 to {@link #size} - 1 */
    PreparedObject get(int row) {
        int place = order[row];
        if (place < 0) {
            return pieces[~place];
        }
        SkyObject object = sky.get(place);
        return new PreparedObject(
                place,
                object,
                object,
                focalX[place],
                focalY[place],
                reach[place],
                shapes.again(object, electrons[place], spectrum[place]),
                magnification(object),
                keys[place],
                new PhotonSupply(photons[place], weight[place]));
    }

    /** @return factor of lensing on the light of an object */
    static double magnification(SkyObject object) {
        return object.shape() instanceof Shape.Streak ? 1 : Lensing.magnification(object);
    }

    /** @return focal plane (mm) */
    float focalX(int row) {
        int place = order[row];
        return place < 0 ? pieces[~place].focalX() : focalX[place];
    }

    /** @return focal plane (mm) */
    float focalY(int row) {
        int place = order[row];
        return place < 0 ? pieces[~place].focalY() : focalY[place];
    }

    /** @return distance (mm) to which the light of a source matters */
    float reach(int row) {
        int place = order[row];
        return place < 0 ? pieces[~place].reach() : reach[place];
    }

    /** @return expected photons in the envelope band, unlensed: see {@link ObjectSpectrum} */
    double electrons(int row) {
        int place = order[row];
        return place < 0 ? pieces[~place].spectrum().electrons() : electrons[place];
    }

    /** @return photons of all sources together */
    long photons() {
        long sum = 0;
        for (int place : order) {
            sum += place < 0 ? pieces[~place].supply().photons() : photons[place];
        }
        return sum;
    }
}
