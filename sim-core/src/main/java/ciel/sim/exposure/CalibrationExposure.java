package ciel.sim.exposure;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.TaiDate;
import java.util.ArrayList;
import java.util.List;

/**
 * An exposure that calibrates the camera: the closed shutter for no time (bias) or for some (dark), or a lamp (flat).
 *
 * @param kind           what it is
 * @param band           the filter in the beam
 * @param exposureTime   s; 0 for a bias
 * @param mjdStart       start (MJD, TAI)
 * @param sequenceNumber number within the observing day
 * @param group          when its group began and its place in the group; null for an exposure by itself
 * @param seed           exposure seed
 */
public record CalibrationExposure(
        Kind kind, Band band, double exposureTime, double mjdStart, int sequenceNumber, Group group, long seed) {
    /** LSST's exposure identifiers: the day times this, plus the number within the day. */
    private static final long PER_DAY = 100_000;

    /** What is exposed. */
    public enum Kind {
        BIAS,
        DARK,
        FLAT
    }

    /**
     * Exposures that belong together, such as the two flats of a pair.
     *
     * @param mjdStart start of the first (MJD, TAI)
     * @param index    from 1
     * @param size     exposures of the group
     */
    public record Group(double mjdStart, int index, int size) {}

    /** @throws InputException when a number is out of range */
    public CalibrationExposure {
        boolean right = kind == Kind.BIAS ? exposureTime == 0 : exposureTime > 0 && exposureTime <= 3600;
        if (!right) {
            throw new InputException(
                    kind.name().toLowerCase(java.util.Locale.ROOT),
                    "exposure time " + exposureTime + " s",
                    kind == Kind.BIAS ? "a bias has an exposure time of 0 s" : "it must be above 0 and at most 3600 s");
        }
        if (sequenceNumber < 1 || sequenceNumber >= PER_DAY) {
            throw new InputException(
                    "sequence number", sequenceNumber + " is outside 1 to 99999", "begin with a smaller number");
        }
    }

    /** @return it as a visit: the dome's direction, no place on the sky */
    Visit visit() {
        long day = Long.parseLong(TaiDate.observingDay(mjdStart));
        return new Visit(
                day * PER_DAY + sequenceNumber,
                0,
                band,
                0,
                0,
                0,
                0,
                89,
                0,
                mjdStart + exposureTime / 2 / 86400,
                exposureTime,
                0,
                sequenceNumber,
                seed);
    }

    /** @return keywords beside those of every raw file */
    List<Card> cards() {
        List<Card> cards = new ArrayList<>();
        cards.add(new Card("SHUTTIME", kind == Kind.FLAT ? exposureTime : 0.0, "[s] shutter open"));
        if (group != null) {
            cards.add(new Card("GROUPID", TaiDate.iso(group.mjdStart()), "exposures that belong together"));
            cards.add(new Card("CURINDEX", group.index(), "place in the group"));
            cards.add(new Card("MAXINDEX", group.size(), "exposures of the group"));
        }
        return cards;
    }
}
