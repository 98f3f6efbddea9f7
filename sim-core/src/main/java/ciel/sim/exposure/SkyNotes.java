package ciel.sim.exposure;

import ciel.sim.catalog.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says once what of a visit's sky is not modelled. */
final class SkyNotes {
    /** Below this airglow brightens the dark sky by less than 0.25 mag over the zenith. */
    private static final double HIGH_AIRMASS = 1.3;
    /** Altitude of the sun (deg) at which astronomical twilight begins. */
    private static final double TWILIGHT = -18;

    private SkyNotes() {}

    /**
     * @param header commands of the catalog
     * @return one line; empty where the sky is dark and near the zenith, or its level is given, or there is none
     */
    static Optional<String> notModelled(RenderSettings.Sky sky, Visit visit, Map<String, Double> header) {
        if (!sky.enabled() || sky.electrons().isPresent()) {
            return Optional.empty();
        }
        List<String> missing = new ArrayList<>();
        double moon = header.getOrDefault("moonalt", -90.0);
        if (moon > 0) {
            missing.add(String.format(Locale.ROOT, "the moon (%.1f deg above the horizon)", moon));
        }
        double sun = header.getOrDefault("sunalt", -90.0);
        if (sun > TWILIGHT) {
            missing.add(String.format(Locale.ROOT, "twilight (the sun at %.1f deg)", sun));
        }
        if (visit.airmass() > HIGH_AIRMASS) {
            missing.add(String.format(Locale.ROOT, "the airmass of %.2f", visit.airmass()));
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the sky is that of a dark night at the zenith, without "
                        + String.join(", ", missing)
                        + " (sky.electrons sets its level)");
    }
}
