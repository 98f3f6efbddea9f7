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
        final String job;
        final long bytes;
        final long at;
        long deletable = -1;

        Published(String job, long bytes, long at) {
            this.job = job;
            this.bytes = bytes;
            this.at = at;
        }
    }

    private final String name;
    private final String campaign;
    private final WorldSettings settings;
    private final VirtualTimer timer;
    private final SimulatedCalls calls;
    private final WorldLog log;
    private final Map<String, Published> published = new HashMap<>();
    /** By stem of the job: outcome of each unit by the name of its exit file. */
    private final Map<String, Map<String, UnitReport>> exits = new HashMap<>();

    private final Map<String, String> claims = new HashMap<>();
    /** How many units of a visit lie here. */
    private final Map<Long, Integer> perVisit = new HashMap<>();

    private final Set<Long> swept = new HashSet<>();
    private long sweptTooSoon;
    private final ArrayDeque<String> byAge = new ArrayDeque<>();
    private long bytes;
    private long inodes;
    private long highestToken;

    SimulatedSite(
            String name,
            String campaign,
            WorldSettings settings,
            VirtualTimer timer,
            SimulatedCalls calls,
            WorldLog log) {
        this.name = name;
        this.campaign = campaign;
        this.settings = settings;
        this.timer = timer;
        this.calls = calls;
        this.log = log;
    }

    // ---- what jobs do there

    /** @return whether the task of this name may work: nobody else has claimed it */
    boolean claim(String stem, int task, String job) {
        return claims.putIfAbsent(stem + "/" + task, job + "/" + task) == null
                || claims.get(stem + "/" + task).equals(job + "/" + task);
    }

    /** A unit was rendered, or failed. The quota holds: what does not fit fails for want of room. */
    void ends(String stem, String job, UnitSpec unit, boolean fails, long size, double seconds) {
        boolean room = bytes + size <= settings.site().bytes()
                && inodes + settings.unit().files() + 1 <= settings.site().inodes();
        long now = timer.now().toEpochMilli();
        if (!fails && room) {
            Published before = published.put(unit.toString(), new Published(job, size, timer.sinceBegin()));
            if (before == null) {
                bytes += size;
                inodes += settings.unit().files();
                perVisit.merge(unit.visit(), 1, Integer::sum);
            } else {
                bytes += size - before.bytes;
                log.again(unit);
            }
            byAge.add(unit.toString());
            log.rendered(unit, job, bytes, inodes);
        } else if (!fails) {
            log.noRoom();
        }
        UnitReport.Cause cause =
                fails ? UnitReport.Cause.RENDERING : room ? UnitReport.Cause.NONE : UnitReport.Cause.NO_ROOM;
        boolean done = cause == UnitReport.Cause.NONE;
        UnitReport report = new UnitReport(
                UnitReport.FORMAT,
                UnitReport.VERSION,
                unit.toString(),
                job,
                "",
                0,
                done ? UnitReport.Outcome.RENDERED : UnitReport.Outcome.FAILED,
                cause,
                done ? 0 : 1,
                done ? "" : fails ? "the rendering failed by chance" : "no room: the quota of the site is used up",
                "node",
                "",
                now - Math.round(seconds * 1000),
                now,
                seconds,
                0,
                0,
                done ? folder(unit.toString()) : "",
                done ? MANIFEST : "",
                done ? sum(unit.toString()) : "",
                done ? settings.unit().files() : 0,
                done ? size : 0,
                "");
        exits.computeIfAbsent(stem, s -> new TreeMap<>()).put(unit.fileStem() + ".json", report);
    }

    long bytes() {
        return bytes;
    }

    long inodes() {
        return inodes;
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
            bytes -= gone.bytes;
            inodes -= settings.unit().files();
            long visit = Long.parseLong(unit.substring(0, unit.indexOf('/')));
            perVisit.computeIfPresent(visit, (v, n) -> n == 1 ? null : n - 1);
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
                left(settings.site().bytes(), bytes), left(settings.site().inodes(), inodes), timer.now());
    }

    private static long left(long quota, long used) {
        return quota == Long.MAX_VALUE ? quota : Math.max(0, quota - used);
    }

    @Override
    public List<String> list(String folder) throws PortException {
        ask();
        if (folder.startsWith("claim/")) {
            String stem = folder.substring("claim/".length());
            return claims.keySet().stream()
                    .filter(key -> key.startsWith(stem + "/"))
                    .map(key -> key.substring(stem.length() + 1))
                    .sorted()
                    .toList();
        }
        if (folder.startsWith("exit/")) {
            return List.copyOf(exits.getOrDefault(folder.substring("exit/".length()), Map.of())
                    .keySet());
        }
        String unit = folder.startsWith("out/" + campaign + "/") ? folder.substring(5 + campaign.length()) : "";
        return published.containsKey(unit) ? List.of("images", MANIFEST) : List.of();
    }

    @Override
    public Map<String, Exit> exits(String folder, Set<String> seen) throws PortException {
        ask();
        Map<String, Exit> found = new LinkedHashMap<>();
        exits.getOrDefault(folder.substring("exit/".length()), Map.of()).forEach((file, report) -> {
            if (!seen.contains(file)) {
                found.put(file, new Exit(report, ""));
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
        return Optional.ofNullable(
                        exits.getOrDefault(path.substring(5, slash), Map.of()).get(path.substring(slash + 1)))
                .map(UnitReport::json);
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
        forgetExit(there.job, unit.unit());
        return Optional.empty();
    }

    /** Exit files of purged units are not looked at again. */
    private void forgetExit(String job, String unit) {
        String stem = SimulatedScheduler.stem(job);
        Map<String, UnitReport> of = exits.get(stem);
        if (of != null && of.remove(unit.replace('/', '_') + ".json") != null && of.isEmpty()) {
            exits.remove(stem);
            for (int task = 0; claims.remove(stem + "/" + task) != null; task++) {
                continue;
            }
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
