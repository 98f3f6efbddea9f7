package ciel.workflow.stage;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Text of files for {@code butler import} (export format 1.0.2 of daf_butler). The files of a visit can be imported in any
 * order and again: what is there already stays.
 */
final class ButlerYaml {
    private static final UUID NAMESPACE = UUID.fromString("840b31d9-05cd-5161-b2c8-00d32b280d0f");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final String HEAD = """
            description: Butler Data Repository Export
            version: 1.0.2
            universe_version: 7
            universe_namespace: daf_butler
            data:
            """;
    /** Formatter and instrument class by name of the instrument (obs_lsst). */
    private static final Map<String, String[]> INSTRUMENTS = Map.of(
            "LSSTCamSim", new String[] {"LsstCamSim", "LsstCamSimRawFormatter"},
            "LSSTCam-imSim", new String[] {"LsstCamImSim", "LsstCamImSimRawFormatter"},
            "LSSTCam", new String[] {"LsstCam", "LsstCamRawFormatter"});
    /** LSSTCam's filters by band (obs_lsst). */
    private static final Map<Band, String> FILTERS =
            Map.of(Band.U, "u_24", Band.G, "g_6", Band.R, "r_57", Band.I, "i_39", Band.Z, "z_20", Band.Y, "y_10");

    private final String instrument;
    private final String collection;

    /** @throws IllegalArgumentException for an instrument that obs_lsst does not have */
    ButlerYaml(String instrument, String collection) {
        if (!INSTRUMENTS.containsKey(instrument)) {
            throw new IllegalArgumentException("the instrument is '" + instrument + "'; must be one of "
                    + String.join(", ", new TreeSet<>(INSTRUMENTS.keySet())));
        }
        this.instrument = instrument;
        this.collection = collection;
    }

