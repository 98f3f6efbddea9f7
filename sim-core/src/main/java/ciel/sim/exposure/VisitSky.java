package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.Astrometry;
import ciel.sim.sky.DarkSky;
import ciel.sim.sky.Direction;
import ciel.sim.sky.SiteSky;
import ciel.sim.sky.SkyConditions;
import ciel.sim.sky.SkyGrid;
import ciel.sim.sky.SkyModel;
import ciel.sim.sky.SkyTable;
import ciel.sim.sky.SunMoon;
import java.util.Map;

/** The model of the sky that a visit asks for. */
final class VisitSky {
    private VisitSky() {}

    /**
     * @param header what is written about the visit beside it: moonalt, dist2moon, moonphase, sunalt; the ephemerides say
     *     what is not
     * @throws InputException where the sun is too high for the model, or the table is wrong
     */
    static SkyModel of(Settings settings, Visit visit, Map<String, Double> header) {
        RenderSettings.Sky sky = RenderSettings.Sky.of(settings);
        if (!sky.enabled() || sky.electrons().isPresent()) {
            return DarkSky.INSTANCE; // not looked at
        }
        return switch (settings.choice("sky.model")) {
            case "dark" -> DarkSky.INSTANCE;
            case "table" ->
                SkyTable.read(settings.optionalPath("sky.table")
                        .orElseThrow(() -> new InputException(
                                "sky.model",
                                "is table, and sky.table names no file",
                                "set sky.table, or another model")));
            case "grid" -> {
                SkyConditions conditions = conditions(visit, header);
                SkyGrid grid = SkyGrid.read(
                        settings.optionalPath("sky.grid")
                                .orElseThrow(() -> new InputException(
                                        "sky.model",
                                        "is grid, and sky.grid names no file",
                                        "set sky.grid, or another model")),
                        visit.mjd(),
                        visit.band(),
                        conditions.sunAltitude(),
                        SunMoon.at(visit.mjd(), Astrometry.LATITUDE, Astrometry.LONGITUDE)
                                .sunLongitude(),
                        new SiteSky(conditions));
                // a boresight without sky is refused before the catalog is read
                grid.parts(new Direction(visit.altitude(), visit.azimuth())
                        .onEcliptic(visit.ra(), visit.dec(), grid.sunLongitude()));
                yield grid;
            }
            default -> new SiteSky(conditions(visit, header));
        };
    }

    /** @return where sun and moon are: as the header has it, else by mjd */
    static SkyConditions conditions(Visit visit, Map<String, Double> header) {
        SunMoon places = SunMoon.at(visit.mjd(), Astrometry.LATITUDE, Astrometry.LONGITUDE);
        SkyConditions conditions = SkyConditions.of(places);
        if (header.containsKey("sunalt")) {
            conditions = conditions.withSunAltitude(header.get("sunalt"));
        }
        if (header.containsKey("moonalt") && header.containsKey("dist2moon") && header.containsKey("moonphase")) {
            conditions = conditions.withMoon(
                    header.get("moonalt"),
                    header.get("dist2moon"),
                    phaseAngle(header.get("moonphase"), places.moonPhaseAngle()),
                    new Direction(visit.altitude(), visit.azimuth()));
        }
        return conditions;
    }

    /**
     * A number from 0 to 100 is the illuminated part in some catalogs, and 100 x elongation / 180 in observing databases
     * (which their documentation calls illumination, too).
     *
     * @param percent  as written
     * @param computed phase angle by mjd (deg)
     * @return phase angle (deg) by the meaning that comes nearer to the computed one
     */
    static double phaseAngle(double percent, double computed) {
        double elongation = 180 - 1.8 * percent;
        double illuminated = StrictMath.toDegrees(StrictMath.acos(Math.clamp(percent / 50 - 1, -1, 1)));
        return Math.abs(illuminated - computed) < Math.abs(elongation - computed) ? illuminated : elongation;
    }
}
