package ciel.sim.fits;

import ciel.sim.camera.Detector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stamps of the point spread function as a FITS file: a header without data, the binary table STAMPS with place and shape
 * of each, and for each detector a cube of 32-bit numbers (electrons), one plane a stamp, named after it.
 */
public final class PsfStampFile {
    private static final int NAME = 16;

    private record Column(String name, String form, String unit, String about) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("detector", NAME + "A", "", "extension of its cube"),
            new Column("plane", "1J", "", "of the cube, from 1"),
            new Column("x", "1D", "pixel", "FITS pixel of the star"),
            new Column("y", "1D", "pixel", "FITS pixel of the star"),
            new Column("ra", "1D", "deg", "ICRS"),
            new Column("dec", "1D", "deg", "ICRS"),
            new Column("focal_x", "1D", "mm", "on the focal plane"),
            new Column("focal_y", "1D", "mm", "on the focal plane"),
            new Column("electrons", "1D", "electron", "on the stamp"),
            new Column("dx", "1D", "pixel", "centroid less place of the star"),
            new Column("dy", "1D", "pixel", "centroid less place of the star"),
            new Column("sigma", "1D", "pixel", "fourth root of the determinant of the adaptive moments"),
            new Column("fwhm", "1D", "arcsec", "2.355 sigma"),
            new Column("e1", "1D", "", "(xx - yy) / (xx + yy), along pixels"),
            new Column("e2", "1D", "", "2 xy / (xx + yy)"));

    private PsfStampFile() {}

    /**
     * @param stamps those of a detector one after the other
     * @param about  keywords of the first header
     * @param arcsec for one pixel
     */
    public static WrittenFile write(
            Path target, List<PsfStamp> stamps, List<Card> about, double arcsec, WholeFile.Existing existing) {
        Map<Detector, List<PsfStamp>> detectors = new LinkedHashMap<>();
        stamps.forEach(s ->
                detectors.computeIfAbsent(s.detector(), d -> new ArrayList<>()).add(s));
        try (WholeFile file = WholeFile.create(target, existing)) {
            List<Card> cards = new ArrayList<>(List.of(
                    new Card("SIMPLE", true, "conforms to FITS standard"),
                    new Card("BITPIX", 8, "array data type"),
                    new Card("NAXIS", 0, "number of array dimensions"),
                    new Card("EXTEND", true, "")));
            PsfStamp.Grid grid = stamps.getFirst().grid();
            cards.add(new Card("STAMPS", stamps.size(), "stars"));
            cards.add(new Card("OVERSAMP", grid.oversampling(), "pixels of a stamp for one of the detector"));
            cards.add(new Card("PIXSCALE", arcsec / grid.oversampling(), "[arcsec] pixel of a stamp"));
            cards.addAll(about);
            file.write(FitsBlock.header(cards, 0));
            table(file, detectors, arcsec);
            for (Map.Entry<Detector, List<PsfStamp>> each : detectors.entrySet()) {
                cube(file, each.getKey(), each.getValue());
            }
            return file.publish();
        }
    }

    private static void table(WholeFile file, Map<Detector, List<PsfStamp>> detectors, double arcsec) {
        int width = NAME + Integer.BYTES + (COLUMNS.size() - 2) * Double.BYTES;
        int count = detectors.values().stream().mapToInt(List::size).sum();
        List<Card> cards = new ArrayList<>(List.of(
                new Card("XTENSION", "BINTABLE", "binary table extension"),
                new Card("BITPIX", 8, "array data type"),
                new Card("NAXIS", 2, "number of array dimensions"),
                new Card("NAXIS1", width, "bytes of a row"),
                new Card("NAXIS2", count, "rows"),
                new Card("PCOUNT", 0, "number of parameters"),
                new Card("GCOUNT", 1, "number of groups"),
                new Card("TFIELDS", COLUMNS.size(), "columns")));
        for (int k = 0; k < COLUMNS.size(); k++) {
            Column column = COLUMNS.get(k);
            cards.add(new Card("TTYPE" + (k + 1), column.name(), column.about()));
            cards.add(new Card("TFORM" + (k + 1), column.form(), ""));
            if (!column.unit().isEmpty()) {
                cards.add(new Card("TUNIT" + (k + 1), column.unit(), ""));
            }
        }
        cards.add(new Card("EXTNAME", "STAMPS", ""));
        byte[] bytes = padded((long) width * count);
        ByteBuffer rows = ByteBuffer.wrap(bytes);
        detectors.forEach((detector, stamps) -> {
            int plane = 1;
            for (PsfStamp s : stamps) {
                byte[] name = detector.name().getBytes(StandardCharsets.US_ASCII);
                int start = rows.position();
                rows.put(name, 0, Math.min(name.length, NAME)).position(start + NAME);
                rows.putInt(plane++);
                AdaptiveMoments m = s.shape();
                double[] values = {
                    s.x(),
                    s.y(),
                    s.ra(),
                    s.dec(),
                    s.focalX(),
                    s.focalY(),
                    s.electrons(),
                    m == null ? Double.NaN : m.x(),
                    m == null ? Double.NaN : m.y(),
                    m == null ? Double.NaN : m.sigma(),
                    s.fwhm(arcsec),
                    m == null ? Double.NaN : m.e1(),
                    m == null ? Double.NaN : m.e2()
                };
                for (double value : values) {
                    rows.putDouble(value);
                }
            }
        });
        write(file, cards, bytes);
    }

    private static void cube(WholeFile file, Detector detector, List<PsfStamp> stamps) {
        PsfStamp.Grid grid = stamps.getFirst().grid();
        int side = grid.side();
        double middle = (side + 1) / 2.0;
        List<Card> cards = List.of(
                new Card("XTENSION", "IMAGE", "image extension"),
                new Card("BITPIX", -32, "array data type"),
                new Card("NAXIS", 3, "number of array dimensions"),
                new Card("NAXIS1", side, ""),
                new Card("NAXIS2", side, ""),
                new Card("NAXIS3", stamps.size(), "stars, as in the rows of STAMPS"),
                new Card("PCOUNT", 0, "number of parameters"),
                new Card("GCOUNT", 1, "number of groups"),
                new Card("EXTNAME", detector.name(), "detector"),
                new Card("DETNUM", detector.number(), "number of the detector"),
                new Card("BUNIT", "electron", ""),
                new Card("CTYPE1", "LINEAR", ""),
                new Card("CTYPE2", "LINEAR", ""),
                new Card("CRPIX1", middle, "the star"),
                new Card("CRPIX2", middle, "the star"),
                new Card("CRVAL1", 0.0, "[pixel of the detector] from the star"),
                new Card("CRVAL2", 0.0, "[pixel of the detector] from the star"),
                new Card("CDELT1", 1.0 / grid.oversampling(), ""),
                new Card("CDELT2", 1.0 / grid.oversampling(), ""));
        byte[] bytes = padded((long) Float.BYTES * side * side * stamps.size());
        ByteBuffer values = ByteBuffer.wrap(bytes);
        for (PsfStamp s : stamps) {
            values.asFloatBuffer().put(s.pixels());
            values.position(values.position() + Float.BYTES * s.pixels().length);
        }
        write(file, cards, bytes);
    }

    private static byte[] padded(long length) {
        return new byte[Math.toIntExact(length + FitsBlock.padding(length))];
    }

    private static void write(WholeFile file, List<Card> cards, byte[] bytes) {
        file.write(FitsBlock.header(cards, FitsBlock.sum(bytes, 0, bytes.length)));
        file.write(bytes, 0, bytes.length);
    }
}
