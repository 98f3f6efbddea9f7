package ciel.sim.fits;

import ciel.sim.CielException;
import ciel.sim.InputException;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsIntegrityException;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.ImageHDU;
import nom.tam.fits.TableHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.Cursor;

/** Reads any FITS file, ours or another's: headers, statistics, world coordinates, and a picture. */
public final class FitsInspector {
    /** The library says every irregularity twice; what matters is in the exceptions. */
    private static final Logger LIBRARY = Logger.getLogger("nom.tam");

    private static final byte[] START = "SIMPLE  =".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_PIXELS = Integer.MAX_VALUE - 16;

    private FitsInspector() {}

    /**
     * @param file a FITS file; may be packed by gzip as a whole
     * @return what is in it
     * @throws InputException when it is not there, is no FITS file, or is damaged
     */
    public static FitsReport inspect(Path file) {
        List<FitsReport.Hdu> hdus = new ArrayList<>();
        long bytes = walk(file, (hdu, index) -> hdus.add(report(hdu, index)));
        return new FitsReport(file.toString(), bytes, hdus);
    }

    /**
     * Writes a picture of the file: of a raw file the CCD put together from its segments, their overscan level taken
     * off; else of the first image.
     *
     * @throws InputException when there is no image in it, and as {@link #inspect}
     */
    public static WrittenFile picture(Path file, Path target, WholeFile.Existing existing) {
        FitsPicture picture = new FitsPicture(false);
        Thumbnail image = image(file, picture);
        return Preview.write(target, image, file.getFileName().toString(), picture.detail(), existing);
    }

    /**
     * @return the image that {@link #picture} would draw, in its own unit and with every pixel
     * @throws InputException when there is no image in it, and as {@link #inspect}
     */
    public static Thumbnail image(Path file) {
        return image(file, new FitsPicture(true));
    }

    private static Thumbnail image(Path file, FitsPicture picture) {
        walk(file, (hdu, index) -> {
            PixelRows rows = pixels(hdu);
            if (rows != null) {
                picture.add(hdu.getHeader(), rows);
            }
        });
        Thumbnail image = picture.thumbnail();
        if (image == null) {
            throw new InputException(
                    file.toString(),
                    "has no image of at least one pixel",
                    "give an e-image, a raw file or another FITS image");
        }
        return image;
    }

    /** What is done with each HDU. */
    private interface Visitor {
        void visit(BasicHDU<?> hdu, int index) throws FitsException, IOException;
    }

