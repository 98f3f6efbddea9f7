package ciel.workflow.world;

import ciel.workflow.job.UnitReport;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFile;
import ciel.workflow.stage.UnitFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The folder at a render site: quotas that hold, acknowledgements, a grace, a cleaner of old files. Files have sizes and
 * no bytes; their checksums are made from their names.
 */
final class SimulatedSite implements SiteFolder {
    private static final String MANIFEST = "manifest.json";
    private static final long MANIFEST_BYTES = 2000;

    /** A unit's files. */
    private static final class Published {
        /** Stem of the job that made them. */
        final String stem;

        final UnitSpec unit;
        final long bytes;
        final long at;
        long deletable = -1;

        Published(String stem, UnitSpec unit, long bytes, long at) {
            this.stem = stem;
            this.unit = unit;
            this.bytes = bytes;
            this.at = at;
        }
    }

    /** What an exit file says. Millions are written and most are read once, so that the report is made when it is read. */
    private record Exited(String job, UnitReport.Cause cause, long bytes, long at, double seconds) {}

    private final String name;
    private final String campaign;
    private final WorldSettings settings;
    private final VirtualTimer timer;
    private final SimulatedCalls calls;
    private final WorldLog log;
    private final Map<String, Published> published = new HashMap<>();
    /** By stem of the job: outcome of each unit. */
    private final Map<String, Map<UnitSpec, Exited>> exits = new HashMap<>();
    /** By stem of the job: who has claimed each task. */
    private final Map<String, Map<Integer, String>> claims = new HashMap<>();
    /** How many units of a visit lie here. */
    private final Map<Long, Integer> perVisit = new HashMap<>();

    private final Set<Long> swept = new HashSet<>();
    private long sweptTooSoon;
    private final ArrayDeque<String> byAge = new ArrayDeque<>();
    private final Used used;
    private long highestToken;

    /** What the folders of all campaigns at a site hold together. */
    static final class Used {
        private long bytes;
        private long inodes;
    }

    /** @param used of the site, which all its campaigns share */
    SimulatedSite(
            String name,
            String campaign,
            Used used,
            WorldSettings settings,
            VirtualTimer timer,
            SimulatedCalls calls,
            WorldLog log) {
        this.name = name;
        this.campaign = campaign;
        this.used = used;
        this.settings = settings;
        this.timer = timer;
        this.calls = calls;
        this.log = log;
    }

    // ---- what jobs do there

    /** @return whether the task of this name may work: nobody else has claimed it */
    boolean claim(String stem, int task, String job) {
        return claims.computeIfAbsent(stem, s -> new TreeMap<>())
                .computeIfAbsent(task, t -> job)
                .equals(job);
    }

    /** A unit was rendered, or failed. The quota holds: what does not fit fails for want of room. */
    void ends(String stem, String job, UnitSpec unit, boolean fails, long size, double seconds) {
        boolean room = used.bytes + size <= settings.site().bytes()
                && used.inodes + settings.unit().files() + 1 <= settings.site().inodes();
        if (!fails && room) {
            String text = unit.toString();
            Published before = published.put(text, new Published(stem, unit, size, timer.sinceBegin()));
            if (before == null) {
                used.bytes += size;
                used.inodes += settings.unit().files();
                perVisit.merge(unit.visit(), 1, Integer::sum);
            } else {
                used.bytes += size - before.bytes;
                log.again(unit);
            }
            byAge.add(text);
            log.rendered(unit, job, used.bytes, used.inodes);
        } else if (!fails) {
            log.noRoom();
        }
        UnitReport.Cause cause =
                fails ? UnitReport.Cause.RENDERING : room ? UnitReport.Cause.NONE : UnitReport.Cause.NO_ROOM;
        exits.computeIfAbsent(stem, s -> new TreeMap<>())
                .put(unit, new Exited(job, cause, size, timer.now().toEpochMilli(), seconds));
    }

    private UnitReport report(UnitSpec unit, Exited exit) {
        boolean done = exit.cause() == UnitReport.Cause.NONE;
        String text = unit.toString();
        return new UnitReport(
                UnitReport.FORMAT,
                UnitReport.VERSION,
                text,
                exit.job(),
                "",
                0,
                done ? UnitReport.Outcome.RENDERED : UnitReport.Outcome.FAILED,
                exit.cause(),
                done ? 0 : 1,
                done
                        ? ""
                        : exit.cause() == UnitReport.Cause.RENDERING
                                ? "the rendering failed by chance"
                                : "no room: the quota of the site is used up",
                "node",
                "",
                exit.at() - Math.round(exit.seconds() * 1000),
                exit.at(),
                exit.seconds(),
                0,
                0,
                done ? folder(text) : "",
                done ? MANIFEST : "",
                done ? sum(text) : "",
                done ? settings.unit().files() : 0,
                done ? exit.bytes() : 0,
                "");
    }

    private static String file(UnitSpec unit) {
        return unit.fileStem() + ".json";
    }

    long bytes() {
        return used.bytes;
    }

    long inodes() {
        return used.inodes;
    }

    /** @return units whose files are there */
    int units() {
        return published.size();
    }

    /** @return visits whose traces were removed */
    int swept() {
        return swept.size();
    }

    /** @return visits whose traces were removed while an image of theirs was here */
    long sweptTooSoon() {
        return sweptTooSoon;
    }

    @Override
    public boolean whole(UnitFiles unit) {
        return has(unit.unit());
    }

    /** @return whether a carrier finds the files */
    boolean has(String unit) {
        return published.containsKey(unit);
    }

    private String folder(String unit) {
        return "out/" + campaign + "/" + unit;
    }

    private static String sum(String unit) {
        return String.format("%064x", unit.hashCode() & 0xffffffffL);
    }

