package ciel.sim.photon;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.InputException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects sources into a {@link SourceTable}. Pixels here are LSST's: the first pixel is 0, its centre 0.0. Not for
 * several threads.
 */
public final class SourceTableBuilder {
    /**
     * A position (px) beyond this cannot reach the detector with more than a few photons; it keeps the int arithmetic
     * of kernels safe.
     */
    private static final double FAR = 1e8;
    /** Three ints a picture pixel, in an array. */
    private static final long MAX_PICTURES = Integer.MAX_VALUE - 16;

    /** What a photon may be moved by beside its steps (px): rounding, boundaries of pixels that charge has moved. */
    private static final double ROUNDING_PX = 2;

    private final long maxPictures;
    private final long seed;
    private final int width;
    private final int height;
    private final PhotonPath path;
    /** quantile tables of the point spread function's radius (arcsec) */
    private final float[] spread;

    private int size;
    private long[] keys = new long[1024];
    private long[] photons = new long[1024];
    private int[] ints;
    private float[] floats;
    private float[] profiles = new float[0];
    private int profilesUsed;
    private float[] points = new float[0];
    private int pointsUsed;
    private int[] picture = new int[0];
    private int pictureUsed;
    private int[] spectra = new int[0];
    private int spectraUsed;
    private final Map<AliasTable, Integer> pictureOffsets = new IdentityHashMap<>();
    private final Map<Integer, Integer> profileOffsets = new HashMap<>();
    private final Map<Object, Integer> spectrumOffsets = new HashMap<>();

    /**
     * @param seed   exposure seed
     * @param width  detector pixels along x
     * @param height detector pixels along y
     * @param path   steps that each photon takes
     */
    public SourceTableBuilder(long seed, int width, int height, PhotonPath path) {
        this(seed, width, height, path, MAX_PICTURES);
    }

    /** @param maxPictures ints that pictures may take, three a pixel */
    SourceTableBuilder(long seed, int width, int height, PhotonPath path, long maxPictures) {
        this.maxPictures = maxPictures;
        this.seed = seed;
        this.width = width;
        this.height = height;
        this.path = path;
        this.spread = path.find(Spread.class).map(Spread::radii).orElse(new float[0]);
        this.ints = new int[keys.length * path.sourceInts()];
        this.floats = new float[keys.length * path.sourceFloats()];
    }

    /**
     * Of the path that has a point spread function and nothing else.
     *
     * @param psf        quantile tables of the radius (arcsec), one row or one per group of wavelength bins
     * @param acceptance probability to keep a photon of each of {@value SourceTable#BINS} wavelength bins; null
     *      for a monochromatic batch
     */
    public SourceTableBuilder(long seed, int width, int height, float[] psf, double[] acceptance) {
        this(seed, width, height, PhotonPath.of(psf, acceptance));
    }

    /**
     * What every source has.
     *
     * @param key         see {@link SourceKey}
     * @param shares      photons to shoot, of each ring around the source; rings that do not reach the detector are
     *      left out
     * @param weight      electrons a photon
     * @param x           centre (px)
     * @param y           centre (px)
     * @param scale       2 x 2 matrix, row-major: pixels per arcsec at the source
     * @param spectrum    probability of each wavelength bin; ignored in a monochromatic batch
     * @param spectrumKey equal for sources of equal spectrum
     */
    public record Source(
            long key,
            List<RingSplit.Share> shares,
            int weight,
            double x,
            double y,
            double[] scale,
            double[] spectrum,
            Object spectrumKey) {
        /** A source that is not split. */
        public Source(
                long key,
                long photons,
                int weight,
                double x,
                double y,
                double[] scale,
                double[] spectrum,
                Object spectrumKey) {
            this(key, List.of(new RingSplit.Share(Ring.ALL, photons)), weight, x, y, scale, spectrum, spectrumKey);
        }
    }

