package ciel.sim.survey;

import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import ciel.sim.catalog.VisitSource;
import ciel.sim.optics.Astrometry;
import ciel.sim.optics.Weather;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** One exposure of a visit of a table. */
record SurveyExposure(String name, Visit visit, Map<String, Double> header, List<String> notes) implements VisitSource {
    /** Seeing (arcsec at zenith and 500 nm) where a table has none: the median of Cerro Pachon (LSE-30 assumes 0.65 to 0.7). */
    private static final double USUAL_SEEING = 0.7;
    /** How far (deg) rotTelPos may lie beside a relation that holds: precession and refraction are tenths of a degree. */
    private static final double HOLDS = 1;

    private static final double HALF_TURN = 90;
    /** Keeps snaps after the first apart from all visits; a large odd number, never to be changed. */
    private static final long SNAP = 0x9E3779B97F4A7C15L;

    static SurveyExposure of(VisitTable table, SurveyVisit v, int snap) {
        return of(table, v, snap, () -> table.sequenceNumber(v, snap));
    }

    /** @param sequence number within the observing day, asked for once all else is right */
    static SurveyExposure of(VisitTable table, SurveyVisit v, int snap, IntSupplier sequence) {
        String context = table.file() + ": visit " + v.id();
        if (snap < 0 || snap >= v.exposures()) {
            throw new InputException(
                    context,
                    "has no snap " + snap,
                    v.exposures() == 1 ? "it has one exposure, snap 0" : "give 0 to " + (v.exposures() - 1));
        }
        if (v.band().isEmpty()) {
            throw new InputException(
                    context,
                    "has the filter '" + v.filter() + "'",
                    "one of u, g, r, i, z, y, or a physical filter such as r_57, can be drawn");
        }
        List<String> notes = new ArrayList<>();
        require(context, "right ascension", v.ra(), 0, 360, "deg");
        require(context, "declination", v.dec(), -90, 90, "deg");
        require(context, "start (MJD)", v.start(), 33_282, 88_069, "(the years 1950 to 2100)");
        require(context, "exposure time", v.exposureTime(), 1e-3, 1e5, "s");
        require(context, "altitude", v.altitude(), 1e-9, 90, "deg");
        require(context, "azimuth", v.azimuth(), -360, 360, "deg");
        double seeing = v.seeing500();
        if (Double.isNaN(seeing)) {
            seeing = USUAL_SEEING;
            notes.add("the table has no seeing of visit " + v.id() + ": " + USUAL_SEEING
                    + " arcsec at 500 nm and the zenith is taken (psf.fwhm sets it)");
        }
        require(context, "seeing at 500 nm", seeing, 0.05, 10, "arcsec");
        double rotTelPos = rotator(context, v, notes);
        Visit visit = new Visit(
                v.id(),
                snap,
                v.band().get(),
                v.ra(),
                v.dec(),
                rotTelPos,
                Double.isNaN(v.rotSkyPos()) ? 0 : v.rotSkyPos(),
                v.altitude(),
                v.azimuth(),
                v.middle(snap),
                v.snapTime(),
                seeing,
                sequence.getAsInt(),
                snap == 0 ? v.id() : (v.id() + snap * SNAP) & Long.MAX_VALUE);
        return new SurveyExposure(context, visit, header(v), List.copyOf(notes));
    }

    /**
     * The angle of the rotator. Databases up to baseline 3.4 obey rotTelPos = rotSkyPos + paraAngle; those of the
     * scheduler for the real telescope rotTelPos = pseudoParaAngle - rotSkyPos - 90, which is what the camera does (and
     * imSim draws). Files do not say which, so both are tried; the rotator is believed.
     */
    private static double rotator(String context, SurveyVisit v, List<String> notes) {
        double para = Double.isNaN(v.pseudoParaAngle()) ? v.paraAngle() : v.pseudoParaAngle();
        if (Double.isNaN(v.rotTelPos())) {
            require(context, "rotTelPos, or else the rotation on the sky,", v.rotSkyPos(), -720, 720, "deg");
            double pseudo =
                    new Astrometry(v.start(), Weather.CERRO_PACHON, 500).pseudoParallacticAngle(v.ra(), v.dec());
            return Math.IEEEremainder(pseudo - v.rotSkyPos() - HALF_TURN, 360);
        }
        require(context, "rotTelPos", v.rotTelPos(), -720, 720, "deg");
        if (!Double.isNaN(v.rotSkyPos()) && !Double.isNaN(para)) {
            double camera = Math.abs(Math.IEEEremainder(v.rotTelPos() - (para - v.rotSkyPos() - HALF_TURN), 360));
            double older = Math.abs(Math.IEEEremainder(v.rotTelPos() - (v.rotSkyPos() + v.paraAngle()), 360));
            if (!(camera <= HOLDS) && !(older <= HOLDS)) {
                notes.add(String.format(
                        Locale.ROOT,
                        "rotTelPos %.2f, rotSkyPos %.2f and the parallactic angle %.2f deg of visit %d obey neither "
                                + "relation that is known: rotTelPos is taken",
                        v.rotTelPos(),
                        v.rotSkyPos(),
                        para,
                        v.id()));
            }
        }
        return v.rotTelPos();
    }

    private static Map<String, Double> header(SurveyVisit v) {
        Map<String, Double> header = new LinkedHashMap<>();
        put(header, "moonalt", v.moonAltitude());
        put(header, "moonra", v.moonRa());
        put(header, "moondec", v.moonDec());
        put(header, "dist2moon", v.moonDistance());
        put(header, "moonphase", v.moonPhase());
        put(header, "sunalt", v.sunAltitude());
        return header;
    }

    private static void put(Map<String, Double> header, String key, double value) {
        if (!Double.isNaN(value)) {
            header.put(key, value);
        }
    }

    private static void require(String context, String what, double value, double low, double high, String unit) {
        if (Double.isNaN(value)) {
            throw new InputException(context, "has no " + what, "an exposure cannot be drawn without it");
        }
        if (!(value >= low && value <= high)) {
            throw new InputException(
                    context,
                    "has the " + what + " " + value + "; it must be from " + low + " to " + high + " " + unit,
                    "");
        }
    }
}
