package ciel.workflow.daemon;

import ciel.workflow.ledger.Act;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.LedgerWriter;
import ciel.workflow.stage.PortException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Acts at a render site that one call does to many units: one row of the ledger for each call, written before the call is
 * made. The units of a call that had no answer are due as before, and the next call is an act of its own.
 */
final class UnitActs {
    private final DaemonContext context;
    private final String kind;
    private final Set<CampaignRun> begun = new HashSet<>();

    /** @param kind of the acts, such as {@code delete} */
    UnitActs(DaemonContext context, String kind) {
        this.context = context;
        this.kind = kind;
    }

    /** Writes down that a call is about to be made. @return key of the act */
    String begin(CampaignRun run, IdSet units, Instant now) {
        String key = kind + "/" + units.ranges().getFirst().first() + "/" + units.size() + "/" + context.token() + "/"
                + now.toEpochMilli();
        List<Act> open = begun.add(run)
                ? context.ledger.openActs(run.id()).stream()
                        .filter(act -> act.kind().equals(kind))
                        .toList()
                : List.of();
        context.writing(w -> {
            open.forEach(act -> w.answer(act.key(), "no answer: the daemon ended; asked again as " + key, now));
            w.begin(List.of(new Act(run.id(), kind, key, "units " + units, now)));
        });
        return key;
    }

    /** Writes down that there was no answer; where another daemon has taken over, that one does. */
    void failed(String key, PortException why, Instant now) {
        if (!(why instanceof PortException.Fenced)) {
            context.writing(w -> w.answer(key, "no answer: " + LedgerJobBook.shortened(why.getMessage()), now));
        }
    }

    /** Writes down, with what follows from it, that there was one. */
    void done(LedgerWriter w, String key, Instant now) {
        w.answer(key, "done", now);
    }
}