    /**
     * Adds a source without extent of its own.
     *
     * @return rows of the table that it has become
     */
    public int addPoint(Source common) {
        return add(common, SourceKind.POINT, 0, 0, null, 0);
    }

    /**
     * @param sersicIndex Sersic index, to the nearest 0.05
     * @param matrix      pixels per half-light radius: the matrix that makes the unit circle the half-light ellipse
     */
    public int addSersic(Source common, double sersicIndex, double[] matrix) {
        int steps = (int) Math.round(sersicIndex * 20);
        Integer offset = profileOffsets.get(steps);
        if (offset == null) {
            offset = profilesUsed;
            profiles = grow(profiles, profilesUsed + QuantileTable.STRIDE);
            System.arraycopy(SersicTables.table(steps), 0, profiles, profilesUsed, QuantileTable.STRIDE);
            profilesUsed += QuantileTable.STRIDE;
            profileOffsets.put(steps, offset);
        }
        return add(common, SourceKind.RADIAL, offset, 0, matrix, 0);
    }

    /**
     * A radial profile of the caller's own. @param table of {@link QuantileTable}; @param matrix pixels per profile
     * unit
     */
    public int addRadial(Source common, float[] table, double[] matrix) {
        profiles = grow(profiles, profilesUsed + QuantileTable.STRIDE);
        System.arraycopy(table, 0, profiles, profilesUsed, QuantileTable.STRIDE);
        profilesUsed += QuantileTable.STRIDE;
        return add(common, SourceKind.RADIAL, profilesUsed - QuantileTable.STRIDE, 0, matrix, 0);
    }

    /** @param xy pairs in profile units; @param matrix pixels per profile unit */
    public int addPoints(Source common, double[] xy, double[] matrix) {
        points = grow(points, pointsUsed + xy.length);
        double farthest = 0;
        for (int i = 0; i < xy.length; i += 2) {
            farthest = Math.max(farthest, StrictMath.hypot(xy[i], xy[i + 1]));
        }
        for (int i = 0; i < xy.length; i++) {
            points[pointsUsed + i] = (float) xy[i];
        }
        pointsUsed += xy.length;
        return add(common, SourceKind.POINTS, pointsUsed - xy.length, xy.length / 2, matrix, farthest);
    }

    /** @param matrix pixels per side of the box: its columns are the two sides */
    public int addBox(Source common, double[] matrix) {
        return add(common, SourceKind.BOX, 0, 0, matrix, Math.sqrt(0.5));
    }

    /**
     * @param weights relative flux of each picture pixel, row by row
     * @param columns columns of the picture, at most 65535 like the rows
     * @param matrix  detector pixels per picture pixel; the centre of the picture falls on the source's centre
     */
    public int addImage(Source common, AliasTable weights, int columns, double[] matrix) {
        return addImage(common, new SourcePlace(common.x, common.y, common.scale), weights, columns, matrix);
    }

    private int addImage(Source common, SourcePlace place, AliasTable weights, int columns, double[] matrix) {
        int n = weights.size();
        int offset = pictureOffsets.computeIfAbsent(weights, w -> copied(w, columns));
        double cx = columns / 2.0;
        double cy = n / columns / 2.0;
        Source shifted = new Source(
                common.key,
                common.shares,
                common.weight,
                common.x - matrix[0] * cx - matrix[1] * cy,
                common.y - matrix[2] * cx - matrix[3] * cy,
                common.scale,
                common.spectrum,
                common.spectrumKey);
        return add(shifted, place, SourceKind.IMAGE, offset, n, matrix, 2 * StrictMath.hypot(cx, cy));
    }

    /**
     * Adds light that reaches the detector by another way than the direct image, such as a ghost: a picture of it on the
     * detector. Air and telescope do not move it any more; the vanes stop their share, the point spread function blurs
     * it.
     *
     * @param weights relative flux of each picture pixel, row by row
     * @param columns columns of the picture
     * @param matrix  detector pixels per picture pixel; the centre of the picture falls on the source's centre
     */
    public int addLanded(Source common, AliasTable weights, int columns, double[] matrix) {
        return addImage(common, null, weights, columns, matrix);
    }

