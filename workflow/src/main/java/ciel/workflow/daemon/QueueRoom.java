package ciel.workflow.daemon;

import ciel.workflow.campaign.RenderSite;
import ciel.workflow.scheduler.Charge;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.scheduler.SubmitLimit;
import ciel.workflow.stage.PortException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How many tasks more the account of a campaign may have in its scheduler's queue. All campaigns of one account count
 * together, and so do other jobs of the user. The daemon's own jobs are counted from the ledger, since one that was just
 * submitted may not be in the queue yet.
 */
final class QueueRoom {
    /** Limits change seldom; the queue is looked at at each poll. */
    private static final Duration LIMITS_AGAIN = Duration.ofHours(1);

    private final DaemonContext context;
    private final CampaignRun run;
    private final Charge charge;
    private List<SubmitLimit> limits;
    private Instant asked = Instant.MIN;
    private Instant limitsAsked = Instant.MIN;
    private boolean asking;

    QueueRoom(DaemonContext context, CampaignRun run) {
        this.context = context;
        this.run = run;
        RenderSite site = run.campaign.site();
        this.charge = new Charge(site.account(), site.partition(), site.qos());
    }

    /** @return name of the account's share of the queue as a place that can be parked; the same for all its campaigns */
    String place() {
        return "queue of " + charge.account().orElse("the default account") + " at "
                + run.campaign.site().site().name();
    }

    /**
     * @param ours tasks of live jobs of all campaigns of this account, by name
     * @param wake runs when an answer has come
     * @return tasks that may be submitted; negative while that is not known
     */
    long tasks(Map<String, Integer> ours, Instant now, Runnable wake) {
        boolean none = limits != null && limits.isEmpty();
        Duration pause = none ? LIMITS_AGAIN : context.settings.poll();
        if (!asking && (limits == null || now.isAfter(asked.plus(pause)))) {
            ask(now, wake);
        }
        if (limits == null) {
            return -1;
        }
        long room = Long.MAX_VALUE;
        for (SubmitLimit limit : limits) {
            long others = others(limit, ours);
            long own = own(limit, ours);
            room = Math.min(room, Math.max(0, limit.most() - others - own));
            if (limit.most() <= others && own == 0) {
                full(
                        limit.source() + " is " + limit.most() + ", and other jobs of this user have " + others
                                + " tasks in the queue",
                        "queue",
                        now);
            }
        }
        if (room > 0) {
            context.works(run, place(), "queue", now);
        }
        return room;
    }

    private static long own(SubmitLimit limit, Map<String, Integer> ours) {
        return ours.entrySet().stream()
                .mapToLong(job -> Math.min(job.getValue(), limit.queue().getOrDefault(job.getKey(), Integer.MAX_VALUE)))
                .sum();
    }

    /** Tasks of jobs that are not the daemon's; its own that have ended since are no more in the queue. */
    private long others(SubmitLimit limit, Map<String, Integer> ours) {
        return limit.queue().entrySet().stream()
                .filter(job -> !ours.containsKey(job.getKey()) && !ended(job.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private boolean ended(String name) {
        return JobName.parse(name).isPresent()
                && context.ledger.job(name).filter(job -> !job.state().live()).isPresent();
    }

    /** The scheduler has refused a job because the account has as many as it may: wait, and look at the limits again. */
    void refused(String text, Instant now) {
        limitsAsked = Instant.MIN;
        asked = Instant.MIN;
        full(text, "submit", now);
    }

    /** The scheduler has taken a job. */
    void accepted(Instant now) {
        context.works(run, place(), "submit", now);
    }

    private void full(String text, String act, Instant now) {
        context.failed(
                run,
                place(),
                act,
                new PortException.CouldNotAsk(
                        PortException.Cause.AWAY,
                        "[" + run.scheduler() + "] the account has as many jobs in the queue as it may: " + text
                                + "; jobs are submitted when others have ended"),
                now);
    }

    private void ask(Instant now, Runnable wake) {
        asking = true;
        asked = now;
        boolean again = limitsAsked.equals(Instant.MIN) || now.isAfter(limitsAsked.plus(LIMITS_AGAIN));
        if (again) {
            limitsAsked = now;
        }
        context.calls.ask(
                run.scheduler(),
                "limits of the account at " + run.scheduler(),
                Schedulers.call(() -> run.ports.scheduler().submitLimits(charge, again)),
                answer -> {
                    asking = false;
                    Instant at = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<List<SubmitLimit>> value -> {
                            limits = value.value();
                            context.works(run, run.scheduler(), "queue", at);
                        }
                        case Calls.Answer.Failed<List<SubmitLimit>> failed -> {
                            limitsAsked = again ? Instant.MIN : limitsAsked;
                            context.failed(run, run.scheduler(), "queue", failed.failure(), at);
                        }
                    }
                    wake.run();
                });
    }
}
