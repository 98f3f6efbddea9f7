package ciel.workflow.page;

import ciel.sim.camera.Camera;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A campaign in the middle of its way, made up; {@link #step} moves some units on. */
final class SamplePage implements PageSource, PageControl {
    /** Text that would act if it were taken for markup. */
    static final String CANARY = "<img src=x onerror=\"document.title='broken'\"><b>out of memory</b> & \"quoted\"";

    static final long START = 1_795_000_000_000L;
    private static final String BANDS = "ugrizy";
    final int visits;
    private final PageState[][] states;
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Point> finished = new ArrayList<>();
    private final List<Point> rates = new ArrayList<>();
    private long now = START + 42 * 3_600_000L;
    private final Path image;
    volatile String state = "ACTIVE";
    volatile String acted = "";

    SamplePage(int visits, Path image) {
        this.visits = visits;
        this.image = image;
        states = new PageState[visits][Camera.lsst().detectors().size()];
        for (int v = 0; v < visits; v++) {
            double way = 22.0 * (visits * 0.68 - v) / visits;
            for (int d = 0; d < Camera.lsst().detectors().size(); d++) {
                int at = (int) Math.floor(way * 3.2 + 3.5 * random.nextDouble());
                states[v][d] = PageState.values()[Math.clamp(at, 0, 7)];
                if (at > 2 && random.nextInt(v == visits * 6 / 10 ? 40 : 2500) == 0) {
                    states[v][d] = random.nextInt(3) == 0 ? PageState.HELD : PageState.FAILED;
                }
            }
        }
        for (int i = 0; i < 200; i++) {
            double x = i / 199.0;
            finished.add(new Point(
                    START + (long) (x * 42 * 3_600_000L), 0.5 * visits * x * (1 - 0.35 * Math.cos(2.2 * x)) / 1.2));
        }
        for (int i = 0; i < 120; i++) {
            boolean out = i > 70 && i < 78;
            rates.add(new Point(now - (120 - i) * 1_200_000L, out ? 0 : 92 + 26 * random.nextDouble()));
        }
    }

    /** Moves some units of the newest visit on. */
    synchronized void step() {
        PageState[] plane = states[newestIndex()];
        for (int k = 0; k < 4; k++) {
            int d = random.nextInt(plane.length);
            if (plane[d].ordinal() < PageState.PURGED.ordinal()) {
                plane[d] = PageState.values()[plane[d].ordinal() + 1];
            }
        }
        now += 1_200_000L;
        rates.add(new Point(now, 92 + 26 * random.nextDouble()));
        finished.add(new Point(now, finished.getLast().value() + 0.003 * visits));
    }

    private int newestIndex() {
        return visits * 6 / 10;
    }

    @Override
    public List<String> campaigns() {
        return List.of("dc2-run4");
    }

    @Override
    public synchronized Optional<CampaignView> campaign(String name) {
        if (!name.equals("dc2-run4")) {
            return Optional.empty();
        }
        Map<PageState, Long> counts = new EnumMap<>(PageState.class);
        Arrays.stream(states).flatMap(Arrays::stream).forEach(s -> counts.merge(s, 1L, Long::sum));
        return Optional.of(new CampaignView(
                name,
                state,
                List.of(),
                START,
                now + 30 * 3_600_000L,
                counts.entrySet().stream()
                        .map(e -> new StateCount(e.getKey(), e.getValue()))
                        .toList(),
                visits,
                List.copyOf(finished),
                List.of(
                        new LinkView("idris \u2192 cc-in2p3", 125, "", 8_400_000_000_000L, List.copyOf(rates)),
                        new LinkView(
                                "idris \u2192 slac",
                                40,
                                "Parked: the certificate ended at 14:20. Run idr_keygen and put the new one into its place.",
                                3_100_000_000_000L,
                                rates.stream()
                                        .map(p -> new Point(p.at(), p.at() > now - 9_000_000L ? 0 : p.value() / 3.1))
                                        .toList())),
                List.of(
                        new HoursView("idris", "xyz@v100", "GPU h", 1840, 3050, 4000),
                        new HoursView("idris", "desc@cpu", "CPU h", 61_200, 128_000, 110_000)),
                List.of(
                        new DiskView("idris", "SCRATCH", 1.9e12, 5e12, 462_000, 500_000),
                        new DiskView("cc-in2p3", "", 12.4e12, 0, 1_130_000, 0)),
                List.of(
                        new CauseView(
                                "The job was ended for its memory (OUT_OF_MEMORY): 3 attempts of 3 used",
                                PageState.FAILED,
                                17,
                                some(17)),
                        new CauseView("No room at cc-in2p3: 0 bytes free of 40 TB", PageState.HELD, 9, some(9)),
                        new CauseView(CANARY, PageState.FAILED, 2, some(2)))));
    }

    private static List<String> some(int n) {
        return IntStream.range(0, Math.min(n, 50))
                .mapToObj(i -> (449_000 + 3 * i) + "/R22_S" + i % 3 + i / 3 % 3)
                .toList();
    }

    @Override
    public synchronized List<VisitView> visits(String campaign) {
        return IntStream.range(0, visits)
                .mapToObj(v ->
                        new VisitView(449_000 + 3L * v, String.valueOf(BANDS.charAt(v / 25 % 6)), worst(states[v])))
                .toList();
    }

    private static PageState worst(PageState[] states) {
        PageState least = PageState.PURGED;
        for (PageState each : states) {
            if (each == PageState.FAILED || each == PageState.HELD) {
                return each;
            }
            least = each.compareTo(least) < 0 ? each : least;
        }
        return least;
    }

    @Override
    public long newestVisit(String campaign) {
        return 449_000 + 3L * newestIndex();
    }

    @Override
    public synchronized List<DetectorView> focalPlane(String campaign, long visit) {
        int v = (int) (visit - 449_000) / 3;
        if (v < 0 || v >= visits) {
            return List.of();
        }
        return Camera.lsst().detectors().stream()
                .map(d -> new DetectorView(d.name(), states[v][d.number()]))
                .toList();
    }

    @Override
    public Optional<UnitView> unit(String campaign, long visit, String detector) {
        return focalPlane(campaign, visit).stream()
                .filter(d -> d.name().equals(detector))
                .findFirst()
                .map(d -> new UnitView(
                        d.state(),
                        2,
                        "dc2-run4-311-a0-9f31c2aa",
                        d.state() == PageState.FAILED ? CANARY : "",
                        List.of(
                                new EventView(START, "", "PLANNED", "enrol", ""),
                                new EventView(START + 3_600_000, "PLANNED", "QUEUED", "submit", "job 311"),
                                new EventView(START + 7_200_000, "QUEUED", "RUNNING", "jobs", "node r3i4n2"),
                                new EventView(START + 9_000_000, "RUNNING", "RENDERED", "jobs", "4 files, 51 MB")),
                        List.of(
                                new FileView(
                                        "amp_00449180-0-r-" + detector + "-det094.fits.fz",
                                        18_612_000,
                                        "idris, cc-in2p3"),
                                new FileView(
                                        "eimage_00449180-0-r-" + detector + "-det094.fits", 66_700_000, "idris"))));
    }

    @Override
    public Optional<String> log(String campaign, long visit, String detector) {
        return Optional.of("R22_S11: 31,204 objects, 2.06e8 photons\nR22_S11: " + CANARY + "\nR22_S11: published\n");
    }

    @Override
    public Optional<Path> image(String campaign, long visit, String detector) {
        return Optional.ofNullable(image);
    }

    @Override
    public String act(Act act, String campaign, String cause) {
        acted = act + " " + campaign + " " + cause;
        state = act == Act.PAUSE ? "PAUSED" : "ACTIVE";
        return "The campaign " + campaign + (act == Act.PAUSE ? " is paused." : " goes on.");
    }
}