    /** A picture is copied once, however many objects show it. */
    private int copied(AliasTable weights, int columns) {
        int n = weights.size();
        long needed = pictureUsed + 3L * n;
        if (needed > maxPictures) {
            throw new InputException(
                    "pictures of FITS objects",
                    needed / 3 + " pixels in all on one detector, above " + maxPictures / 3,
                    "bin the pictures, or draw fewer of them together");
        }
        if (needed > picture.length) {
            picture = Arrays.copyOf(picture, (int) Math.min(maxPictures, Math.max(2L * picture.length, needed)));
        }
        int offset = pictureUsed;
        for (int i = 0; i < n; i++) {
            picture[offset + 3 * i] = weights.threshold(i);
            picture[offset + 3 * i + 1] = weights.alias(i);
            picture[offset + 3 * i + 2] = i % columns | i / columns << 16;
        }
        pictureUsed = (int) needed;
        return offset;
    }

    private int add(Source common, SourceKind kind, int table, int count, double[] matrix, double extent) {
        return add(common, new SourcePlace(common.x, common.y, common.scale), kind, table, count, matrix, extent);
    }

    /**
     * @param centre of the source, where {@code common} has a corner; null: the steps' numbers of this source are 0
     * @param extent of a profile that has no rings of its own, from the place of {@code common}, in profile units
     */
    private int add(
            Source common, SourcePlace centre, SourceKind kind, int table, int count, double[] matrix, double extent) {
        if (common.weight < 1
                || common.weight > ChargeMap.MAX_ELECTRONS
                || !(Math.abs(common.x) < FAR && Math.abs(common.y) < FAR)) {
            throw new IllegalArgumentException("source of weight " + common.weight + " at (" + common.x + ", "
                    + common.y + ") px; weight must be 1 to 2^30, |x| and |y| below " + FAR + " px");
        }
        int before = size;
        double distance = StrictMath.hypot(off(common.x, width), off(common.y, height));
        double spreadScale = stretch(common.scale);
        double profileScale = matrix == null ? 0 : stretch(matrix);
        boolean whole =
                common.shares.size() == 1 && common.shares.getFirst().ring().equals(Ring.ALL);
        double otherSteps =
                whole || distance == 0 || centre == null ? 0 : path.reach(centre, electrons(common), spreadScale);
        for (RingSplit.Share share : common.shares) {
            Ring ring = share.ring();
            if (!ring.equals(Ring.ALL)) {
                double profileRadius = kind == SourceKind.RADIAL ? ring.profileRadius(profiles, table) : extent;
                double reach =
                        spreadScale * spreadRadius(ring) + profileScale * profileRadius + otherSteps + ROUNDING_PX;
                if (share.photons() == 0 || reach < distance) {
                    continue;
                }
            }
            addRow(common, centre, share, kind, table, count, matrix);
        }
        return size - before;
    }

    private static double electrons(Source common) {
        return (double) common.weight
                * common.shares.stream().mapToLong(RingSplit.Share::photons).sum();
    }

    /** @return how far (px) a coordinate lies off the detector */
    private static double off(double x, int size) {
        return Math.max(0, Math.max(-0.5 - x, x - (size - 0.5)));
    }

    /** @return largest radius (arcsec) of the point spread function within a ring, at any wavelength */
    private double spreadRadius(Ring ring) {
        double radius = 0;
        for (int offset = 0; offset < spread.length; offset += QuantileTable.STRIDE) {
            radius = Math.max(radius, ring.spreadRadius(spread, offset));
        }
        return radius;
    }

