package ciel.workflow.campaign;

import ciel.sim.Band;
import java.nio.file.Path;

/**
 * One exposure of a campaign.
 *
 * @param observationId number of the visit (obshistid, observationId); distinct within a campaign
 * @param band          filter
 * @param mjd           middle of the exposure (MJD, TAI)
 * @param ra            boresight, ICRS (deg)
 * @param dec           boresight, ICRS (deg)
 * @param catalog       instance catalog, absolute
 */
public record CampaignVisit(long observationId, Band band, double mjd, double ra, double dec, Path catalog) {
    /** @return MJD of the night: noon to noon at Cerro Pachon, as Rubin counts days of observation (UTC - 12 h) */
    public int night() {
        return (int) Math.floor(mjd - 0.5);
    }
}
