package ciel.sim.catalog;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phosim instance catalog: one visit and its objects, as text. The header is read at once, the objects are
 * streamed, as often and by as many threads as
 * wanted.
 *
 * <p>Grammar (blank-separated tokens; a token that begins with {@code #}, and what follows it on the line, is a comment;
 * gzip is known by the content):
 * <ul>
 * <li>{@code key value}: a header command. imSim's are required, but seqnum, which is 0 where not given. {@code filter}
 * is a number from 0 to 5 or a letter. The exposure time is {@code exptime}; where that is not given, it follows from
 * {@code vistime} and {@code nsnap}. Altitude and azimuth are those of the start of the visit. Others are kept in {@link
 * #header()}. The header ends at the first object or includeobj; a well-formed command after that has no effect and is
 * counted.
 * <li>{@code includeobj FILE}: objects of another file, named relative to this one's directory. One level: an
 * included file holds only objects.
 * <li>{@code object id ra dec magnorm SED redshift gamma1 gamma2 kappa dra ddec type ... dust dust}, where type and
 * what follows it is {@code point} or {@code star}; {@code sersic2d a b PA n}; {@code knots a b PA count}; {@code streak
 * length width PA}; or {@code NAME.fits scale rotation}; and each of the two dust laws, of the host and of the Milky Way,
 * is {@code none} or {@code LAW Av Rv}.
 * </ul>
 * One rule for lines that cannot be drawn: a line that is dropped is counted and reported with file, line and reason.
 * Object lines of which a whole token is {@code inf} are always dropped, as imSim does: so catalogs write that there is
 * no value. Every other line that breaks the grammar or a limit is a {@link ciel.sim.InputException} with file, line,
 * token, value and limit, wherever on the sky it lies; with {@link Options#skipBadLines} it is dropped.
 *
 * <p>Source: LSSTDESC/imSim 2.1.1, instcat.py and opsim_data.py; Peterson et al. (2015, ApJS 218, 14) for phosim.
 */
public final class InstanceCatalog implements ObjectSource, VisitSource {
    /** Catalogs that include others hold a header and little else. */
    private static final int SHORT_CATALOG = 1 << 18;

    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*includeobj\\s+(\\S+)");

    private final Path file;
    private final Options options;
    private final Visit visit;
    private final Map<String, Double> header;
    private final List<String> notes;
    private final long bytes;

    /**
     * @param skipInvalid  leave out objects that are well written but cannot be drawn ({@link Invalid}); when
     *      false they are returned as they are
     * @param skipBadLines drop object lines that break the grammar, and count them, instead of ending with
     *      an error; a bad header is always an error
     */
    public record Options(boolean skipInvalid, boolean skipBadLines) {
        /** Invalid objects are left out, a bad line is an error. */
        public static final Options DEFAULT = new Options(true, false);
    }

    /** Takes the objects of a catalog one by one. */
    @FunctionalInterface
    public interface Sink {
        /** An object to be drawn. */
        void object(SkyObject object);

        /** An object that is in the footprint but cannot be drawn. */
        default void invalid(SkyObject object, Invalid reason) {}
    }

    private InstanceCatalog(Path file, Options options, Visit visit, HeaderParser parser, long bytes) {
        this.file = file;
        this.options = options;
        this.visit = visit;
        this.header = Collections.unmodifiableMap(new LinkedHashMap<>(parser.values()));
        this.notes = parser.notes();
        this.bytes = bytes;
    }

    /**
     * Reads the header.
     *
     * @param file a file, or {@link CatalogSource#STANDARD_INPUT}
     * @throws ciel.sim.InputException when the file cannot be read, a header line is wrong, or a required
     *      command is missing
     */
    public static InstanceCatalog open(Path file, Options options) {
        HeaderParser parser = new HeaderParser();
        try (ByteLines lines = ByteLines.open(file, file.toString())) {
            Tokens tokens = new Tokens();
            while (lines.next()) {
                try {
                    tokens.split(lines.buffer(), lines.start(), lines.end());
                    if (tokens.count() == 0) {
                        continue;
                    }
                    if (tokens.is(0, "object") || tokens.is(0, "includeobj")) {
                        break;
                    }
                    parser.command(tokens);
                } catch (BadLine e) {
                    throw ciel.sim.InputException.atLine(lines.name(), lines.line(), e.getMessage(), e.remedy());
                }
            }
            Visit visit = parser.visit(lines.name(), lines.line());
            return new InstanceCatalog(file, options, visit, parser, CatalogSource.size(file) + includedBytes(file));
        }
    }

    /** @return bytes of the included files, where the catalog is short enough to look for them; for a progress bar */
    private static long includedBytes(Path file) {
        String text = CatalogSource.beginningAsText(file, SHORT_CATALOG);
        long sum = 0;
        for (Matcher include = INCLUDE.matcher(text); text.length() < SHORT_CATALOG && include.find(); ) {
            try {
                sum += CatalogSource.size(file.resolveSibling(include.group(1)));
            } catch (InvalidPathException e) {
                // the reader will say what is wrong with the name
            }
        }
        return sum;
    }

    /** @return the file that was opened */
    public Path file() {
        return file;
    }

    /** @return how it is read */
    public Options options() {
        return options;
    }

    /** @return the exposure that the header describes; snap 0 */
    @Override
    public Visit visit() {
        return visit;
    }

    /**
     * @return every header command with its last value, in the order of the file; also those that are not part of {@link #visit}
     */
    @Override
    public Map<String, Double> header() {
        return header;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Path folder() {
        return file.toAbsolutePath().getParent();
    }

    /** @return always: its angles are those of phosim */
    @Override
    public boolean followsFlipG2() {
        return true;
    }

    /** @return what was assumed where the header says nothing, one sentence each */
    @Override
    public List<String> notes() {
        return notes;
    }

    /** @return size (bytes) of the catalog and of the files that it includes, as they lie on disk; about */
    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public InstanceCursor cursor(Footprint footprint) {
        return new InstanceCursor(file, options, footprint);
    }

    /**
     * Streams the objects of the footprint.
     *
     * @return what was found
     * @throws ciel.sim.InputException at the first bad line
     */
    public ReadReport forEach(Footprint footprint, Sink sink) {
        try (InstanceCursor cursor = cursor(footprint)) {
            SkyObject object;
            while ((object = cursor.advance()) != null) {
                if (cursor.invalid() == null) {
                    sink.object(object);
                } else {
                    sink.invalid(object, cursor.invalid());
                }
            }
            return cursor.report();
        }
    }
}
