package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.Invalid;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.ReadReport;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/** Walks through the files of a region, row group by row group. */
final class SkyCatalogCursor implements ObjectCursor {
    private final CatalogFolder folder;
    private final Footprint footprint;
    private final double mjd;
    private final FluxRule flux;
    private final List<CatalogFile> files;
    private final List<Path> gaia;
    private final ReadReport report = new ReadReport();
    private final ArrayDeque<SkyObject> ready = new ArrayDeque<>();
    private final Set<String> versions = new LinkedHashSet<>();
    private final RowSink sink = new RowSink() {
        @Override
        public void add(SkyObject object) {
            take(object);
        }

        @Override
        public void leaveOut(String id, String why) {
            report.leftOut(id, why);
        }
    };

    private int file;
    private int gaiaFile;
    private int group;
    private ParquetGroups main;
    private ObjectRows.Reader reader;
    private ParquetGroups.Cursor rows;
    private BitSet wanted;
    private double[] stored;
    private long taken;
    private boolean ended;

    SkyCatalogCursor(CatalogFolder folder, Footprint footprint, double mjd, FluxRule flux) {
        this.folder = folder;
        this.footprint = footprint;
        this.mjd = mjd;
        this.flux = flux;
        this.files = folder.files(footprint);
        this.gaia = folder.gaiaFiles(footprint);
    }

    @Override
    public SkyObject advance() {
        while (ready.isEmpty()) {
            if (!step()) {
                end();
                return null;
            }
        }
        SkyObject object = ready.poll();
        report.object(object.shape());
        return object;
    }

    /** Reads a little more. @return false when all is read */
    private boolean step() {
        if (rows != null) {
            batch();
            return true;
        }
        if (main != null && group < main.groups()) {
            openGroup();
            return true;
        }
        if (main != null) {
            reader.end(sink);
            closeFile();
            file++;
            return true;
        }
        if (file < files.size()) {
            openFile();
            return true;
        }
        if (gaiaFile < gaia.size()) {
            String prefix = folder.gaia().orElseThrow().prefix();
            GaiaFile.read(gaia.get(gaiaFile++), prefix, mjd, sink).forEach(this::take);
            return true;
        }
        return false;
    }

    private void end() {
        if (!ended) {
            ended = true;
            folder.missing(footprint).forEach(report::note);
            flux.summary(String.join(", ", versions)).ifPresent(report::note);
        }
    }

    private void take(SkyObject object) {
        boolean in = footprint.mayContain(object.ra(), object.dec(), object.magnorm())
                || object.shape() instanceof Shape.Streak streak
                        && footprint.mayContain(
                                object.ra(), object.dec(), object.magnorm(), streak.length() / 2 / 3600);
        if (in) {
            ready.add(object);
        } else {
            report.offFootprint();
        }
    }

    private void openFile() {
        CatalogFile next = files.get(file);
        main = new ParquetGroups(next.main());
        main.require(next.rows().needed());
        reader = next.rows().open(next);
        group = 0;
    }

    private void openGroup() {
        CatalogFile at = files.get(file);
        if (!mayMeet(at)) {
            for (long i = main.rows(group); i > 0; i--) {
                report.offFootprint();
            }
            group++;
            return;
        }
        wanted = select(at);
        if (wanted.isEmpty()) {
            group++;
            return;
        }
        stored = at.flux().isPresent() ? stored(at) : null;
        List<String> columns = new ArrayList<>(at.rows().needed());
        columns.addAll(main.present(at.rows().optional()));
        rows = main.cursor(group, columns);
    }

    /** @return rows whose place and brightness say that they may matter */
    private BitSet select(CatalogFile at) {
        List<String> columns = new ArrayList<>(List.of("ra", "dec"));
        columns.addAll(main.present(at.rows().brightness()));
        BitSet found = new BitSet();
        main.read(group, columns, (batch, first) -> {
            double[] ra = batch.numbers("ra");
            double[] dec = batch.numbers("dec");
            IntToDoubleFunction brightness = at.rows().brightest(batch);
            for (int i = 0; i < batch.rows(); i++) {
                if (!(ra[i] >= 0 && ra[i] < 360 && dec[i] >= -90 && dec[i] <= 90)) {
                    throw new InputException(
                            at.main().toString(),
                            "row " + (first + i + 1) + " of row group " + (group + 1) + " has ra " + ra[i] + " and dec "
                                    + dec[i] + " deg; they must be 0 to 360 and -90 to 90",
                            "correct the catalog");
                }
                double brightest = brightness.applyAsDouble(i);
                if (!Double.isNaN(brightest) && footprint.mayContain(ra[i], dec[i], brightest)) {
                    found.set((int) (first + i));
                } else {
                    report.offFootprint();
                }
            }
        });
        return found;
    }