    private static long walk(Path path, Visitor visitor) {
        LIBRARY.setLevel(Level.OFF);
        boolean packed = check(path);
        File file = path.toFile();
        long length = file.length();
        int index = 0;
        try (Fits fits = new Fits(file)) {
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                long end = hdu.getHeader().getFileOffset()
                        + hdu.getHeader().getSize()
                        + hdu.getHeader().getDataSize();
                if (!packed && end > length) {
                    throw new InputException(
                            path.toString(),
                            "HDU " + index + " says it ends at byte " + end + ", but the file has " + length,
                            "it was cut short: copy or render it again");
                }
                visitor.visit(hdu, index++);
            }
        } catch (CielException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw new InputException(
                    path.toString(),
                    "HDU " + index + " cannot be read: " + reason(e),
                    "it is damaged: copy or render it again",
                    e);
        }
        if (index == 0) {
            throw new InputException(
                    path.toString(), "holds no header and data unit", "it is damaged: copy or render it again");
        }
        return length;
    }

    private static boolean check(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new InputException(
                    path.toString(),
                    Files.isDirectory(path) ? "is a directory" : "is not there",
                    "give the path of a FITS file");
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(START.length);
        } catch (IOException e) {
            throw new InputException(path.toString(), "cannot be read: " + reason(e), "check its permissions", e);
        }
        boolean packed = head.length > 1 && head[0] == 0x1F && (head[1] & 0xFF) == 0x8B;
        if (!packed && !Arrays.equals(head, START)) {
            throw new InputException(
                    path.toString(),
                    "is not a FITS file: it does not begin with 'SIMPLE  ='",
                    "give the path of a FITS file");
        }
        return packed;
    }

    private static String reason(Throwable e) {
        if (e instanceof EOFException) {
            return "the file ends too early";
        }
        Throwable cause = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("");
    }

    private static FitsReport.Hdu report(BasicHDU<?> hdu, int index) throws FitsException, IOException {
        Header header = hdu.getHeader();
        boolean compressed = hdu instanceof CompressedImageHDU;
        boolean image = compressed || hdu instanceof ImageHDU;
        List<String> notes = new ArrayList<>();
        List<Long> dimensions = dimensions(header, compressed);
        String checksum = checksum(hdu, notes);
        ImageStatistics statistics = null;
        String hindrance = image ? hindrance(header, dimensions, compressed) : "";
        if (!hindrance.isEmpty()) {
            notes.add(hindrance);
        } else if (image && !dimensions.isEmpty()) {
            PixelRows rows = pixels(hdu);
            statistics = rows == null ? null : ImageStatistics.of(rows);
        }
        String kind = compressed
                ? "compressed image"
                : hdu instanceof TableHDU<?> ? "table" : index == 0 ? "primary" : "image";
        return new FitsReport.Hdu(
                index,
                kind,
                text(header, "EXTNAME"),
                image && !dimensions.isEmpty() ? type(header.getIntValue(compressed ? "ZBITPIX" : "BITPIX")) : "",
                dimensions,
                compressed ? text(header, "ZCMPTYPE") : "",
                text(header, "BUNIT"),
                checksum,
                statistics,
                wcs(header),
                notes,
                cards(header));
    }

    private static String checksum(BasicHDU<?> hdu, List<String> notes) throws IOException {
        Header header = hdu.getHeader();
        if (!header.containsKey("CHECKSUM") && !header.containsKey("DATASUM")) {
            return "absent";
        }
        try {
            hdu.verifyIntegrity();
            return "ok";
        } catch (FitsIntegrityException e) {
            notes.add("CHECKSUM or DATASUM does not hold: the file was changed or damaged after it was written");
            return "wrong";
        } catch (FitsException e) {
            return "unchecked";
        }
    }

    private static List<Long> dimensions(Header header, boolean compressed) {
        String prefix = compressed ? "ZNAXIS" : "NAXIS";
        List<Long> list = new ArrayList<>();
        for (int i = 1; i <= header.getIntValue(prefix); i++) {
            list.add(header.getLongValue(prefix + i));
        }
        return list;
    }

    /** Why the pixels are not read although the header is fine; empty: they are. */
    private static String hindrance(Header header, List<Long> dimensions, boolean compressed) {
        double pixels = dimensions.isEmpty() ? 0 : 1;
        for (long n : dimensions) {
            pixels *= n;
        }
        int width = Math.abs(header.getIntValue(compressed ? "ZBITPIX" : "BITPIX")) / 8;
        // nom-tam-fits keeps the image and, of a packed one, its unpacked form and a copy.
        if (pixels > MAX_PIXELS
                || pixels * width * (compressed ? 3 : 1) > Runtime.getRuntime().maxMemory() * 0.9) {
            return String.format(
                    Locale.ROOT,
                    "its %.3g pixels do not fit into the memory of this program (%d MiB): no statistics",
                    pixels,
                    Runtime.getRuntime().maxMemory() >> 20);
        }
        if (compressed
                && text(header, "ZCMPTYPE").startsWith("GZIP")
                && header.getLongValue("ZTILE1", dimensions.getFirst()) * header.getLongValue("ZTILE2", 1) * width
                        > 65536) {
            return "tiles of more than 64 KiB packed by gzip: nom-tam-fits 1.21.2 reads them wrongly (its issue "
                    + "879), so no statistics";
        }
        return "";
    }

    /** The pixels of an image HDU; null where there are none or they cannot be had. */
    private static PixelRows pixels(BasicHDU<?> hdu) throws FitsException {
        Header header = hdu.getHeader();
        boolean compressed = hdu instanceof CompressedImageHDU;
        if (!compressed && !(hdu instanceof ImageHDU)) {
            return null;
        }
        List<Long> dimensions = dimensions(header, compressed);
        if (dimensions.isEmpty()
                || dimensions.contains(0L)
                || !hindrance(header, dimensions, compressed).isEmpty()) {
            return null;
        }
        Object kernel = compressed ? ((CompressedImageHDU) hdu).asImageHDU().getKernel() : hdu.getKernel();
        double blank = header.containsKey("BLANK")
                ? header.getLongValue("BLANK")
                : header.containsKey("ZBLANK") ? header.getLongValue("ZBLANK") : Double.NaN;
        boolean integers = header.getIntValue(compressed ? "ZBITPIX" : "BITPIX") > 0;
        return new ArrayRows(
                kernel,
                header.getDoubleValue("BSCALE", 1),
                header.getDoubleValue("BZERO", 0),
                integers ? blank : Double.NaN);
    }

    private static FitsReport.WcsSummary wcs(Header h) {
        if (!h.containsKey("CTYPE1") || !h.containsKey("CRVAL1") || !h.containsKey("CRVAL2")) {
            return null;
        }
        double d1 = h.getDoubleValue("CDELT1", 1);
        double d2 = h.getDoubleValue("CDELT2", 1);
        boolean cd =
                h.containsKey("CD1_1") || h.containsKey("CD1_2") || h.containsKey("CD2_1") || h.containsKey("CD2_2");
        double cd11 = cd ? h.getDoubleValue("CD1_1", 0) : d1 * h.getDoubleValue("PC1_1", 1);
        double cd12 = cd ? h.getDoubleValue("CD1_2", 0) : d1 * h.getDoubleValue("PC1_2", 0);
        double cd21 = cd ? h.getDoubleValue("CD2_1", 0) : d2 * h.getDoubleValue("PC2_1", 0);
        double cd22 = cd ? h.getDoubleValue("CD2_2", 0) : d2 * h.getDoubleValue("PC2_2", 1);
        double area = cd11 * cd22 - cd12 * cd21;
        if (area == 0) {
            return null;
        }
        return new FitsReport.WcsSummary(
                text(h, "CTYPE1"),
                h.getDoubleValue("CRVAL1"),
                h.getDoubleValue("CRVAL2"),
                h.getDoubleValue("CRPIX1", 0),
                h.getDoubleValue("CRPIX2", 0),
                Math.sqrt(Math.abs(area)) * 3600,
                Math.toDegrees(StrictMath.atan2(cd12, cd22)),
                area > 0);
    }

    private static String type(int bitpix) {
        return switch (bitpix) {
            case 8 -> "uint8";
            case 16, 32, 64 -> "int" + bitpix;
            default -> "float" + -bitpix;
        };
    }

    private static String text(Header header, String key) {
        String value = header.getStringValue(key);
        return value == null ? "" : value.strip();
    }

    private static List<String> cards(Header header) {
        List<String> list = new ArrayList<>();
        Cursor<String, HeaderCard> cursor = header.iterator();
        while (cursor.hasNext()) {
            // a long string is several cards
            String cards = cursor.next().toString();
            for (int at = 0; at < cards.length(); at += HeaderCard.FITS_HEADER_CARD_SIZE) {
                int end = Math.min(cards.length(), at + HeaderCard.FITS_HEADER_CARD_SIZE);
                list.add(cards.substring(at, end).stripTrailing());
            }
        }
        return list;
    }
}
