package ciel.workflow.page;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.CauseRow;
import ciel.workflow.ledger.DeliveryRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.EventRow;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.Notice;
import ciel.workflow.ledger.ProductFile;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.plan.Footprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Fills the page from a ledger. Counts come from its tallies; the strip of visits and the curves are kept and brought up to
 * date with what changed, so that a look costs the same for a thousand visits as for ten million units.
 */
public final class LedgerPage implements PageSource {
    /** Reads logs at a render site. */
    @FunctionalInterface
    public interface LogReader {
        /** @return the end of a log; empty where there is none or the site does not answer */
        Optional<String> read(Campaign campaign, JobRow job, UnitSpec unit);
    }

    /** Causes, and units of a cause, that are shown. */
    private static final int SOME = 50;

    private final CampaignLedger ledger;
    private final Function<CampaignRow, Optional<Campaign>> files;
    private final LogReader logs;
    private final Supplier<Instant> clock;
    private final Map<Long, Optional<Campaign>> campaigns = new ConcurrentHashMap<>();
    private final Map<Long, VisitStrip> strips = new ConcurrentHashMap<>();
    private final Map<Long, Curves> curves = new ConcurrentHashMap<>();

    /**
     * @param files the campaign of a row, read from its text; empty where it cannot be read any more
     * @param logs  reads logs
     * @param clock of the daemon
     */
    public LedgerPage(
            CampaignLedger ledger,
            Function<CampaignRow, Optional<Campaign>> files,
            LogReader logs,
            Supplier<Instant> clock) {
        this.ledger = ledger;
        this.files = files;
        this.logs = logs;
        this.clock = clock;
    }

    @Override
    public List<String> campaigns() {
        return ledger.campaigns().stream()
                .sorted(Comparator.comparing((CampaignRow row) ->
                                row.state() == CampaignState.ACTIVE || row.state() == CampaignState.PAUSED ? 0 : 1)
                        .thenComparing(CampaignRow::changed, Comparator.reverseOrder()))
                .map(CampaignRow::name)
                .toList();
    }

    private Optional<Campaign> file(CampaignRow row) {
        return campaigns.computeIfAbsent(row.campaign(), id -> files.apply(row));
    }

    @Override
    public Optional<CampaignView> campaign(String name) {
        return ledger.campaign(name).map(this::view);
    }

    private CampaignView view(CampaignRow row) {
        Tally tally = ledger.tally(row.campaign());
        Optional<Campaign> campaign = file(row);
        Curves known = curves.computeIfAbsent(row.campaign(), id -> new Curves(ledger, row));
        known.refresh(clock.get());
        List<Notice> notices = ledger.notices(row.campaign());
        double delivered = tally.units(UnitState.DELIVERED) + tally.units(UnitState.PURGED);
        double left = row.units()
                - delivered
                - tally.units(UnitState.FAILED)
                - tally.units(UnitState.HELD)
                - tally.units(UnitState.CANCELLED);
        return new CampaignView(
                row.name(),
                row.state().name(),
                notices.stream()
                        .filter(n -> !n.key().startsWith("link/"))
                        .map(Notice::text)
                        .toList(),
                known.started(),
                row.state() == CampaignState.ACTIVE ? known.finish(left) : 0,
                counts(tally),
                row.visits(),
                known.visits((double) row.units() / Math.max(1, row.visits())),
                links(campaign, tally, notices, known),
                hours(row, campaign, tally, delivered),
                disk(campaign, tally),
                causes(row));
    }

    private static List<StateCount> counts(Tally tally) {
        Map<PageState, Long> counts = new EnumMap<>(PageState.class);
        tally.units().forEach((state, n) -> counts.merge(VisitStrip.of(state), n, Long::sum));
        // units of which some destination has more than nothing: the tally of deliveries says how many, at most
        long rendered = tally.units(UnitState.RENDERED);
        long verified = most(tally, DeliveryState.VERIFIED, DeliveryState.PLACED, DeliveryState.REGISTERED);
        long moving = most(tally, DeliveryState.FETCHING, DeliveryState.FETCHED);
        verified = Math.min(verified, rendered);
        moving = Math.min(moving, rendered - verified);
        counts.put(PageState.RENDERED, rendered - verified - moving);
        counts.put(PageState.MOVING, moving);
        counts.put(PageState.VERIFIED, verified);
        return counts.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .map(e -> new StateCount(e.getKey(), e.getValue()))
                .toList();
    }

