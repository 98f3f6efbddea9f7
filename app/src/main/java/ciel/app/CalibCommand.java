package ciel.app;

import ciel.sim.Band;
import ciel.sim.exposure.CalibrationExposure;
import ciel.sim.exposure.CalibrationExposure.Kind;
import ciel.sim.exposure.Physics;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.exposure.Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel calib}: biases, darks and flats. */
@Command(
        name = "calib",
        sortOptions = false,
        description = {
            "Draw biases, darks or flats: raw files as the pipelines' calibration takes them, and manifests.",
            ""
        },
        footer = {
            "",
            "Flats are lit evenly by a lamp of --lamp electrons per second and pixel: a level takes level / lamp seconds. "
                    + "The silicon, the boundaries of pixels that move with the charge, and tree rings are on unless "
                    + "--set or --physics say otherwise.",
            "",
            "Examples:",
            "  ciel calib bias -n 20 --detector R22_S11 --out calib",
            "  ciel calib dark -n 10 --exposure-time 30",
            "  ciel calib flat -n 20 --band r --level 20000 --vignetted",
            "  ciel calib flat --ramp 200:60000:10        ten pairs for a photon transfer curve",
        })
final class CalibCommand extends Verb {
    /** MJD of the civil day 1858-11-17. */
    private static final LocalDate MJD_ZERO = LocalDate.of(1858, 11, 17);
    /** Time (s) from the end of an exposure to the start of the next: readout 2 s, shutter 1 s. */
    private static final double BETWEEN = 3;
    /** An observing day begins at 12:00 UTC; TAI is 37 s ahead. */
    private static final double DAY_BEGINS = 0.5 + 60.0 / 86400;

    private static final int MAX_EXPOSURES = 10_000;
    /** Electrons per pixel of a flat: the full well of the CCDs is 80,000 to 130,000. */
    private static final double MAX_LEVEL = 1e6;

