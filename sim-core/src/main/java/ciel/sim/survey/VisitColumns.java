package ciel.sim.survey;

import ciel.sim.Band;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the columns of tables of visits are called. OpSim since 2019 (rubin_sim, rubin_scheduler: SummaryAllProps and
 * observations), the Consolidated Database (sdm_schemas: visit1), the Visit tables of data previews. Which columns are
 * there decides, never a version.
 */
enum VisitColumns {
    ID(true, "", "observationId", "visit_id", "visitId", "visit", "obsHistID", "expId"),
    RA(true, "deg", "fieldRA", "s_ra", "ra"),
    DEC(true, "deg", "fieldDec", "s_dec", "dec"),
    START(false, "d", "observationStartMJD", "obs_start_mjd", "obsStartMJD"),
    MIDDLE(false, "d", "exp_midpt_mjd", "expMidptMJD"),
    EXPOSURE_TIME(false, "s", "visitExposureTime", "exp_time", "expTime"),
    VISIT_TIME(false, "s", "visitTime"),
    EXPOSURES(false, "", "numExposures"),
    BAND(false, "", "band"),
    FILTER(false, "", "filter", "physical_filter"),
    ROT_TEL(false, "deg", "rotTelPos"),
    ROT_SKY(false, "deg", "rotSkyPos", "sky_rotation", "skyRotation"),
    PARALLACTIC(false, "deg", "paraAngle"),
    // one exporter has it without its second letter
    PSEUDO_PARALLACTIC(false, "deg", "pseudoParaAngle", "psudoParaAngle"),
    ALTITUDE(false, "deg", "altitude"),
    AZIMUTH(false, "deg", "azimuth"),
    AIRMASS(false, "", "airmass"),
    SEEING_500(false, "arcsec", "seeingFwhm500", "dimm_seeing"),
    SEEING_EFF(false, "arcsec", "seeingFwhmEff"),
    SEEING_GEOM(false, "arcsec", "seeingFwhmGeom"),
    DEPTH(false, "", "fiveSigmaDepth"),
    SKY(false, "", "skyBrightness"),
    NIGHT(false, "", "night"),
    DAY_OBS(false, "", "day_obs", "dayObs"),
    SEQUENCE(false, "", "seq_num", "seqNum"),
    MOON_ALTITUDE(false, "deg", "moonAlt"),
    MOON_RA(false, "deg", "moonRA"),
    MOON_DEC(false, "deg", "moonDec"),
    MOON_DISTANCE(false, "deg", "moonDistance"),
    MOON_PHASE(false, "", "moonPhase"),
    SUN_ALTITUDE(false, "deg", "sunAlt"),
    NOTE(false, "", "scheduler_note", "note"),
    TARGET(false, "", "target_name", "target");

    private final boolean required;
    private final String unit;
    private final List<String> names;

    VisitColumns(boolean required, String unit, String... names) {
        this.required = required;
        this.unit = unit;
        this.names = List.of(names);
    }

    /** @return unit of the field's value; empty for a number without unit, or text */
    String unit() {
        return unit;
    }

    List<String> names() {
        return names;
    }

    /** @return which column of a table each field is in; by the first of its names, in any case */
    static Map<VisitColumns, String> in(List<String> columns) {
        Map<VisitColumns, String> found = new LinkedHashMap<>();
        for (VisitColumns field : values()) {
            field.names.stream()
                    .flatMap(name -> columns.stream().filter(name::equalsIgnoreCase))
                    .findFirst()
                    .ifPresent(column -> found.put(field, column));
        }
        return found;
    }

    /** @return what a table must have and these columns have not, in words; empty where nothing is missing */
    static List<String> missing(Map<VisitColumns, String> found) {
        List<String> missing = new ArrayList<>();
        for (VisitColumns field : values()) {
            if (field.required && !found.containsKey(field)) {
                missing.add(String.join(" or ", field.names));
            }
        }
        if (!found.containsKey(START) && !found.containsKey(MIDDLE)) {
            missing.add(String.join(" or ", START.names));
        }
        return missing;
    }

    /** @return the field whose column this is, whatever the table */
    static Optional<VisitColumns> of(String column) {
        return Arrays.stream(values())
                .filter(field -> field.names.stream().anyMatch(column::equalsIgnoreCase))
                .findFirst();
    }

    /** @param text {@code r}, {@code r_57}, {@code R} @return its band; empty for anything else */
    static Optional<Band> band(String text) {
        String bare = text.strip().replaceFirst("_\\d*$", "").toLowerCase(Locale.ROOT);
        return Arrays.stream(Band.values())
                .filter(band -> band.letter().equals(bare))
                .findFirst();
    }
}
