package ciel.workflow.daemon;

import ciel.workflow.ledger.Change;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes acknowledged units at the render site, when the grace is over. The site looks at each file again before it does. */
final class PurgePass implements Pass, SiteWalk.Act {
    private static final String NAME = "purge";

    private final DaemonContext context;
    private final UnitActs acts;
    private final SiteWalk walk;

    /** @param wake runs this pass and that of the campaigns again */
    PurgePass(DaemonContext context, Runnable wake) {
        this.context = context;
        this.acts = new UnitActs(context, "delete");
        this.walk = new SiteWalk(context, NAME, "delete", acts, this, wake);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Instant step(Instant now) {
        return walk.step(now);
    }

    @Override
    public SiteWalk.Due due(CampaignRun run, Instant now) {
        if (!run.campaign.retention().purge()) {
            return new SiteWalk.Due(List.of(), Instant.MAX);
        }
        List<Long> units =
                context.ledger.dueUnitNumbers(run.id(), UnitState.DELIVERED, now, 4 * context.settings.batch());
        Instant next = units.isEmpty()
                ? context.ledger.nextUnit(run.id(), UnitState.DELIVERED).orElse(Instant.MAX)
                : now;
        return new SiteWalk.Due(units, next);
    }

    @Override
    public Object ask(SiteFolder site, UnitFiles unit, long token) throws PortException {
        return site.purge(unit, token);
    }

    @Override
    public void answered(CampaignRun run, String act, Map<Long, Object> answers, Instant now) {
        List<Long> gone = new ArrayList<>();
        Map<Instant, List<Long>> later = new HashMap<>();
        Map<Long, String> wrong = new LinkedHashMap<>();
        answers.forEach((unit, said) -> {
            if (said instanceof Optional<?> when) {
                when.ifPresentOrElse(
                        t -> later.computeIfAbsent(
                                        SubmitPass.later((Instant) t, now.plusSeconds(1)), k -> new ArrayList<>())
                                .add(unit),
                        () -> gone.add(unit));
            } else {
                wrong.put(unit, said.toString());
            }
        });
        context.writing(w -> {
            w.advanceUnits(IdSet.of(gone), UnitState.PURGED, Change.by(NAME, now));
            later.forEach((due, ids) -> w.postponeUnits(IdSet.of(ids), due));
            wrong.forEach((unit, why) -> w.advanceUnits(
                    IdSet.of(unit), UnitState.HELD, Change.by(NAME, now).because(LedgerJobBook.shortened(why), "")));
            acts.done(w, act, now);
        });
        run.purged.addAll(gone);
        if (!gone.isEmpty()) {
            DaemonContext.LOG.info("campaign={} units={} ids=\"{}\" purged", run.name(), gone.size(), IdSet.of(gone));
        }
        wrong.forEach((unit, why) ->
                context.tell(run, Notifier.Level.ERROR, run.site(), "purge/" + LedgerJobBook.shortened(why), why, now));
    }
}
