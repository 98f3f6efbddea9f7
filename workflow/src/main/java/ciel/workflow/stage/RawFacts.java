package ciel.workflow.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;

/**
 * What a Butler repository is told of a raw file: from its headers, so that any file of Ciel can be registered, whoever made
 * it. Positions follow from the linear part of the first segment's WCS, which is right to a few pixels.
 */
final class RawFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECTION = Pattern.compile("\\[(\\d+):(\\d+),(\\d+):(\\d+)]");
    /** Exposures of a simulated controller up to this day have ids 5000 years later (obs_lsst). */
    private static final int LAST_SHIFTED_DAY = 20250417;

    private RawFacts() {}

    /**
     * @param raw a raw file of Ciel
     * @return its facts, with the names of the dimension records of daf_butler
     * @throws PortException.Refused if a keyword is missing
     */
    static ObjectNode read(Path raw) throws PortException {
        try (Fits fits = new Fits(raw.toFile())) {
            Header head = fits.readHDU().getHeader();
            BasicHDU<?> segment = fits.readHDU();
            if (segment == null) {
                throw new PortException.Refused(raw + ": has no segments; render the unit again");
            }
            return facts(raw, head, segment.getHeader());
        } catch (FitsException e) {
            throw new PortException.Refused(raw + ": is not a FITS file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, raw + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static ObjectNode facts(Path raw, Header head, Header segment) throws PortException.Refused {
        int day = Integer.parseInt(text(raw, head, "DAYOBS"));
        int sequence = (int) number(raw, head, "SEQNUM");
        boolean shifted = day <= LAST_SHIFTED_DAY && text(raw, head, "CONTRLLR").equals("S");
        ObjectNode facts = JSON.createObjectNode();
        facts.put("day_obs", day)
                .put("exposure", (shifted ? day + 50_000_000L : day) * 100_000L + sequence)
                .put("seq_num", sequence)
                .put("obs_id", text(raw, head, "OBSID"))
                .put("physical_filter", text(raw, head, "FILTER"))
                .put("exposure_time", number(raw, head, "EXPTIME"))
                .put("dark_time", number(raw, head, "DARKTIME"))
                .put("observation_type", text(raw, head, "IMGTYPE").equals("SKYEXP") ? "science" : "dark")
                .put("observation_reason", text(raw, head, "REASON"))
                .put("science_program", Long.toString((long) number(raw, head, "RUNNUM")))
                .put("tracking_ra", number(raw, head, "RA"))
                .put("tracking_dec", number(raw, head, "DEC"))
                .put("sky_angle", number(raw, head, "ROTPA"))
                .put("azimuth", number(raw, head, "AZSTART"))
                .put("zenith_angle", 90 - number(raw, head, "ELSTART"))
                .put("datetime_begin", text(raw, head, "DATE-OBS"))
                .put("datetime_end", text(raw, head, "DATE-END"))
                .put("visit_region", visitRegion(number(raw, head, "RA"), number(raw, head, "DEC")))
                .put("detector_region", detectorRegion(raw, head, segment));
        return facts;
    }

    /** The focal plane's radius is 1.75 deg with the corners of its rafts; a little more is safe. */
    private static String visitRegion(double ra, double dec) {
        return SkyPolygon.encoded(SkyPolygon.around(ra, dec, 1.9, 12));
    }

    private static String detectorRegion(Path raw, Header head, Header segment) throws PortException.Refused {
        int[] size = section(raw, head, "DETSIZE");
        int[] detector = section(raw, segment, "DETSEC");
        int[] data = section(raw, segment, "DATASEC");
        double[][] corners = {
            {size[0] - 0.5, size[2] - 0.5},
            {size[1] + 0.5, size[2] - 0.5},
            {size[1] + 0.5, size[3] + 0.5},
            {size[0] - 0.5, size[3] + 0.5}
        };
        double[][] sky = new double[4][];
        for (int i = 0; i < 4; i++) {
            double x = along(corners[i][0], detector[0], detector[1], data[0]) - number(raw, segment, "CRPIX1");
            double y = along(corners[i][1], detector[2], detector[3], data[2]) - number(raw, segment, "CRPIX2");
            sky[i] = SkyPolygon.sky(
                    number(raw, segment, "CD1_1") * x + number(raw, segment, "CD1_2") * y,
                    number(raw, segment, "CD2_1") * x + number(raw, segment, "CD2_2") * y,
                    number(raw, segment, "CRVAL1"),
                    number(raw, segment, "CRVAL2"));
        }
        return SkyPolygon.encoded(sky);
    }

    /** From a pixel of the detector to one of the segment, which may be read out backwards. */
    private static double along(double pixel, int first, int last, int data) {
        return data + (first <= last ? pixel - first : first - pixel);
    }

    private static int[] section(Path raw, Header head, String key) throws PortException.Refused {
        Matcher m = SECTION.matcher(text(raw, head, key));
        if (!m.matches()) {
            throw missing(raw, key);
        }
        int[] out = new int[4];
        for (int i = 0; i < 4; i++) {
            out[i] = Integer.parseInt(m.group(i + 1));
        }
        return out;
    }

    private static String text(Path raw, Header head, String key) throws PortException.Refused {
        String value = head.getStringValue(key);
        if (value == null) {
            throw missing(raw, key);
        }
        return value.strip();
    }

    private static double number(Path raw, Header head, String key) throws PortException.Refused {
        if (!head.containsKey(key)) {
            throw missing(raw, key);
        }
        return head.getDoubleValue(key);
    }

    private static PortException.Refused missing(Path raw, String key) {
        return new PortException.Refused(raw + ": the keyword " + key
                + " is missing or wrong, so it cannot be registered as a raw; render it again");
    }
}
