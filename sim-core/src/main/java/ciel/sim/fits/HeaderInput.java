package ciel.sim.fits;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.VisitGeometry;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * All that the headers of one detector's files say.
 *
 * @param visit      the exposure
 * @param detector   the CCD
 * @param rotSkyPos  angle of the camera on the sky as computed from the pointing (deg), not the catalog's
 * @param track      the pointing at start and end
 * @param focusZ     shift of the camera along the optical axis (mm)
 * @param imageType  SKYEXP, BIAS, DARK or FLAT: IMGTYPE and OBSTYPE
 * @param reason     why it was taken, such as {@code survey}
 * @param program    the observing programme; empty: LSST's translators then take RUNNUM, the visit's number
 * @param tracking   true: the telescope follows the sky; false: it stands still (TRACKSYS LOCAL)
 * @param provenance what made the file
 * @param substituteSpectra SED names of the visit's objects that were drawn with a spectrum made from the name, because
 *     the file was not found
 * @param added      keywords that the user asks for; they replace ours of the same name
 */
public record HeaderInput(
        Visit visit,
        Detector detector,
        double rotSkyPos,
        PointingTrack track,
        double focusZ,
        String imageType,
        String reason,
        String program,
        boolean tracking,
        Provenance provenance,
        int substituteSpectra,
        List<Card> added) {
    /** LSST's exposure identifiers have five digits for it. */
    private static final int MAX_SEQUENCE = 99_999;

    /** @throws InputException when LSST's pipelines could not take the visit's numbers */
    public HeaderInput {
        added = List.copyOf(added);
        if (visit.sequenceNumber() < 0 || visit.sequenceNumber() > MAX_SEQUENCE) {
            throw new InputException(
                    "visit " + visit.observationId(),
                    "seqnum " + visit.sequenceNumber() + " is outside 0.." + MAX_SEQUENCE
                            + ", the range of LSST exposure identifiers",
                    "give the catalog header the number of the exposure within its night");
        }
        if (visit.observationId() < 0) {
            throw new InputException(
                    "visit " + visit.observationId(),
                    "the number of a visit must not be negative",
                    "correct obshistid or observationId");
        }
    }

    /** As above where every spectrum was found, or none was needed. */
    public HeaderInput(
            Visit visit,
            Detector detector,
            double rotSkyPos,
            PointingTrack track,
            double focusZ,
            String imageType,
            String reason,
            String program,
            boolean tracking,
            Provenance provenance,
            List<Card> added) {
        this(visit, detector, rotSkyPos, track, focusZ, imageType, reason, program, tracking, provenance, 0, added);
    }

    /** A survey exposure of the sky, with the angle on the sky and the hour angle that the geometry computes. */
    public static HeaderInput sky(VisitGeometry geometry, Detector detector, Provenance provenance) {
        Visit visit = geometry.visit();
        return new HeaderInput(
                visit,
                detector,
                geometry.rotSkyPos(),
                PointingTrack.of(visit),
                0,
                "SKYEXP",
                "survey",
                "",
                true,
                provenance,
                List.of());
    }

    /** @return these with more keywords */
    public HeaderInput withAdded(List<Card> cards) {
        return new HeaderInput(
                visit,
                detector,
                rotSkyPos,
                track,
                focusZ,
                imageType,
                reason,
                program,
                tracking,
                provenance,
                substituteSpectra,
                Stream.concat(added.stream(), cards.stream()).toList());
    }

    /** @return these with the number of SEDs that were not found */
    public HeaderInput withSubstituteSpectra(int number) {
        return new HeaderInput(
                visit,
                detector,
                rotSkyPos,
                track,
                focusZ,
                imageType,
                reason,
                program,
                tracking,
                provenance,
                number,
                added);
    }

    /** @return the observing day, {@code yyyymmdd}: the date of 12 hours before the start (TAI) */
    public String observingDay() {
        return TaiDate.observingDay(visit.mjdStart());
    }

    /** @return LSST's name of the exposure: {@code MC_S_20230717_000000} (MC for LSSTCam, controller S: simulated) */
    public String observationName() {
        return String.format(
                Locale.ROOT, "%s_S_%s_%06d", detector.header().code(), observingDay(), visit.sequenceNumber());
    }
}