    /** @return the most that a 2 x 2 matrix lengthens a vector: its larger singular value */
    private static double stretch(double[] m) {
        double squares = m[0] * m[0] + m[1] * m[1] + m[2] * m[2] + m[3] * m[3];
        double area = m[0] * m[3] - m[1] * m[2];
        return Math.sqrt((squares + Math.sqrt(Math.max(0, squares * squares - 4 * area * area))) / 2);
    }

    private void addRow(
            Source common,
            SourcePlace centre,
            RingSplit.Share share,
            SourceKind kind,
            int table,
            int count,
            double[] matrix) {
        if (share.photons() < 0) {
            throw new IllegalArgumentException("source of " + share.photons() + " photons");
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            photons = Arrays.copyOf(photons, 2 * size);
            ints = Arrays.copyOf(ints, 2 * size * path.sourceInts());
            floats = Arrays.copyOf(floats, 2 * size * path.sourceFloats());
        }
        double cornerX = common.x + 0.5;
        double cornerY = common.y + 0.5;
        int baseX = (int) Math.floor(cornerX);
        int baseY = (int) Math.floor(cornerY);
        keys[size] = common.key;
        photons[size] = share.photons();
        int i = size * path.sourceInts();
        ints[i + I_X] = baseX;
        ints[i + I_Y] = baseY;
        ints[i + I_KIND] = kind.code();
        ints[i + I_TABLE] = table;
        ints[i + I_COUNT] = count;
        ints[i + I_SPECTRUM] = path.chromatic() ? spectrumOffset(common) : 0;
        ints[i + I_WEIGHT] = common.weight;
        ints[i + I_RING] = share.ring().code();
        ints[i + I_SPREAD_FREE] = share.ring().spreadFree();
        ints[i + I_SPREAD_GIVEN] = share.ring().spreadGiven();
        ints[i + I_PROFILE_FREE] = share.ring().profileFree();
        ints[i + I_PROFILE_GIVEN] = share.ring().profileGiven();
        int f = size * path.sourceFloats();
        floats[f + F_X] = (float) (cornerX - baseX);
        floats[f + F_Y] = (float) (cornerY - baseY);
        for (int k = 0; k < 4; k++) {
            floats[f + F_PSF + k] = (float) common.scale[k];
            floats[f + F_PROFILE + k] = matrix == null ? 0 : (float) matrix[k];
        }
        if (centre != null) {
            path.source(centre, floats, f, ints, i);
        }
        size++;
    }

    private int spectrumOffset(Source common) {
        Integer offset = spectrumOffsets.get(common.spectrumKey);
        if (offset == null) {
            offset = spectraUsed;
            spectra = spectra.length >= spectraUsed + BINS
                    ? spectra
                    : Arrays.copyOf(spectra, Math.max(2 * spectra.length, spectraUsed + BINS));
            AliasTable table = new AliasTable(common.spectrum);
            for (int k = 0; k < BINS; k++) {
                spectra[spectraUsed + k] = table.threshold(k) >>> 7 << 7 | table.alias(k);
            }
            spectraUsed += BINS;
            spectrumOffsets.put(common.spectrumKey, offset);
        }
        return offset;
    }

    private static float[] grow(float[] array, int needed) {
        return array.length >= needed ? array : Arrays.copyOf(array, Math.max(2 * array.length, needed));
    }

    /** @return sources added so far */
    public int size() {
        return size;
    }

    /** Takes the batch; the builder must not be used afterwards. */
    public SourceTable build() {
        return new SourceTable(
                seed,
                width,
                height,
                size,
                Arrays.copyOf(keys, size),
                Arrays.copyOf(photons, size),
                Arrays.copyOf(ints, size * path.sourceInts()),
                Arrays.copyOf(floats, size * path.sourceFloats()),
                path,
                Arrays.copyOf(profiles, profilesUsed),
                Arrays.copyOf(points, pointsUsed),
                Arrays.copyOf(picture, pictureUsed),
                Arrays.copyOf(spectra, spectraUsed));
    }
}
