package ciel.workflow.daemon;

import ciel.workflow.ledger.IdSet;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Asks render sites for an act on units that are due, many in a call and one call a campaign at a time: written down before,
 * answered unit by unit. A site that does not answer is parked, and asked again for all of them.
 */
final class SiteWalk {
    /**
     * Units of a campaign that are due now.
     *
     * @param units numbers
     * @param next  when there may be more, where there are none
     */
    record Due(Collection<Long> units, Instant next) {}

    /** What differs from act to act. */
    interface Act {
        Due due(CampaignRun run, Instant now);

        /** @return the site's answer for one unit */
        Object ask(SiteFolder site, UnitFiles unit, long token) throws PortException;

        /**
         * @param act     key of the act, to be ended in the transaction that writes what follows
         * @param answers of the site by unit; the text of its refusal where it refused
         */
        void answered(CampaignRun run, String act, Map<Long, Object> answers, Instant now);
    }

    private final DaemonContext context;
    private final String pass;
    private final String word;
    private final UnitActs acts;
    private final Act act;
    private final Runnable wake;
    private final Set<CampaignRun> busy = new HashSet<>();

    /** @param pass its name @param word what is asked for, such as delete @param wake runs the pass and the next one again */
    SiteWalk(DaemonContext context, String pass, String word, UnitActs acts, Act act, Runnable wake) {
        this.context = context;
        this.pass = pass;
        this.word = word;
        this.acts = acts;
        this.act = act;
        this.wake = wake;
    }

    /** @return when to come back */
    Instant step(Instant now) {
        Instant next = Instant.MAX;
        for (CampaignRun run : context.runs) {
            Instant again = step(run, now);
            next = again.isBefore(next) ? again : next;
        }
        return next;
    }

    private Instant step(CampaignRun run, Instant now) {
        if (busy.contains(run)) {
            return Instant.MAX;
        }
        Instant free = context.free(run.site(), now);
        if (free.isAfter(now)) {
            return free;
        }
        Due due = act.due(run, now);
        if (due.units().isEmpty()) {
            return due.next();
        }
        ask(run, due.units(), now);
        return Instant.MAX; // its answer brings us back
    }

    private void ask(CampaignRun run, Collection<Long> units, Instant now) {
        Map<Long, UnitFiles> files = context.items.files(run.name(), units);
        String key = acts.begin(run, IdSet.of(units), now);
        busy.add(run);
        SiteFolder site = run.ports.site();
        long token = context.token();
        context.calls.ask(
                run.site() + " care",
                word + " " + files.size() + " units",
                () -> {
                    Map<Long, Object> answers = new LinkedHashMap<>();
                    for (Map.Entry<Long, UnitFiles> each : files.entrySet()) {
                        try {
                            answers.put(each.getKey(), act.ask(site, each.getValue(), token));
                        } catch (PortException.Refused e) {
                            answers.put(each.getKey(), e.getMessage());
                        }
                    }
                    return answers;
                },
                answer -> {
                    busy.remove(run);
                    Instant then = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Map<Long, Object>> value -> {
                            context.works(run, run.site(), pass, then);
                            act.answered(run, key, value.value(), then);
                        }
                        case Calls.Answer.Failed<Map<Long, Object>> failed -> {
                            acts.failed(key, failed.failure(), then);
                            context.failed(run, run.site(), pass, failed.failure(), then);
                        }
                    }
                    wake.run();
                });
    }
}