    /** @return the instrument with its detectors and filters: imported once into a new repository */
    String instrument() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("""
                - type: dimension
                  element: instrument
                  records:
                  - name: %s
                    visit_max: 7050123199999
                    visit_system: 2
                    exposure_max: 7050123199999
                    detector_max: 1000
                    class_name: lsst.obs.lsst.%s
                - type: dimension
                  element: detector
                  records:
                """.formatted(instrument, INSTRUMENTS.get(instrument)[0]));
        for (Detector d : Camera.lsst().all()) {
            String purpose = d.science() ? "SCIENCE" : d.slot().startsWith("SG") ? "GUIDER" : "WAVEFRONT";
            text.append("  - {instrument: %s, id: %d, full_name: %s, name_in_raft: %s, raft: %s, purpose: %s}\n"
                    .formatted(instrument, d.number(), d.name(), d.slot(), d.raft(), purpose));
        }
        text.append("- type: dimension\n  element: physical_filter\n  records:\n");
        for (Band band : Band.values()) {
            text.append("  - {instrument: %s, name: %s, band: %s}\n"
                    .formatted(instrument, FILTERS.get(band), band.letter()));
        }
        text.append("""
                - type: dimension
                  element: visit_system
                  records:
                  - {instrument: %1$s, id: 0, name: one-to-one}
                  - {instrument: %1$s, id: 2, name: by-seq-start-end}
                """.formatted(instrument));
        return text.toString();
    }

    /**
     * A visit with those of its raws that are in place.
     *
     * @param facts of each raw, as {@link RawFacts} has them, with {@code detector} (number) and {@code path}; of one visit
     */
    String visit(List<JsonNode> facts) {
        JsonNode f = facts.getFirst();
        StringBuilder text = new StringBuilder(HEAD);
        LocalDate day = LocalDate.parse(f.path("day_obs").asText(), DAY);
        long exposure = f.path("exposure").asLong();
        text.append("""
                - type: dimension
                  element: day_obs
                  records:
                  - instrument: %1$s
                    id: %2$d
                    datetime_begin: !butler_time/tai/iso '%3$s 12:00:00.000000000'
                    datetime_end: !butler_time/tai/iso '%4$s 12:00:00.000000000'
                - type: dimension
                  element: group
                  records:
                  - instrument: %1$s
                    name: '%5$d'
                """.formatted(instrument, f.path("day_obs").asInt(), day, day.plusDays(1), exposure));
        text.append("- type: dimension\n  element: exposure\n  records:\n  - instrument: %s\n    id: %d\n"
                .formatted(instrument, exposure));
        text.append(
                "    day_obs: %d\n    group: '%d'\n".formatted(f.path("day_obs").asInt(), exposure));
        common(text, f, "obs_id");
        text.append("    dark_time: %s\n".formatted(f.path("dark_time").asDouble()));
        text.append("    observation_type: %s\n"
                .formatted(f.path("observation_type").asText()));
        text.append("    seq_start: %1$d\n    seq_end: %1$d\n"
                .formatted(f.path("seq_num").asInt()));
        for (String key : List.of("tracking_ra", "tracking_dec", "sky_angle")) {
            text.append("    %s: %s\n".formatted(key, f.path(key).asDouble()));
        }
        text.append("    has_simulated: true\n    can_see_sky: true\n");
        times(text, f);
        text.append("- type: dimension\n  element: visit\n  records:\n  - instrument: %s\n    id: %d\n    day_obs: %d\n"
                .formatted(instrument, exposure, f.path("day_obs").asInt()));
        common(text, f, "name");
        region(text, f.path("visit_region").asText());
        times(text, f);
        text.append("""
                - type: dimension
                  element: visit_definition
                  records:
                  - {instrument: %1$s, exposure: %2$d, visit: %2$d}
                - type: dimension
                  element: visit_system_membership
                  records:
                  - {instrument: %1$s, visit_system: 0, visit: %2$d}
                  - {instrument: %1$s, visit_system: 2, visit: %2$d}
                - type: dimension
                  element: visit_detector_region
                  records:
                """.formatted(instrument, exposure));
        for (JsonNode each : facts) {
            text.append("  - instrument: %s\n    detector: %d\n    visit: %d\n"
                    .formatted(instrument, each.path("detector").asInt(), exposure));
            region(text, each.path("detector_region").asText());
        }
        datasets(text, facts, exposure);
        return text.toString();
    }

    private void common(StringBuilder text, JsonNode f, String name) {
        text.append("    %s: %s\n".formatted(name, quoted(f.path("obs_id").asText())));
        text.append("    physical_filter: %s\n"
                .formatted(quoted(f.path("physical_filter").asText())));
        text.append("    seq_num: %d\n".formatted(f.path("seq_num").asInt()));
        text.append("    exposure_time: %s\n".formatted(f.path("exposure_time").asDouble()));
        text.append("    target_name: null\n");
        text.append("    observation_reason: %s\n"
                .formatted(quoted(f.path("observation_reason").asText())));
        text.append("    science_program: %s\n"
                .formatted(quoted(f.path("science_program").asText())));
        text.append("    azimuth: %s\n".formatted(f.path("azimuth").asDouble()));
        text.append("    zenith_angle: %s\n".formatted(f.path("zenith_angle").asDouble()));
    }

    private static void times(StringBuilder text, JsonNode f) {
        for (String key : List.of("datetime_begin", "datetime_end")) {
            String iso = f.path(key).asText().replace('T', ' ');
            String nanos =
                    iso.contains(".") ? (iso + "000000000").substring(0, iso.indexOf('.') + 10) : iso + ".000000000";
            text.append("    %s: !butler_time/tai/iso '%s'\n".formatted(key, nanos));
        }
    }

    private static void region(StringBuilder text, String encoded) {
        text.append("    region: !<lsst.sphgeom.ConvexPolygon>\n      encoded: ")
                .append(encoded)
                .append('\n');
    }

    private void datasets(StringBuilder text, List<JsonNode> facts, long exposure) {
        text.append("""
                - type: collection
                  collection_type: RUN
                  name: %1$s
                  host: null
                  timespan_begin: null
                  timespan_end: null
                - type: dataset_type
                  name: raw
                  dimensions: [instrument, detector, exposure]
                  storage_class: Exposure
                  is_calibration: false
                - type: dataset
                  dataset_type: raw
                  run: %1$s
                  records:
                """.formatted(collection));
        for (JsonNode each : facts) {
            int detector = each.path("detector").asInt();
            text.append("""
                      - dataset_id:
                        - !uuid '%s'
                        data_id:
                        - {instrument: %s, detector: %d, exposure: %d}
                        path: %s
                        formatter: lsst.obs.lsst.rawFormatter.%s
                    """.formatted(
                            uuid(detector, exposure),
                            instrument,
                            detector,
                            exposure,
                            quoted(each.path("path").asText()),
                            INSTRUMENTS.get(instrument)[1]));
        }
    }

    /** The id that the Butler itself would give (UUID version 5, mode DATAID_TYPE_RUN). */
    UUID uuid(int detector, long exposure) {
        String name = "dataset_type=raw,run=" + collection + ",detector=" + detector + ",exposure=" + exposure
                + ",instrument=" + instrument;
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            java.nio.ByteBuffer space = java.nio.ByteBuffer.allocate(16);
            space.putLong(NAMESPACE.getMostSignificantBits()).putLong(NAMESPACE.getLeastSignificantBits());
            sha.update(space.array());
            java.nio.ByteBuffer hash = java.nio.ByteBuffer.wrap(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = hash.getLong() & 0xffff_ffff_ffff_0fffL | 0x5000L;
            long low = hash.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
