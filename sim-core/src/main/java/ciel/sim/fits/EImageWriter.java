package ciel.sim.fits;

import ciel.sim.camera.DetectorFormat;
import ciel.sim.catalog.Visit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the electrons of one CCD before readout: one FITS image, BITPIX 32, in electrons. Integers, where imSim
 * writes float32: charge is
 * counted in whole electrons here, and float32 could not hold a count above 2^24 exactly.
 */
public final class EImageWriter {
    private static final int CHUNK_PIXELS = 1 << 18;

    private EImageWriter() {}

    /**
     * @param directory where {@code eimage_<visit>-….fits} appears
     * @param electrons of the CCD, row by row from the bottom (y = 1), {@code height * width} of them
     * @param in        what the header says
     * @param wcs       world coordinates of the CCD
     * @param existing  what to do when the file exists
     * @return the file, with its checksums
     * @throws ciel.sim.CielException when it cannot be written
     */
    public static WrittenFile write(
            Path directory, int[] electrons, HeaderInput in, WcsHeader wcs, WholeFile.Existing existing) {
        Visit visit = in.visit();
        DetectorFormat format = in.detector().type().format();
        if (electrons.length != format.width() * format.height()) {
            throw new IllegalArgumentException(
                    electrons.length + " pixels for a CCD of " + format.width() + " x " + format.height());
        }
        List<Card> cards = new ArrayList<>();
        cards.add(new Card("SIMPLE", true, "conforms to FITS standard"));
        cards.add(new Card("BITPIX", 32, "array data type"));
        cards.add(new Card("NAXIS", 2, "number of array dimensions"));
        cards.add(Card.of("NAXIS1", format.width()));
        cards.add(Card.of("NAXIS2", format.height()));
        cards.add(Card.of("EXTEND", true));
        cards.addAll(Headers.eimage(in));
        cards.addAll(wcs.cards());
        try (WholeFile file = WholeFile.create(directory.resolve(FileNames.eimage(visit, in.detector())), existing)) {
            file.write(FitsBlock.header(cards, FitsBlock.sum(electrons)));
            writeInts(file, electrons);
            return file.publish();
        }
    }

    private static void writeInts(WholeFile file, int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK_PIXELS * Integer.BYTES).order(ByteOrder.BIG_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK_PIXELS) {
            int count = Math.min(CHUNK_PIXELS, values.length - from);
            bytes.asIntBuffer().put(values, from, count);
            file.write(bytes.array(), 0, count * Integer.BYTES);
        }
        file.write(new byte[FitsBlock.padding((long) values.length * Integer.BYTES)]);
    }
}