    private static long most(Tally tally, DeliveryState... states) {
        long most = 0;
        for (Tally.Deliveries of : tally.deliveries()) {
            long sum = 0;
            for (DeliveryState state : states) {
                sum += of.count(state);
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    private List<LinkView> links(Optional<Campaign> campaign, Tally tally, List<Notice> notices, Curves known) {
        List<LinkView> links = new ArrayList<>();
        double bytesPerUnit = known.bytesPerUnit();
        for (int d = 0; d < tally.deliveries().size(); d++) {
            Tally.Deliveries of = tally.deliveries().get(d);
            String site = campaign.map(c -> c.site().site().name()).orElse("site");
            double nominal = campaign.filter(c -> c.destinations().size() > 0)
                    .map(c -> c.destinations()
                            .get(Math.min(links.size(), c.destinations().size() - 1)))
                    .flatMap(CampaignDestination::rate)
                    .orElse(0.0);
            long there = 0;
            for (DeliveryState state : DeliveryState.values()) {
                if (state.code() >= DeliveryState.FETCHED.code() && !state.resting()) {
                    there += of.count(state);
                }
            }
            String parked = notices.stream()
                    .filter(n -> n.key().startsWith("link/") && n.key().contains(of.destination()))
                    .map(Notice::text)
                    .findFirst()
                    .orElse("");
            links.add(new LinkView(
                    site + " \u2192 " + of.destination(),
                    nominal / 8e6,
                    parked,
                    Math.round(Math.max(0, of.expected() - there) * bytesPerUnit),
                    known.rates(d)));
        }
        return links;
    }

    private static List<HoursView> hours(CampaignRow row, Optional<Campaign> campaign, Tally tally, double delivered) {
        boolean gpus = campaign.map(c -> c.site().job().gpus() > 0).orElse(tally.gpuSeconds() > 0);
        double spent = (gpus ? tally.gpuSeconds() : tally.coreSeconds()) / 3600;
        double rendered = delivered + tally.units(UnitState.RENDERED);
        double forecast = rendered > 0 ? spent * row.units() / rendered : 0;
        return List.of(new HoursView(
                campaign.map(c -> c.site().site().name()).orElse("site"),
                campaign.flatMap(c -> c.site().account()).orElse(row.group()),
                gpus ? "GPU h" : "CPU h",
                spent,
                forecast,
                campaign.flatMap(c -> c.site().allocation()).map(a -> a.hours()).orElse(0.0)));
    }

    private List<DiskView> disk(Optional<Campaign> campaign, Tally tally) {
        return campaign.map(c -> Footprint.of(c, tally, ledger.rates())).orElse(List.of()).stream()
                .map(f -> new DiskView(
                        f.place(),
                        f.space(),
                        f.bytes(),
                        known(f.bytesQuota()),
                        Math.rint(f.files()),
                        known(f.filesQuota())))
                .toList();
    }

    private static double known(double quota) {
        return Double.isNaN(quota) ? 0 : quota;
    }

    private List<CauseView> causes(CampaignRow row) {
        List<CauseView> views = new ArrayList<>();
        for (CauseRow cause : ledger.causes(row.campaign())) {
            if (cause.count() == 0 || views.size() == SOME) {
                continue;
            }
            boolean unit = cause.kind() == EventRow.Kind.UNIT;
            PageState state = cause.state() == (unit ? UnitState.HELD.code() : DeliveryState.HELD.code())
                    ? PageState.HELD
                    : PageState.FAILED;
            String place = unit ? "" : row.destinations().get(cause.destination()) + ": ";
            views.add(new CauseView(place + cause.cause(), state, cause.count(), some(row, cause, unit, state)));
        }
        return views;
    }

    private List<String> some(CampaignRow row, CauseRow cause, boolean unit, PageState state) {
        List<UnitRow> rows = unit
                ? ledger.unitsWithCause(
                        row.campaign(),
                        state == PageState.HELD ? UnitState.HELD : UnitState.FAILED,
                        cause.cause(),
                        SOME)
                : ledger.units(ciel.workflow.ledger.IdSet.of(cause.example()));
        return rows.stream()
                .map(u -> u.observationId() + "/"
                        + Camera.lsst().detector(u.detector()).name())
                .toList();
    }

    @Override
    public List<VisitView> visits(String campaign) {
        return ledger.campaign(campaign)
                .map(row -> strips.computeIfAbsent(row.campaign(), id -> new VisitStrip(ledger, id))
                        .views())
                .orElse(List.of());
    }

    @Override
    public long newestVisit(String campaign) {
        return ledger.campaign(campaign)
                .map(row -> strips.computeIfAbsent(row.campaign(), id -> new VisitStrip(ledger, id))
                        .newest())
                .orElse(0L);
    }

    private Optional<VisitRow> visit(String campaign, long visit) {
        return ledger.campaign(campaign).flatMap(row -> ledger.visit(row.campaign(), visit));
    }

    @Override
    public List<DetectorView> focalPlane(String campaign, long visit) {
        return visit(campaign, visit)
                .map(row -> ledger.unitsOfVisit(row.visit()).stream()
                        .map(unit -> new DetectorView(
                                Camera.lsst().detector(unit.detector()).name(), state(unit)))
                        .toList())
                .orElse(List.of());
    }

    private PageState state(UnitRow unit) {
        if (unit.state() != UnitState.RENDERED) {
            return VisitStrip.of(unit.state());
        }
        DeliveryState least = DeliveryState.ACKNOWLEDGED;
        DeliveryState most = DeliveryState.WAITING;
        for (DeliveryRow row : ledger.deliveries(unit.unit())) {
            if (row.state() == DeliveryState.FAILED) {
                return PageState.FAILED;
            }
            if (row.state() == DeliveryState.HELD) {
                return PageState.HELD;
            }
            least = row.state().compareTo(least) < 0 ? row.state() : least;
            most = !row.state().resting() && row.state().compareTo(most) > 0 ? row.state() : most;
        }
        return least.compareTo(DeliveryState.VERIFIED) >= 0
                ? PageState.VERIFIED
                : most == DeliveryState.WAITING ? PageState.RENDERED : PageState.MOVING;
    }

    private Optional<UnitRow> row(String campaign, long visit, String detector) {
        return visit(campaign, visit).flatMap(v -> ledger.unitsOfVisit(v.visit()).stream()
                .filter(u -> Camera.lsst().detector(u.detector()).name().equals(detector))
                .findFirst());
    }

    @Override
    public Optional<UnitView> unit(String campaign, long visit, String detector) {
        return row(campaign, visit, detector).map(unit -> {
            CampaignRow row = ledger.campaign(campaign).orElseThrow();
            Map<Integer, DeliveryRow> deliveries = new HashMap<>();
            ledger.deliveries(unit.unit()).forEach(d -> deliveries.put(d.destination(), d));
            String places = placesOf(row, unit, deliveries.values());
            return new UnitView(
                    state(unit),
                    unit.attempt(),
                    unit.job() == 0
                            ? ""
                            : ledger.job(unit.job()).map(JobRow::name).orElse(""),
                    unit.cause().isEmpty()
                            ? deliveries.values().stream()
                                    .map(DeliveryRow::cause)
                                    .filter(c -> !c.isEmpty())
                                    .findFirst()
                                    .orElse("")
                            : unit.cause(),
                    ledger.history(unit.unit()).stream().map(e -> event(row, e)).toList(),
                    ledger.files(unit.unit()).stream()
                            .map(f -> new FileView(f.path(), f.bytes(), places))
                            .toList());
        });
    }

    private static String placesOf(CampaignRow row, UnitRow unit, Iterable<DeliveryRow> deliveries) {
        List<String> places = new ArrayList<>();
        if (unit.state() == UnitState.RENDERED || unit.state() == UnitState.DELIVERED) {
            places.add("render site");
        }
        for (DeliveryRow d : deliveries) {
            if (d.state().code() >= DeliveryState.PLACED.code() && !d.state().resting()) {
                places.add(row.destinations().get(d.destination()));
            }
        }
        return String.join(", ", places);
    }

    private static EventView event(CampaignRow row, EventRow event) {
        boolean delivery = event.kind() == EventRow.Kind.DELIVERY;
        Function<Integer, String> word = code -> code == 0
                ? ""
                : delivery ? DeliveryState.of(code).name() : UnitState.of(code).name();
        String place = delivery ? row.destinations().get(event.destination()) + " " : "";
        String detail = event.cause().isEmpty() ? event.detail() : event.cause();
        return new EventView(
                event.at().toEpochMilli(),
                word.apply(event.from()),
                word.apply(event.to()),
                place + event.actor(),
                detail);
    }

    @Override
    public Optional<String> log(String campaign, long visit, String detector) {
        return row(campaign, visit, detector)
                .flatMap(unit -> ledger.job(unit.job()))
                .flatMap(job -> ledger.campaign(campaign)
                        .flatMap(this::file)
                        .flatMap(c -> logs.read(c, job, new UnitSpec(visit, detector))));
    }

    @Override
    public Optional<Path> image(String campaign, long visit, String detector) {
        Optional<CampaignRow> row = ledger.campaign(campaign);
        Optional<Campaign> file = row.flatMap(this::file);
        Optional<UnitRow> unit = row(campaign, visit, detector);
        if (file.isEmpty() || unit.isEmpty()) {
            return Optional.empty();
        }
        VisitRow of = visit(campaign, visit).orElseThrow();
        Detector camera = Camera.lsst().detector(detector);
        return ledger.files(unit.get().unit()).stream()
                .map(ProductFile::path)
                .filter(path -> path.matches("(.*/)?(eimage|amp)_.*\\.fits(\\.fz)?"))
                .sorted(Comparator.comparing((String path) -> !path.contains("eimage")))
                .flatMap(path -> places(file.get(), of, camera, path).stream())
                .filter(Files::isReadable)
                .findFirst();
    }

    /** Where a file of a unit would be, as far as this machine can tell: at each destination, then at the render site. */
    private static List<Path> places(Campaign campaign, VisitRow visit, Detector detector, String path) {
        List<Path> places = new ArrayList<>();
        String name = path.substring(path.lastIndexOf('/') + 1);
        for (CampaignDestination destination : campaign.destinations()) {
            places.add(destination
                    .folder()
                    .resolve(destination
                            .layout()
                            .path(
                                    campaign.name(),
                                    visit.observationId(),
                                    visit.band(),
                                    visit.night(),
                                    detector,
                                    name)));
        }
        if (!campaign.site().remote()) {
            places.add(campaign.site()
                    .root()
                    .resolve("out/" + campaign.name() + "/" + visit.observationId() + "/" + detector.name() + "/"
                            + name));
        }
        return places;
    }
}
