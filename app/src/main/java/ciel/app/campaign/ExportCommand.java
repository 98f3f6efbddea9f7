package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.sim.camera.Camera;
import ciel.sim.fits.WholeFile;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.EventRow;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.JobState;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.UnitState;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign export}. */
@Command(
        name = "export",
        sortOptions = false,
        description = "Everything that the ledger knows of a campaign, as a table; or a copy of the whole ledger.",
        footer = {
            "",
            "Examples:",
            "  ciel campaign export dr1.yaml --table units --out units.parquet",
            "  ciel campaign export dr1.yaml --table events --format json",
            "  ciel campaign export dr1.yaml --backup /shared/copies/ledger-2026-11-27.db"
        })
final class ExportCommand extends CampaignVerb {
    enum Table {
        UNITS,
        VISITS,
        FILES,
        EVENTS
    }

    enum Format {
        CSV,
        JSON,
        PARQUET
    }

    @Option(names = "--table", paramLabel = "NAME", description = "units, visits, files or events; default units.")
    private Table table = Table.UNITS;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "csv, json or parquet; default: as --out ends, else csv.")
    private Format format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "File to write; default: standard output.")
    private Path out;

    @Option(
            names = "--backup",
            paramLabel = "FILE",
            description = "Write a copy of the ledger (SQLite), whole also while a daemon writes, and no table.")
    private Path backup;

    ExportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return with((campaign, ledger, row) -> {
            if (backup != null) {
                ledger.backup(backup);
                note("written: " + backup);
                return ExitCode.DONE;
            }
            if (out == null) {
                BufferedOutputStream stream =
                        new BufferedOutputStream(terminal().out());
                write(ledger, row, stream);
                stream.flush();
            } else {
                try (WholeFile file = WholeFile.create(out, WholeFile.Existing.REPLACE)) {
                    write(ledger, row, file);
                    file.publish();
                }
            }
            return ExitCode.DONE;
        });
    }

    private Format format() {
        if (json) {
            return Format.JSON;
        }
        if (format != null || out == null) {
            return format == null ? Format.CSV : format;
        }
        String name = out.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".parquet") ? Format.PARQUET : name.endsWith(".json") ? Format.JSON : Format.CSV;
    }

    /** Something that writes rows. */
    private interface Rows {
        void to(ExportTable table);
    }

    private void write(CampaignLedger ledger, CampaignRow row, OutputStream stream) throws IOException {
        try {
            switch (table) {
                case UNITS -> table(stream, UNITS, t -> units(ledger, row, t));
                case VISITS -> table(stream, VISITS, t -> visits(ledger, row, t));
                case FILES -> table(stream, FILES, t -> files(ledger, row, t));
                case EVENTS -> table(stream, EVENTS, t -> events(ledger, row, t));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void table(OutputStream stream, List<ExportTable.Column> columns, Rows rows) throws IOException {
        try (ExportTable t =
                switch (format()) {
                    case CSV -> new CsvTable(stream, columns);
                    case JSON -> new JsonTable(stream, columns);
                    case PARQUET -> new ParquetTable(stream, columns);
                }) {
            rows.to(t);
        }
    }

    private static void add(ExportTable t, Object... values) {
        try {
            t.row(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExportTable.Column whole(String name) {
        return new ExportTable.Column(name, Long.class);
    }

    private static ExportTable.Column number(String name) {
        return new ExportTable.Column(name, Double.class);
    }

    private static ExportTable.Column text(String name) {
        return new ExportTable.Column(name, String.class);
    }

    private static final List<ExportTable.Column> UNITS = List.of(
            whole("unit"),
            whole("visit"),
            whole("detector"),
            text("detector_name"),
            text("state"),
            whole("attempt"),
            whole("failures"),
            whole("job"),
            text("cause"),
            whole("files"),
            whole("bytes"),
            text("changed"));

    private static void units(CampaignLedger ledger, CampaignRow row, ExportTable t) {
        Camera camera = Camera.lsst();
        ledger.eachUnit(
                row.campaign(),
                u -> add(
                        t,
                        u.unit(),
                        u.observationId(),
                        (long) u.detector(),
                        camera.detector(u.detector()).name(),
                        u.state().name(),
                        (long) u.attempt(),
                        (long) u.failures(),
                        u.job(),
                        u.cause(),
                        (long) u.files(),
                        u.bytes(),
                        u.changed().toString()));
    }

    private static final List<ExportTable.Column> VISITS = List.of(
            whole("visit"),
            text("band"),
            whole("night_mjd"),
            number("mjd_tai"),
            number("ra_deg"),
            number("dec_deg"),
            text("catalog"),
            text("destinations"),
            whole("first_unit"),
            whole("units"));

    private static void visits(CampaignLedger ledger, CampaignRow row, ExportTable t) {
        ledger.eachVisit(row.campaign(), v -> {
            StringBuilder names = new StringBuilder();
            for (int d = 0; d < row.destinations().size(); d++) {
                if ((v.destinations() >>> d & 1) == 1) {
                    names.append(names.isEmpty() ? "" : " ")
                            .append(row.destinations().get(d));
                }
            }
            add(
                    t,
                    v.observationId(),
                    v.band().letter(),
                    (long) v.night(),
                    v.mjd(),
                    v.ra(),
                    v.dec(),
                    v.catalog(),
                    names.toString(),
                    v.firstUnit(),
                    (long) v.units());
        });
    }

    private static final List<ExportTable.Column> FILES = List.of(
            whole("unit"),
            whole("visit"),
            text("detector_name"),
            text("path"),
            whole("bytes"),
            text("adler32"),
            text("sha256"));

    private static void files(CampaignLedger ledger, CampaignRow row, ExportTable t) {
        Camera camera = Camera.lsst();
        UnitRow[] last = new UnitRow[1];
        ledger.eachFile(row.campaign(), (unit, f) -> {
            if (last[0] == null || last[0].unit() != unit) {
                last[0] = ledger.units(IdSet.of(unit)).getFirst();
            }
            add(
                    t,
                    unit,
                    last[0].observationId(),
                    camera.detector(last[0].detector()).name(),
                    f.path(),
                    f.bytes(),
                    f.adler32(),
                    f.sha256());
        });
    }

    private static final List<ExportTable.Column> EVENTS = List.of(
            whole("seq"),
            text("at"),
            text("kind"),
            whole("first"),
            whole("last"),
            text("destination"),
            text("from"),
            text("to"),
            whole("attempt"),
            text("actor"),
            whole("token"),
            whole("job"),
            text("cause"),
            text("detail"));

    private static void events(CampaignLedger ledger, CampaignRow row, ExportTable t) {
        ledger.eachEvent(
                row.campaign(),
                e -> add(
                        t,
                        e.seq(),
                        at(e.at()),
                        e.kind().name(),
                        e.first(),
                        e.last(),
                        e.destination() < 0 ? null : row.destinations().get(e.destination()),
                        state(e.kind(), e.from()),
                        state(e.kind(), e.to()),
                        (long) e.attempt(),
                        e.actor(),
                        e.token(),
                        e.job(),
                        e.cause(),
                        e.detail()));
    }

    private static String at(Instant time) {
        return time.toString();
    }

    private static String state(EventRow.Kind kind, int code) {
        if (code == 0) {
            return null;
        }
        return switch (kind) {
            case UNIT -> UnitState.of(code).name();
            case DELIVERY -> DeliveryState.of(code).name();
            case JOB -> JobState.of(code).name();
            case CAMPAIGN -> ciel.workflow.ledger.CampaignState.of(code).name();
        };
    }
}
