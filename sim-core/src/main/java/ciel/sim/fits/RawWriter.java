package ciel.sim.fits;

import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorFormat;
import ciel.sim.camera.Segment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the raw file of one CCD as the LSST pipelines ingest it: an empty primary HDU with the keywords and a
 * tile-compressed image an amplifier, 16 of a science CCD of LSST
 * (RICE_1, one row a tile, BLOCKSIZE 32, BYTEPIX 4) in the order of the amplifiers: C10 ... C17, C07 ... C00.
 *
 * <p>Tables and Rice code are laid out here: the library's own tiler hands every row to a thread pool of its own, at four
 * times the processor time of its coder, which takes four times that of ours. One thread writes a CCD; write several at
 * once for speed.
 */
public final class RawWriter {
    private static final int DESCRIPTOR = 8;

    private RawWriter() {}

    /**
     * @param directory where {@code amp_<visit>-….fits.fz} appears
     * @param segments  images of ADU, one an amplifier (of LSST 16 of 576 x 2048), row by row in readout order, in the order of {@link
     *      Detector#amplifiers}
     * @param outputs   what made each segment
     * @param in        what the header says
     * @param wcs       world coordinates of the CCD; each segment gets its own from it
     * @param existing  what to do when the file exists
     * @return the file, with its checksums
     * @throws ciel.sim.CielException when it cannot be written
     */
    public static WrittenFile write(
            Path directory,
            int[][] segments,
            List<OutputFacts> outputs,
            HeaderInput in,
            WcsHeader wcs,
            WholeFile.Existing existing) {
        List<Segment> layout = in.detector().type().segments();
        if (segments.length != layout.size() || outputs.size() != layout.size()) {
            throw new IllegalArgumentException(segments.length + " segments for " + layout.size() + " amplifiers");
        }
        String name = FileNames.raw(in.visit(), in.detector());
        List<Card> primary = new ArrayList<>();
        primary.add(new Card("SIMPLE", true, "conforms to FITS standard"));
        primary.add(new Card("BITPIX", 8, "array data type"));
        primary.add(new Card("NAXIS", 0, "number of array dimensions"));
        primary.add(Card.of("EXTEND", true));
        primary.addAll(Headers.raw(in, name));
        byte[] work = new byte[capacity(in.detector().type().format())];
        try (WholeFile file = WholeFile.create(directory.resolve(name), existing)) {
            file.write(FitsBlock.header(primary, 0));
            for (int i = 0; i < segments.length; i++) {
                writeSegment(file, segments[i], layout.get(i), outputs.get(i), wcs.of(layout.get(i)), work);
            }
            return file.publish();
        }
    }

    /** As above with what the camera's table has for each output. */
    public static WrittenFile write(
            Path directory, int[][] segments, HeaderInput in, WcsHeader wcs, WholeFile.Existing existing) {
        return write(directory, segments, OutputFacts.of(in.detector()), in, wcs, existing);
    }

    private static int capacity(DetectorFormat format) {
        return format.rawHeight() * (DESCRIPTOR + RiceCoder.most(format.rawWidth())) + FitsBlock.SIZE;
    }

    private static void writeSegment(
            WholeFile file, int[] pixels, Segment segment, OutputFacts output, WcsHeader wcs, byte[] work) {
        int width = segment.format().rawWidth();
        int height = segment.format().rawHeight();
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(
                    pixels.length + " pixels in " + segment.extensionName() + ", not " + width + " x " + height);
        }
        int table = height * DESCRIPTOR;
        RiceCoder coder = new RiceCoder(work);
        ByteBuffer data = ByteBuffer.wrap(work);
        int end = table;
        int longest = 0;
        for (int y = 0; y < height; y++) {
            int length = coder.row(pixels, y * width, width, end) - end;
            data.putInt(y * DESCRIPTOR, length).putInt(y * DESCRIPTOR + 4, end - table);
            end += length;
            longest = Math.max(longest, length);
        }
        int padding = FitsBlock.padding(end);
        Arrays.fill(work, end, end + padding, (byte) 0);
        List<Card> cards = new ArrayList<>();
        cards.add(new Card("XTENSION", "BINTABLE", "binary table extension"));
        cards.add(new Card("BITPIX", 8, "array data type"));
        cards.add(new Card("NAXIS", 2, "number of array dimensions"));
        cards.add(new Card("NAXIS1", DESCRIPTOR, "width of table in bytes"));
        cards.add(new Card("NAXIS2", height, "number of rows in table"));
        cards.add(new Card("PCOUNT", end - table, "bytes of compressed pixels"));
        cards.add(new Card("GCOUNT", 1, "number of groups"));
        cards.add(new Card("TFIELDS", 1, "number of fields in each row"));
        cards.add(Card.of("TTYPE1", "COMPRESSED_DATA"));
        cards.add(Card.of("TFORM1", "1PB(" + longest + ")"));
        cards.add(new Card("ZIMAGE", true, "extension contains compressed image"));
        cards.add(new Card("ZTENSION", "IMAGE", "image extension"));
        cards.add(new Card("ZBITPIX", 32, "array data type"));
        cards.add(new Card("ZNAXIS", 2, "number of array dimensions"));
        cards.add(Card.of("ZNAXIS1", width));
        cards.add(Card.of("ZNAXIS2", height));
        cards.add(new Card("ZPCOUNT", 0, "number of parameters"));
        cards.add(new Card("ZGCOUNT", 1, "number of groups"));
        cards.add(new Card("ZTILE1", width, "size of tiles to be compressed"));
        cards.add(new Card("ZTILE2", 1, "size of tiles to be compressed"));
        cards.add(new Card("ZCMPTYPE", "RICE_1", "compression algorithm"));
        cards.add(Card.of("ZNAME1", "BLOCKSIZE"));
        cards.add(new Card("ZVAL1", RiceCoder.BLOCK, "pixels per block"));
        cards.add(Card.of("ZNAME2", "BYTEPIX"));
        cards.add(new Card("ZVAL2", Integer.BYTES, "bytes per pixel"));
        cards.add(Card.of("EXTNAME", segment.extensionName()));
        cards.add(new Card("BUNIT", "adu", ""));
        cards.addAll(wcs.cards());
        cards.add(new Card("DATASEC", segment.dataSection(), "pixels that saw light"));
        cards.add(new Card("DETSEC", segment.detectorSection(), "where they are on the CCD"));
        cards.add(new Card("DETSIZE", segment.detectorSize(), "the CCD"));
        cards.add(new Card("BIASSEC", segment.biasSection(), "serial overscan beside them"));
        cards.add(Card.of("CCDSUM", "1 1"));
        cards.add(new Card("GAIN", output.gain(), "[electron/adu]"));
        cards.add(new Card("RDNOISE", output.readNoise(), "[electron] read noise, rms"));
        cards.add(new Card("SATURATE", output.saturation(), "[adu] bias included"));
        file.write(FitsBlock.header(cards, FitsBlock.sum(work, 0, end + padding)));
        file.write(work, 0, end + padding);
    }
}