    /** @return false where the statistics of the row group say that none of its rows lies in the region */
    private boolean mayMeet(CatalogFile at) {
        List<Footprint.Cap> caps = footprint.caps(at.rows().brightestOfAll());
        OptionalDouble raLow = main.bound(group, "ra", false);
        OptionalDouble raHigh = main.bound(group, "ra", true);
        OptionalDouble decLow = main.bound(group, "dec", false);
        OptionalDouble decHigh = main.bound(group, "dec", true);
        if (caps.isEmpty() || raLow.isEmpty() || raHigh.isEmpty() || decLow.isEmpty() || decHigh.isEmpty()) {
            return true;
        }
        for (Footprint.Cap cap : caps) {
            double r = cap.radius();
            if (cap.dec() + r < decLow.getAsDouble() || cap.dec() - r > decHigh.getAsDouble()) {
                continue;
            }
            double most = Math.abs(cap.dec()) + r;
            if (most >= 89) {
                return true;
            }
            double half = Math.toDegrees(StrictMath.asin(
                    Math.min(1, StrictMath.sin(Math.toRadians(r)) / StrictMath.cos(Math.toRadians(cap.dec())))));
            for (double turn = -360; turn <= 360; turn += 360) {
                if (cap.ra() + turn + half >= raLow.getAsDouble() && cap.ra() + turn - half <= raHigh.getAsDouble()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** @return stored fluxes of a row group; rows agree by number, which the identifiers must confirm */
    private double[] stored(CatalogFile at) {
        String column = "lsst_flux_" + flux.band().band().letter();
        String id = main.has("galaxy_id") ? "galaxy_id" : "id";
        double[] values = new double[(int) main.rows(group)];
        try (ParquetGroups beside = new ParquetGroups(at.flux().orElseThrow())) {
            String other = beside.has(id) ? id : beside.has("id") ? "id" : "galaxy_id";
            beside.require(List.of(other, column));
            if (group >= beside.groups() || beside.rows(group) != values.length) {
                throw mismatch(at, "has other row groups than " + at.main());
            }
            String version = version(beside.metadata("provenance"));
            if (!version.isEmpty()) {
                versions.add("throughputs " + version);
            }
            try (ParquetGroups.Cursor theirs = beside.cursor(group, List.of(other, column));
                    ParquetGroups.Cursor ours = main.cursor(group, List.of(id))) {
                String[] ids = new String[values.length];
                for (ParquetBatch b = ours.next(); b != null; b = ours.next()) {
                    for (int i = 0; i < b.rows(); i++) {
                        if (wanted.get((int) ours.first() + i)) {
                            ids[(int) ours.first() + i] = b.id(id, i);
                        }
                    }
                }
                for (ParquetBatch b = theirs.next(); b != null; b = theirs.next()) {
                    double[] fluxes = b.numbers(column);
                    for (int i = 0; i < b.rows(); i++) {
                        int row = (int) theirs.first() + i;
                        values[row] = fluxes[i];
                        if (ids[row] != null && !ids[row].equals(b.id(other, i))) {
                            throw mismatch(
                                    at,
                                    "row " + (row + 1) + " of row group " + (group + 1) + " is of " + b.id(other, i)
                                            + ", where " + at.main() + " has " + ids[row]);
                        }
                    }
                }
            }
        }
        return values;
    }

    private static InputException mismatch(CatalogFile at, String problem) {
        return new InputException(at.flux().orElseThrow().toString(), problem, "the two files are not of one catalog");
    }

    /** @return the version of the throughputs that a flux file was made with, from its JSON */
    private static String version(String provenance) {
        java.util.regex.Matcher m = java.util.regex.Pattern.compile(
                        "\"lsst_throughputs_version\"\\s*:\\s*\"([^\"]{1,40})\"")
                .matcher(provenance);
        return m.find() ? m.group(1) : "";
    }

    private void batch() {
        ParquetBatch batch = rows.next();
        if (batch == null) {
            rows.close();
            rows = null;
            group++;
            return;
        }
        int first = (int) rows.first();
        for (int row = wanted.nextSetBit(first);
                row >= 0 && row < first + batch.rows();
                row = wanted.nextSetBit(row + 1)) {
            reader.objects(batch, row - first, stored == null ? Double.NaN : stored[row], sink);
        }
    }

    @Override
    public Invalid invalid() {
        return null;
    }

    @Override
    public long bytesTaken() {
        return taken;
    }

    /** @return files and row groups that are done, each counted alike */
    @Override
    public double share() {
        double groups = 0;
        if (main != null && main.groups() > 0) {
            double rowsDone = rows == null ? 0 : (double) rows.first() / Math.max(1, main.rows(group));
            groups = (group + rowsDone) / main.groups();
        }
        return (file + groups + gaiaFile) / Math.max(1, files.size() + gaia.size());
    }

    @Override
    public ReadReport report() {
        return report;
    }

    private void closeFile() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
        if (reader != null) {
            reader.close();
            reader = null;
        }
        if (main != null) {
            taken += main.file().toFile().length();
            main.close();
            main = null;
        }
    }

    @Override
    public void close() {
        closeFile();
        file = files.size();
        gaiaFile = gaia.size();
        ready.clear();
    }
}