    @Parameters(paramLabel = "KIND", description = "bias, dark or flat.")
    private String kind;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            description = "Exposures (default: 10).")
    private Integer number;

    @Option(names = "--exposure-time", paramLabel = "S", description = "Seconds of a dark (default: 30).")
    private Double exposureTime;

    @Option(names = "--level", paramLabel = "E", description = "Electrons per pixel of a flat (default: 20000).")
    private Double level;

    @Option(
            names = "--ramp",
            paramLabel = "FROM:TO:N",
            description = "Pairs of flats at N levels from FROM to TO electrons per pixel, in equal ratios.")
    private String ramp;

    @Option(
            names = "--lamp",
            paramLabel = "E",
            defaultValue = "2000",
            description = "Electrons per second and pixel of the lamp (default: ${DEFAULT-VALUE}).")
    private double lamp;

    @Option(
            names = "--vignetted",
            description = "Let the light of a flat fall towards the edge of the field, as the sky's does.")
    private boolean vignetted;

    @Option(
            names = "--band",
            paramLabel = "BAND",
            defaultValue = "r",
            description = "Filter in the beam: u, g, r, i, z or y (default: ${DEFAULT-VALUE}).")
    private String band;

    @Option(
            names = "--detector",
            paramLabel = "CCD",
            split = ",",
            description = "CCDs, as for ciel render (default: the one in the middle, R22_S11).")
    private List<String> detectors;

    @Option(
            names = "--day",
            paramLabel = "YYYYMMDD",
            defaultValue = "20260105",
            description = "Observing day, from 12:00 UTC (default: ${DEFAULT-VALUE}).")
    private String day;

    @Option(
            names = "--first",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of the first exposure within the day (default: ${DEFAULT-VALUE}). Exposures of a day "
                    + "need different numbers, visits included.")
    private int first;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the series (default: ${DEFAULT-VALUE}); each exposure has one of its own.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "ciel-calib",
            description = "Folder of the files (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--resume", description = "Leave exposures alone that are whole in DIR, and draw the others.")
    private boolean resume;

    @Option(
            names = "--json",
            description = "End with a JSON array on stdout: the object of ciel render of each exposure.")
    private boolean json;

    private final Rendering rendering;

    /** One exposure of the series. @param electrons per pixel of a flat, else 0 */
    private record Step(CalibrationExposure exposure, double electrons) {}

    CalibCommand(Terminal terminal) {
        this(terminal, Rendering.here());
    }

    CalibCommand(Terminal terminal, Rendering rendering) {
        super(terminal);
        this.rendering = rendering;
    }

    @Override
    public Integer call() {
        engine.check(this);
        List<Step> series = series(kind());
        Settings layered = settings.settings(System::getenv);
        List<String> names = DetectorNames.checked(detectors, layered.camera(), this);
        settings.siteNote().ifPresent(this::note);
        List<RenderSummary> done = new ArrayList<>();
        int code = ExitCode.DONE;
        try (Progress progress = progress()) {
            for (Step step : series) {
                RenderSummary summary = rendering.render(request(step, names, layered), new RenderProgress(progress));
                done.add(summary);
                code = Math.max(code, RenderCommand.exitCode(summary));
            }
        }
        if (json) {
            terminal()
                    .out()
                    .println("["
                            + String.join(
                                    ",",
                                    done.stream().map(RenderSummary::toJson).toList()) + "]");
        } else {
            for (RenderSummary summary : done) {
                summary.detectors().forEach(row -> row.files()
                        .forEach(file -> terminal().out().println(file.path())));
                summary.failed().forEach(f -> terminal().out().println(f.name() + ": FAILED: " + f.error()));
            }
        }
        return code;
    }

    private RenderRequest request(Step step, List<String> names, Settings layered) {
        return new RenderRequest(
                Path.of(kind),
                Optional.empty(),
                names,
                engine.engine(),
                engine.device(),
                engine.threads(),
                OptionalLong.empty(),
                out,
                of(step, layered),
                resume,
                false,
                Optional.of(step.exposure()));
    }

    /** @return settings of an exposure: its light, and what is usual for calibrations where the user set nothing */
    private Settings of(Step step, Settings layered) {
        Map<String, String> usual = new HashMap<>(Map.of(
                "output.eimage", "false",
                "output.truth", "false",
                "output.png", "false",
                "sensor.silicon", "true",
                "sensor.brighter_fatter", "true",
                "sensor.tree_rings", "true"));
        usual.keySet().removeIf(key -> !layered.origin(key).equals("default"));
        usual.keySet().removeAll(Physics.beyond(layered.camera()).keySet());
        boolean flat = step.exposure().kind() == Kind.FLAT;
        Map<String, String> own = new HashMap<>(usual);
        own.put("sky.enabled", Boolean.toString(flat));
        own.put("sky.electrons", Double.toString(step.electrons()));
        own.put("sky.vignetting", Boolean.toString(vignetted));
        own.put("psf.model", "gaussian"); // no light is spread
        return layered.with("ciel calib", own);
    }

    private Kind kind() {
        for (Kind each : Kind.values()) {
            if (each.name().equalsIgnoreCase(kind)) {
                kind = kind.toLowerCase(Locale.ROOT);
                return each;
            }
        }
        throw usage("KIND is " + kind + ": must be bias, dark or flat");
    }

    private List<Step> series(Kind what) {
        if (what != Kind.FLAT && (level != null || ramp != null || vignetted)) {
            throw usage("--level, --ramp and --vignetted are for flats");
        }
        if (what != Kind.DARK && exposureTime != null) {
            throw usage("--exposure-time is for darks; a flat takes level / lamp seconds, a bias none");
        }
        if (ramp != null && (number != null || level != null)) {
            throw usage("--ramp says the levels and draws a pair of each; leave out -n and --level");
        }
        if (!(lamp > 0 && lamp <= 1e6)) {
            throw usage("--lamp " + lamp + ": must be above 0 and at most 1e6 electrons per second and pixel");
        }
        int count = number == null ? 10 : number;
        if (count < 1 || count > MAX_EXPOSURES) {
            throw usage("-n " + count + ": must be from 1 to " + MAX_EXPOSURES);
        }
        double time = what == Kind.DARK ? exposureTime == null ? 30 : exposureTime : 0;
        double[] levels = what == Kind.FLAT ? levels(count) : new double[count];
        int pair = ramp != null ? 2 : 1;
        List<Step> steps = new ArrayList<>();
        double start = begin();
        double groupStart = start;
        for (int i = 0; i < levels.length * pair; i++) {
            double electrons = levels[i / pair];
            double seconds = what == Kind.FLAT ? electrons / lamp : time;
            groupStart = i % pair == 0 ? start : groupStart;
            CalibrationExposure.Group group =
                    pair == 1 ? null : new CalibrationExposure.Group(groupStart, i % pair + 1, pair);
            int sequence = first + i;
            steps.add(new Step(
                    new CalibrationExposure(
                            what, theBand(), seconds, start, sequence, group, seed * 1_000_003L + day(sequence)),
                    electrons));
            start += (seconds + BETWEEN) / 86400;
        }
        return steps;
    }

    private long day(int sequence) {
        return Long.parseLong(day) * 100_000 + sequence;
    }

    private Band theBand() {
        try {
            return Band.of(band);
        } catch (IllegalArgumentException e) {
            throw usage("--band " + band + ": must be u, g, r, i, z or y");
        }
    }

    private double[] levels(int count) {
        double[] levels;
        if (ramp == null) {
            levels = new double[count];
            java.util.Arrays.fill(levels, level == null ? 20_000 : level);
        } else {
            String[] parts = ramp.split(":");
            try {
                double from = Double.parseDouble(parts[0]);
                double to = Double.parseDouble(parts[1]);
                int n = Integer.parseInt(parts[2]);
                if (parts.length != 3 || n < 2 || n > MAX_EXPOSURES / 2 || !(from > 0 && to > from)) {
                    throw usage("--ramp " + ramp + ": must be FROM:TO:N with 0 < FROM < TO electrons and N >= 2");
                }
                levels = new double[n];
                for (int i = 0; i < n; i++) {
                    levels[i] = from * StrictMath.pow(to / from, i / (double) (n - 1));
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw usage("--ramp " + ramp + ": must be FROM:TO:N, such as 200:60000:10");
            }
        }
        for (double each : levels) {
            if (!(each > 0 && each <= MAX_LEVEL)) {
                throw usage("a level of " + each + " electrons per pixel: must be above 0 and at most 1e6");
            }
        }
        return levels;
    }

    /** @return start of the observing day (MJD, TAI) */
    private double begin() {
        try {
            LocalDate date = LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE);
            return ChronoUnit.DAYS.between(MJD_ZERO, date) + DAY_BEGINS;
        } catch (DateTimeException e) {
            throw usage("--day " + day + ": must be a date as YYYYMMDD");
        }
    }
}
