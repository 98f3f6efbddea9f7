package ciel.sim.survey;

import ciel.sim.Band;
import java.util.Optional;

/**
 * A visit as a table has it. Numbers that the table does not have are NaN, text is empty.
 *
 * @param id            observationId, visit_id or visit
 * @param band          the filter; empty where there is none, or one that is not the camera's
 * @param filter        the filter as it is written, such as {@code r} or {@code r_57}
 * @param ra            boresight ICRS (deg)
 * @param dec           boresight ICRS (deg)
 * @param start         start of the first exposure (MJD, TAI)
 * @param exposureTime  open-shutter time of all its exposures (s)
 * @param visitTime     time from the start of the first exposure to the end of the last readout (s)
 * @param exposures     number of exposures (snaps)
 * @param rotTelPos     angle of the camera's rotator (deg)
 * @param rotSkyPos     angle of the camera on the sky, as the table has it (deg)
 * @param paraAngle     parallactic angle (deg)
 * @param pseudoParaAngle parallactic angle from ICRS north (deg)
 * @param altitude      of the boresight at the start (deg)
 * @param azimuth       of the boresight at the start (deg)
 * @param airmass       as the table has it
 * @param seeing500     FWHM of the atmosphere at zenith and 500 nm (arcsec)
 * @param seeingEff     FWHMeff (arcsec)
 * @param seeingGeom    FWHMgeom (arcsec)
 * @param depth         five-sigma depth (AB mag)
 * @param skyBrightness (AB mag arcsec^-2)
 * @param night         the survey's number of the night; -1 where there is none
 * @param dayObs        observing day as yyyymmdd, which turns at 12:00
 * @param sequence      number of its first exposure within the day, where the table says so itself; else -1
 * @param moonAltitude  (deg)
 * @param moonRa        (deg)
 * @param moonDec       (deg)
 * @param moonDistance  of the boresight from the moon (deg)
 * @param moonPhase     0 to 100; 100 is full. OpSim's is 100 x elongation / 180, not illumination
 * @param sunAltitude   (deg)
 * @param note          of the scheduler
 * @param target        name of the target
 */
public record SurveyVisit(
        long id,
        Optional<Band> band,
        String filter,
        double ra,
        double dec,
        double start,
        double exposureTime,
        double visitTime,
        int exposures,
        double rotTelPos,
        double rotSkyPos,
        double paraAngle,
        double pseudoParaAngle,
        double altitude,
        double azimuth,
        double airmass,
        double seeing500,
        double seeingEff,
        double seeingGeom,
        double depth,
        double skyBrightness,
        int night,
        int dayObs,
        int sequence,
        double moonAltitude,
        double moonRa,
        double moonDec,
        double moonDistance,
        double moonPhase,
        double sunAltitude,
        String note,
        String target) {
    private static final double DAY = 86400;

    /** @return open-shutter time of one exposure (s) */
    public double snapTime() {
        return exposureTime / exposures;
    }

    /** @return time from the end of one exposure to the start of the next (s); 0 where the table does not say */
    public double gap() {
        return visitTime > exposureTime ? (visitTime - exposureTime) / exposures : 0;
    }

    /** @param snap from 0 @return middle of an exposure (MJD, TAI) */
    public double middle(int snap) {
        return start + (snap * (snapTime() + gap()) + snapTime() / 2) / DAY;
    }

    /** @return start of the observing day (MJD): 12:00 */
    public double dayStart() {
        return Math.floor(start - 0.5) + 0.5;
    }
}
