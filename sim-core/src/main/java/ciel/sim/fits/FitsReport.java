package ciel.sim.fits;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code ciel inspect} found in a FITS file. Component names are the JSON keys.
 *
 * @param path  of the file
 * @param bytes its size
 * @param hdus  header and data units in the order of the file
 */
public record FitsReport(String path, long bytes, List<Hdu> hdus) {
    private static final ObjectMapper JSON =
            new ObjectMapper().registerModule(new SimpleModule().addSerializer(double.class, new Finite()));

    public FitsReport {
        hdus = List.copyOf(hdus);
    }

    /**
     * One header and data unit.
     *
     * @param index       0 for the primary
     * @param kind        primary, image, compressed image, table
     * @param name        EXTNAME; empty where it has none
     * @param type        of a pixel: int8 int16 int32 int64 float32 float64; empty without an image
     * @param dimensions  NAXIS1, NAXIS2, ...; empty without data
     * @param compression such as RICE_1; empty where not compressed
     * @param unit        BUNIT; empty where not given
     * @param checksum    ok, wrong, absent or unchecked
     * @param statistics  of an image; null otherwise
     * @param wcs         world coordinates; null where there are none
     * @param notes       what could not be read, and why
     * @param header      the cards as they stand in the file
     */
    @JsonInclude(Include.NON_NULL)
    public record Hdu(
            int index,
            String kind,
            String name,
            String type,
            List<Long> dimensions,
            String compression,
            String unit,
            String checksum,
            ImageStatistics statistics,
            WcsSummary wcs,
            List<String> notes,
            List<String> header) {
        public Hdu {
            dimensions = List.copyOf(dimensions);
            notes = List.copyOf(notes);
            header = List.copyOf(header);
        }
    }

    /**
     * World coordinates in short.
     *
     * @param projection such as RA---TAN-SIP
     * @param ra         of the reference point CRVAL1 (deg)
     * @param dec        of the reference point CRVAL2 (deg)
     * @param x          of the reference point CRPIX1 (FITS pixel)
     * @param y          of the reference point CRPIX2 (FITS pixel)
     * @param pixelScale arcsec a pixel, square root of the area
     * @param rotation   position angle of the image's y axis, east of north (deg, -180 to 180)
     * @param mirrored   false as on the sky (east to the left when north is up)
     */
    public record WcsSummary(
            String projection,
            double ra,
            double dec,
            double x,
            double y,
            double pixelScale,
            double rotation,
            boolean mirrored) {}

    /** @return one line of JSON; numbers that are not finite are null */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings has a JSON form", e);
        }
    }

    /**
     * @param headers whether the cards are listed too
     * @return the report for a reader
     */
    public String toText(boolean headers) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%s: %,d bytes, %d HDU%s", path, bytes, hdus.size(), hdus.size() == 1 ? "" : "s"));
        for (Hdu hdu : hdus) {
            lines.add("");
            lines.add(title(hdu));
            ImageStatistics s = hdu.statistics();
            if (s != null) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  min %s  max %s  mean %s  median %s  sigma %s  total %s%s",
                        number(s.min()),
                        number(s.max()),
                        number(s.mean()),
                        number(s.median()),
                        number(s.sigma()),
                        number(s.total()),
                        hdu.unit().isEmpty() ? "" : "  [" + hdu.unit() + "]"));
                if (s.undefined() > 0) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "  %,d of %,d pixels have no value",
                            s.undefined(),
                            s.undefined() + s.pixels()));
                }
            }
            WcsSummary w = hdu.wcs();
            if (w != null) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %s  (%.6f, %.6f) deg at pixel (%.2f, %.2f)  %.5f\"/px  y axis at position angle %.3f deg%s",
                        w.projection(),
                        w.ra(),
                        w.dec(),
                        w.x(),
                        w.y(),
                        w.pixelScale(),
                        w.rotation(),
                        w.mirrored() ? ", mirrored" : ""));
            }
            hdu.notes().forEach(note -> lines.add("  note: " + note));
            if (headers) {
                hdu.header().forEach(card -> lines.add("    " + card));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String title(Hdu hdu) {
        StringBuilder text = new StringBuilder("HDU " + hdu.index() + "  " + hdu.kind());
        if (!hdu.name().isEmpty()) {
            text.append("  ").append(hdu.name());
        }
        if (!hdu.dimensions().isEmpty()) {
            text.append("  ")
                    .append(String.join(
                            " x ",
                            hdu.dimensions().stream().map(String::valueOf).toList()));
        }
        if (!hdu.type().isEmpty()) {
            text.append("  ").append(hdu.type());
        }
        if (!hdu.compression().isEmpty()) {
            text.append("  ").append(hdu.compression());
        }
        return text.append("  checksum ").append(hdu.checksum()).toString();
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, "%.7g", value);
    }

    /** JSON knows no NaN. */
    private static final class Finite extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
