package ciel.sim.catalog;

import ciel.sim.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The objects of an instance catalog one by one, in the order of the file. Not for sharing between threads; to be
 * closed.
 */
public final class InstanceCursor implements ObjectCursor {
    private final Path directory;
    private final InstanceCatalog.Options options;
    private final Footprint footprint;
    private final ObjectParser parser;
    private final Tokens tokens = new Tokens();
    private final ReadReport report = new ReadReport();
    private final ByteLines main;
    private ByteLines included;
    private boolean inObjects;
    private long taken;

    InstanceCursor(Path file, InstanceCatalog.Options options, Footprint footprint) {
        this.options = options;
        this.footprint = footprint;
        Path parent = file.toAbsolutePath().getParent();
        this.directory = parent == null ? file.toAbsolutePath() : parent;
        this.parser = new ObjectParser(directory, options.skipInvalid());
        this.main = ByteLines.open(file, file.toString());
    }

    /**
     * @return the next object of the footprint that can be drawn; null at the end
     * @throws InputException at a bad line
     */
    public SkyObject next() {
        SkyObject object;
        do {
            object = advance();
        } while (object != null && invalid() != null);
        return object;
    }

    @Override
    public SkyObject advance() {
        while (true) {
            ByteLines lines = included != null ? included : main;
            if (!lines.next()) {
                if (included == null) {
                    return null;
                }
                taken += included.bytesTaken();
                included.close();
                included = null;
                continue;
            }
            SkyObject object;
            try {
                object = line(lines);
            } catch (BadLine e) {
                bad(lines, e);
                continue;
            }
            if (object != null) {
                if (parser.invalid() == null) {
                    report.object(object.shape());
                } else {
                    report.invalid(parser.invalid(), object);
                }
                return object;
            }
        }
    }

    private void bad(ByteLines lines, BadLine e) {
        if (!options.skipBadLines()) {
            throw InputException.atLine(lines.name(), lines.line(), e.getMessage(), e.remedy());
        }
        report.badLine(lines.name(), lines.line(), e.getMessage());
    }

    private SkyObject line(ByteLines lines) {
        tokens.split(lines.buffer(), lines.start(), lines.end());
        if (tokens.count() == 0) {
            return null;
        }
        if (tokens.is(0, "object")) {
            inObjects = true;
            if (tokens.hasInf()) {
                report.withInf(lines.name(), lines.line());
                return null;
            }
            SkyObject object = parser.parse(tokens, footprint);
            if (object == null) {
                report.offFootprint();
            } else if (parser.hostRvClamped()) {
                report.countClampedRv();
            }
            return object;
        }
        if (lines != main) {
            throw new BadLine(
                    "token 0 is '" + tokens.show(0) + "'; an included file holds only object lines",
                    tokens.is(0, "includeobj")
                            ? "include that file from the main catalog"
                            : "put header commands into the main catalog");
        }
        if (tokens.is(0, "includeobj")) {
            inObjects = true;
            include(lines);
            return null;
        }
        if (inObjects) {
            HeaderParser.checkForm(tokens);
            tokens.number(1, tokens.show(0), -Double.MAX_VALUE, Double.MAX_VALUE, "");
            report.lateCommand();
        }
        return null;
    }

    private void include(ByteLines lines) {
        if (tokens.count() != 2) {
            throw new BadLine(
                    "includeobj has " + (tokens.count() - 1) + " values; it must have one, a file name without blanks",
                    "includeobj FILE");
        }
        Path file;
        try {
            file = directory.resolve(tokens.string(1, "file name"));
        } catch (InvalidPathException e) {
            throw new BadLine(
                    "token 1 is '" + tokens.show(1) + "', which cannot be a file name: " + e.getReason(),
                    "includeobj FILE");
        }
        // a file that is not there is not a bad line: nothing says how many objects would be missing, so it is always
        // an error
        included = ByteLines.open(file, lines.name() + ":" + lines.line());
    }

    @Override
    public Invalid invalid() {
        return parser.invalid();
    }

    /** @return file and line of the object given out last, as "file:line" */
    public String where() {
        ByteLines lines = included != null ? included : main;
        return lines.name() + ":" + lines.line();
    }

    @Override
    public long bytesTaken() {
        return taken + main.bytesTaken() + (included == null ? 0 : included.bytesTaken());
    }

    @Override
    public ReadReport report() {
        return report;
    }

    @Override
    public void close() {
        main.close();
        if (included != null) {
            included.close();
        }
    }
}