    private UnitFiles files(String unit, long size) {
        return new UnitFiles(
                unit,
                folder(unit),
                List.of(
                        new UnitFile("images", Math.max(0, size - MANIFEST_BYTES), "00000001", sum(unit)),
                        new UnitFile(MANIFEST, Math.min(size, MANIFEST_BYTES), "00000001", sum(unit))));
    }

    // ---- the port

    private void ask() throws PortException {
        clean();
        if (Outage.endOf(settings.site().away(), timer.sinceBegin()) > timer.sinceBegin()) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, "[site " + name + "] does not answer; it is tried again");
        }
    }

    /** The site deletes what is older than it allows, acknowledged or not. */
    private void clean() {
        long age = settings.site().cleaned().toMillis();
        while (age > 0 && !byAge.isEmpty()) {
            Published oldest = published.get(byAge.peek());
            if (oldest != null && timer.sinceBegin() - oldest.at < age) {
                return;
            }
            String unit = byAge.poll();
            if (oldest != null) {
                forget(unit);
                log.cleaned();
            }
        }
    }

    private void forget(String unit) {
        Published gone = published.remove(unit);
        if (gone != null) {
            used.bytes -= gone.bytes;
            used.inodes -= settings.unit().files();
            perVisit.computeIfPresent(gone.unit.visit(), (v, n) -> n == 1 ? null : n - 1);
        }
    }

    @Override
    public String site() {
        return name;
    }

    @Override
    public Room room() throws PortException {
        ask();
        return new Room(
                left(settings.site().bytes(), used.bytes), left(settings.site().inodes(), used.inodes), timer.now());
    }

    private static long left(long quota, long used) {
        return quota == Long.MAX_VALUE ? quota : Math.max(0, quota - used);
    }

    @Override
    public List<String> list(String folder) throws PortException {
        ask();
        if (folder.startsWith("claim/")) {
            return claims.getOrDefault(folder.substring("claim/".length()), Map.of()).keySet().stream()
                    .map(String::valueOf)
                    .toList();
        }
        if (folder.startsWith("exit/")) {
            return exits.getOrDefault(folder.substring("exit/".length()), Map.of()).keySet().stream()
                    .map(SimulatedSite::file)
                    .toList();
        }
        String unit = folder.startsWith("out/" + campaign + "/") ? folder.substring(5 + campaign.length()) : "";
        return published.containsKey(unit) ? List.of("images", MANIFEST) : List.of();
    }

    @Override
    public Map<String, Exit> exits(String folder, Set<String> seen) throws PortException {
        ask();
        Map<String, Exit> found = new LinkedHashMap<>();
        exits.getOrDefault(folder.substring("exit/".length()), Map.of()).forEach((unit, exit) -> {
            String file = file(unit);
            if (!seen.contains(file)) {
                found.put(file, new Exit(report(unit, exit), ""));
            }
        });
        return found;
    }

    @Override
    public Optional<byte[]> read(String path) throws PortException {
        ask();
        int slash = path.lastIndexOf('/');
        if (!path.startsWith("exit/") || slash < 5) {
            return Optional.empty();
        }
        return exits.getOrDefault(path.substring(5, slash), Map.of()).entrySet().stream()
                .filter(e -> file(e.getKey()).equals(path.substring(slash + 1)))
                .findFirst()
                .map(e -> report(e.getKey(), e.getValue()).json());
    }

    @Override
    public Optional<UnitFiles> published(String unit, String manifest) throws PortException {
        ask();
        return Optional.ofNullable(published.get(unit)).map(p -> files(unit, p.bytes));
    }

    @Override
    public String put(Path file, String suffix) throws PortException {
        ask();
        return "inputs/" + "0".repeat(64);
    }

    @Override
    public String put(byte[] content) throws PortException {
        return put((Path) null, "");
    }

    @Override
    public Instant acknowledge(UnitFiles unit, long token) throws PortException {
        ask();
        fence(token);
        Published there = published.get(unit.unit());
        if (there == null) {
            log.acknowledgedAndGone();
            return timer.now();
        }
        if (there.deletable < 0) {
            there.deletable = timer.sinceBegin() + settings.site().grace().toMillis();
        }
        return timer.now().plusMillis(there.deletable - timer.sinceBegin());
    }

    @Override
    public void sweep(String campaign, Sweep what, long token) {
        // the files of images are all that is counted here
        if (what instanceof Sweep.Visits visits) {
            visits.visits().forEach(visit -> {
                sweptTooSoon += perVisit.containsKey(visit) ? 1 : 0;
                swept.add(visit);
            });
        }
    }

    @Override
    public Optional<Instant> purge(UnitFiles unit, long token) throws PortException {
        ask();
        fence(token);
        Published there = published.get(unit.unit());
        if (there == null) {
            return Optional.empty();
        }
        if (there.deletable < 0) {
            throw new PortException.Refused("[site " + name + "] " + unit.unit() + " is not acknowledged");
        }
        if (there.deletable > timer.sinceBegin()) {
            return Optional.of(timer.now().plusMillis(there.deletable - timer.sinceBegin()));
        }
        forget(unit.unit());
        forgetExit(there);
        return Optional.empty();
    }

    /** Exit files of purged units are not looked at again. */
    private void forgetExit(Published purged) {
        Map<UnitSpec, Exited> of = exits.get(purged.stem);
        if (of != null && of.remove(purged.unit) != null && of.isEmpty()) {
            exits.remove(purged.stem);
            claims.remove(purged.stem);
        }
    }

    private void fence(long token) throws PortException {
        if (token < highestToken) {
            throw new PortException.Fenced(
                    "[site " + name + "] the token " + token + " is lower than " + highestToken + ", seen before");
        }
        highestToken = token;
        calls.takes(1);
    }

    @Override
    public void close() {}
}
