package ciel.workflow.plan;

import ciel.sites.Site;
import ciel.workflow.campaign.Allocation;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.JobShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds the needs of a campaign against the limits that are known. */
final class Checks {
    private final Campaign campaign;
    private final CampaignPlan plan;
    private final Instant now;
    private final double waitSeconds;
    private final List<String> notes;
    private final List<Check> checks = new ArrayList<>();

    Checks(
            Campaign campaign,
            List<CampaignVisit> visits,
            CampaignPlan plan,
            Instant now,
            double waitSeconds,
            List<String> notes) {
        this.campaign = campaign;
        this.plan = plan;
        this.now = now;
        this.waitSeconds = waitSeconds;
        this.notes = notes;
        long nowhere =
                visits.stream().filter(v -> campaign.destinationsOf(v) == 0).count();
        if (nowhere > 0) {
            add("visits that no destination takes", nowhere, 0, "visits", "widen a share, or leave these visits out");
        }
        allocation();
        node();
        site();
        campaign.destinations().forEach(this::destination);
    }

    List<Check> all() {
        return checks;
    }

    private void add(String what, double needed, double limit, String unit, String remedy) {
        boolean fits = Double.isNaN(limit) || needed <= limit;
        checks.add(new Check(what, needed, limit, unit, fits, fits ? "" : remedy));
    }

    private void allocation() {
        JobShape job = campaign.site().job();
        String hours = (job.gpus() > 0 ? "GPU" : "core") + "-hours at "
                + campaign.site().site().name();
        double needed = job.gpus() > 0 ? plan.gpuHours() : plan.coreHours();
        Optional<Allocation> allocation = campaign.site().allocation();
        if (allocation.isEmpty()) {
            checks.add(new Check(hours, needed, Double.NaN, "h", true, ""));
            if (campaign.site().scheduler().equals("slurm")) {
                notes.add("the campaign file has no site.allocation: hours are not compared with one");
            }
            return;
        }
        add(hours, needed, allocation.get().hours(), "h", "ask for more hours, or leave out visits or detectors");
        allocation.get().ends().ifPresent(end -> {
            Instant last = end.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            double left = (last.toEpochMilli() - now.toEpochMilli()) / 86_400_000.0;
            if (left <= 0) {
                add("allocation, days since its last day " + end, -left, 0, "d", "it has expired: give a new one");
            } else {
                add(
                        "days of rendering until the allocation's last day, " + end,
                        plan.renderSeconds() / 86_400,
                        left,
                        "d",
                        "run more jobs at once (site.job.running), or ask for a longer allocation");
            }
        });
    }

    private void node() {
        JobShape job = campaign.site().job();
        campaign.site().node().ifPresent(n -> {
            String node = " of a node of " + n.name();
            if (n.cores() != null) {
                add("cores of a job, and" + node, job.cores(), n.cores(), "cores", "give fewer site.job.cores");
            }
            if (n.gpus() != null) {
                add("GPUs of a job, and" + node, job.gpus(), n.gpus(), "GPUs", "give fewer site.job.gpus");
            }
            if (n.memoryBytes() != null) {
                add(
                        "memory of a job, and" + node,
                        job.memoryBytes(),
                        n.memoryBytes(),
                        "bytes",
                        "give less site.job.memory");
            }
        });
        if (campaign.site().scheduler().equals("local") && !campaign.site().remote()) {
            int cores = Runtime.getRuntime().availableProcessors();
            add("cores of a job, and of this machine", job.cores(), cores, "cores", "give fewer site.job.cores");
        }
        double usable = job.time().minus(job.warning()).toSeconds();
        double longest = plan.basis().stream()
                .mapToDouble(b -> Assumptions.SETUP_SECONDS + b.coreSeconds() / (job.cores() * Assumptions.BUSY))
                .max()
                .orElse(0);
        add(
                "time of a job with a single unit, and site.job.time less site.job.warning",
                longest,
                usable,
                "s",
                "give a longer site.job.time: no unit would ever be ready");
        if (plan.jobSeconds() > usable && longest <= usable) {
            notes.add("a job of " + job.detectors() + " detectors is cut by its time limit and goes on in another: give"
                    + " fewer site.job.detectors, or a longer site.job.time");
        }
    }

    private void site() {
        String at = " at " + campaign.site().site().name();
        Optional<Site.Storage> storage = campaign.site().storage();
        storage.ifPresent(s -> {
            String in = at + " in " + s.name();
            String remedy =
                    "a shorter retention.grace, a faster link or fewer jobs at once (site.job.running) keep less there";
            if (s.bytes() != null) {
                add("bytes at once" + in, plan.peakBytes(), s.bytes(), "bytes", remedy);
            }
            if (s.inodes() != null) {
                add("files and folders at once" + in, plan.peakInodes(), s.inodes(), "files", remedy);
            }
            if (s.purgeDays() != null) {
                add(
                        "days that a file waits" + in + ", and the site's purge",
                        Double.isInfinite(waitSeconds) ? 1e9 : waitSeconds / 86_400,
                        s.purgeDays(),
                        "d",
                        "let the campaign purge (retention.purge: true), or run fewer jobs at once, so that the link keeps up");
            }
        });
        if (storage.isEmpty() && !campaign.site().site().storage().isEmpty()) {
            notes.add("site.storage does not say which disk space of "
                    + campaign.site().site().name()
                    + " root lies in ("
                    + String.join(
                            ", ",
                            campaign.site().site().storage().stream()
                                    .map(Site.Storage::name)
                                    .toList())
                    + "): quotas and purge are not compared");
        }
        if (!campaign.site().remote()) {
            free(
                    "bytes at once" + at,
                    plan.peakBytes(),
                    campaign.site().root(),
                    "free some, or give another site.root");
        }
    }

    private void destination(CampaignDestination d) {
        LinkPlan link = plan.links().stream()
                .filter(l -> l.destination().equals(d.name()))
                .findFirst()
                .orElseThrow();
        d.storage().ifPresent(s -> {
            if (s.bytes() != null) {
                add(
                        "bytes at " + d.name() + " in " + s.name(),
                        link.bytes(),
                        s.bytes(),
                        "bytes",
                        "ask for a larger quota, or give it a smaller share");
            }
            if (s.inodes() != null) {
                add(
                        "files at " + d.name() + " in " + s.name(),
                        link.files(),
                        s.inodes(),
                        "files",
                        "ask for a larger quota, or give it a smaller share");
            }
        });
        free("bytes at " + d.name(), link.bytes(), d.folder(), "free some, or give another folder");
    }

    /** Compares with the space that is free, where the folder, or one above it, is on this machine. */
    private void free(String what, double bytes, Path folder, String remedy) {
        Path there = folder;
        while (there.getNameCount() > 1 && !Files.isDirectory(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || there.getNameCount() < 1) {
            return;
        }
        try {
            add(
                    what + ", and free in " + there,
                    bytes,
                    Files.getFileStore(there).getUsableSpace(),
                    "bytes",
                    remedy);
        } catch (IOException e) {
            notes.add("the free space in " + there + " cannot be asked for");
        }
    }
}
