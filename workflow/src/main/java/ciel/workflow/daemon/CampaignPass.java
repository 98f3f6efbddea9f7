package ciel.workflow.daemon;

import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts campaigns, sees what people changed in the ledger, finds their ends, and compares the counts with the rows. */
final class CampaignPass implements Pass {
    private static final String ACTOR = "campaigns";

    private final DaemonContext context;
    private final Runnable changed;
    private final Map<CampaignRun, Long> versions = new HashMap<>();
    private Instant audit;

    /** @param changed runs all other passes again */
    CampaignPass(DaemonContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    @Override
    public String name() {
        return ACTOR;
    }

    @Override
    public Instant step(Instant now) {
        boolean news = false;
        for (CampaignRun run : context.runs) {
            news |= look(run, now);
        }
        if (audit == null) {
            audit = now.plus(context.settings.audit());
        } else if (!now.isBefore(audit)) {
            audit = now.plus(context.settings.audit());
            context.runs.forEach(run -> audit(run, now));
        }
        if (news) {
            changed.run();
        }
        return now.plus(context.settings.poll());
    }

    private boolean look(CampaignRun run, Instant now) {
        CampaignRow row = context.ledger.campaign(run.name()).orElseThrow();
        boolean news = versions.getOrDefault(run, -1L) != row.version();
        run.refresh(row);
        if (row.state() == CampaignState.PLANNED) {
            context.writing(w -> w.advanceCampaign(run.id(), CampaignState.ACTIVE, Change.by(ACTOR, now)));
            run.refresh(context.ledger.campaign(run.name()).orElseThrow());
            DaemonContext.LOG.info("campaign={} units={} started", run.name(), row.units());
        }
        Tally tally = context.ledger.tally(run.id());
        context.metrics.tally(run, tally);
        if (run.state() == CampaignState.ACTIVE && ended(run, tally)) {
            context.writing(w -> w.advanceCampaign(run.id(), CampaignState.DONE, Change.by(ACTOR, now)));
            run.refresh(context.ledger.campaign(run.name()).orElseThrow());
            String text = summary(tally);
            context.tell(
                    run, Notifier.Level.INFO, "campaign " + run.name(), "done", "the campaign is done: " + text, now);
        }
        versions.put(run, context.ledger.campaign(run.name()).orElseThrow().version());
        return news;
    }

    /** Whether nothing of a campaign will move any more without a person, and nothing waits for one. */
    private static boolean ended(CampaignRun run, Tally tally) {
        return Ends.of(run, tally) == Ends.DONE;
    }

    private static String summary(Tally tally) {
        StringBuilder text = new StringBuilder();
        for (UnitState state : UnitState.values()) {
            if (tally.units(state) > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(tally.units(state))
                        .append(" units ")
                        .append(state.name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return text.toString();
    }

    private void audit(CampaignRun run, Instant now) {
        List<String> wrong = context.ledger.audit(run.id());
        if (wrong.isEmpty()) {
            DaemonContext.LOG.info("campaign={} audit: the counts are those of the rows", run.name());
        } else {
            context.tell(
                    run,
                    Notifier.Level.ERROR,
                    "ledger",
                    "audit",
                    wrong.size() + " counts of the ledger are wrong, such as: " + wrong.getFirst(),
                    now);
        }
    }

    /** How far a campaign is. */
    enum Ends {
        /** Something can still move by itself. */
        MOVES,
        /** Nothing moves by itself, and something waits for a person. */
        WAITS,
        /** Everything is final. */
        DONE;

        static Ends of(CampaignRun run, Tally tally) {
            UnitState last = run.campaign.retention().purge() ? UnitState.PURGED : UnitState.DELIVERED;
            boolean waits = false;
            for (UnitState state : UnitState.values()) {
                if (tally.units(state) == 0 || state == last) {
                    continue;
                }
                if (state == UnitState.RENDERED && resting(tally)) {
                    waits = true;
                } else if (state.resting()) {
                    waits |= state == UnitState.HELD;
                } else {
                    return MOVES;
                }
            }
            if (tally.liveJobs() > 0) {
                return MOVES;
            }
            return waits ? WAITS : DONE;
        }

        /** Whether no delivery moves by itself. */
        private static boolean resting(Tally tally) {
            return tally.deliveries().stream().allMatch(d -> d.count().entrySet().stream()
                    .allMatch(e ->
                            e.getValue() == 0 || e.getKey().resting() || e.getKey() == DeliveryState.ACKNOWLEDGED));
        }
    }
}
