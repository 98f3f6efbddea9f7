package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Objects of the solar system: rows of an ephemeris near the visit. Each object is drawn once, from its nearest row,
 * moved to the middle of the exposure, as a trail along its motion. skyCatalogs draws every row of the window, at the
 * row's own place, 30 s long, and with its angle mirrored; so do these rows where that is asked for, to compare.
 */
final class SsoRows implements ObjectRows {
    private static final double DAY = 86400;
    /** Rows from this before the middle of the exposure ... */
    private static final double BEFORE = 0.1 / DAY;
    /** ... to this after it count (days), as in skyCatalogs. */
    private static final double AFTER = 30 / DAY;

    /** Length of a trail in time (s), whatever the exposure is. */
    private static final double UPSTREAM_EXPOSURE = 30;

    private static final double WIDTH = 1e-6;
    private static final double BRIGHTEST = 5;
    /** No trail is longer (arcsec): the limit of trails. */
    private static final double LONGEST = 36_000;

    private final double mjd;
    private final double exposureTime;
    private final SolarLight.Table sun;
    private final String sunName;
    private final boolean asUpstream;

    /** @param sun its spectrum; null for one of the library @param asUpstream whether every row is drawn as upstream does */
    SsoRows(double mjd, double exposureTime, SolarLight.Table sun, String sunName, boolean asUpstream) {
        this.asUpstream = asUpstream;
        this.mjd = mjd;
        this.exposureTime = exposureTime;
        this.sun = sun;
        this.sunName = sunName;
    }

    @Override
    public List<String> needed() {
        return List.of("id", "mjd", "ra", "dec", "trailed_source_mag", "ra_rate", "dec_rate");
    }

    @Override
    public List<String> brightness() {
        return List.of("mjd");
    }

    @Override
    public IntToDoubleFunction brightest(ParquetBatch batch) {
        double[] at = batch.numbers("mjd");
        return row -> inWindow(at[row]) ? BRIGHTEST : Double.NaN;
    }

    private boolean inWindow(double at) {
        return at >= mjd - BEFORE - 1e-9 && at <= mjd + AFTER + 1e-9;
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    private record Found(double distance, SkyObject object) {}

    @Override
    public Reader open(CatalogFile file) {
        Map<String, Found> nearest = new LinkedHashMap<>();
        return new Reader() {
            @Override
            public void objects(ParquetBatch batch, int row, double stored, RowSink sink) {
                double at = batch.numbers("mjd")[row];
                if (!inWindow(at)) {
                    return;
                }
                String id = batch.id("id", row);
                if (asUpstream) {
                    SkyObject drawn = object(id, batch, row, 0, UPSTREAM_EXPOSURE, sink);
                    if (drawn != null) {
                        sink.add(drawn);
                    }
                    return;
                }
                SkyObject object = object(id, batch, row, mjd - at, exposureTime, sink);
                Found before = nearest.get(id);
                if (object != null && (before == null || Math.abs(at - mjd) < before.distance)) {
                    nearest.put(id, new Found(Math.abs(at - mjd), object));
                }
            }

            @Override
            public void end(RowSink sink) {
                nearest.values().forEach(found -> sink.add(found.object));
                nearest.clear();
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    /** @param days from the row's time to that of its place */
    private SkyObject object(String id, ParquetBatch b, int row, double days, double seconds, RowSink sink) {
        double ra = b.numbers("ra")[row];
        double dec = b.numbers("dec")[row];
        double mag = b.numbers("trailed_source_mag")[row];
        double east = b.numbers("ra_rate")[row];
        double north = b.numbers("dec_rate")[row];
        double length = StrictMath.hypot(east, north) * seconds / DAY * 3600;
        if (!Double.isFinite(mag) || mag < -40 || !(length < LONGEST)) {
            sink.leaveOut(id, "magnitude or rate of motion is missing or out of range");
            return null;
        }
        double newDec = Math.clamp(dec + north * days, -90, 90);
        double newRa = ra + east * days / Math.max(1e-6, StrictMath.cos(Math.toRadians(dec)));
        // a trail's angle goes from west to north: 90 deg more than the position angle of the motion
        double pa = asUpstream
                ? Math.toDegrees(StrictMath.atan2(north, east)) // as if west were east
                : 90 + Math.toDegrees(StrictMath.atan2(east, north));
        Light light = sun == null ? new Light.Library(sunName) : new SolarLight(sun, mag);
        return new SkyObject(
                id,
                newRa - 360 * Math.floor(newRa / 360),
                newDec,
                mag,
                light,
                0,
                0,
                0,
                0,
                length == 0 ? new Shape.Point() : new Shape.Streak(length, WIDTH, pa),
                Dust.NONE,
                Dust.NONE);
    }
}
