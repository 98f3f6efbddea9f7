package ciel.workflow.page;

import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.ledger.VisitChanges;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.ledger.VisitTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The visits of a campaign with the state that a human wants to know first; read once, then kept up to date by changes. */
final class VisitStrip {
    private static final UnitState[] STATES = UnitState.values();

    private final CampaignLedger ledger;
    private final long campaign;
    private final Map<Long, Integer> places = new HashMap<>();
    private final List<int[]> counts = new ArrayList<>();
    private final List<VisitRow> rows = new ArrayList<>();
    private List<PageSource.VisitView> views = new ArrayList<>();
    private long version = -1;
    private long newest;

    VisitStrip(CampaignLedger ledger, long campaign) {
        this.ledger = ledger;
        this.campaign = campaign;
    }

    /** @return the state of a unit as the page shows it, when its deliveries are not looked at */
    static PageState of(UnitState state) {
        return switch (state) {
            case PLANNED -> PageState.PLANNED;
            case QUEUED -> PageState.QUEUED;
            case RUNNING -> PageState.RUNNING;
            case RENDERED -> PageState.RENDERED;
            case DELIVERED -> PageState.DONE;
            case PURGED -> PageState.PURGED;
            case FAILED -> PageState.FAILED;
            case HELD -> PageState.HELD;
            case CANCELLED -> PageState.CANCELLED;
        };
    }

    synchronized List<PageSource.VisitView> views() {
        refresh();
        return views;
    }

    /** @return observation id of the visit that changed last; the first one when none has changed since the start */
    synchronized long newest() {
        refresh();
        return newest;
    }

    private void refresh() {
        if (version < 0) {
            load();
            return;
        }
        VisitChanges changes = ledger.changes(campaign, version, 0);
        version = changes.version();
        if (changes.visits().isEmpty()) {
            return;
        }
        if (changes.visits().stream().anyMatch(t -> !places.containsKey(t.visit()))) {
            load(); // the campaign has grown
            return;
        }
        List<PageSource.VisitView> next = new ArrayList<>(views);
        for (VisitTally tally : changes.visits()) {
            int place = places.get(tally.visit());
            counts.get(place)[tally.state().ordinal()] = tally.count();
            next.set(place, view(place));
            newest = newest(newest, tally);
        }
        views = List.copyOf(next);
    }

    /** Of the visits that changed, the one that is furthest back is the least likely to be done: the last in order is shown. */
    private static long newest(long before, VisitTally tally) {
        return tally.count() > 0 && tally.state() != UnitState.PURGED ? tally.observationId() : before;
    }

    private void load() {
        version = ledger.changes(campaign, Long.MAX_VALUE, 0).version();
        places.clear();
        counts.clear();
        rows.clear();
        ledger.eachVisit(campaign, row -> {
            places.put(row.visit(), rows.size());
            rows.add(row);
            counts.add(new int[STATES.length]);
        });
        newest = rows.isEmpty() ? 0 : rows.getFirst().observationId();
        for (VisitTally tally : ledger.visitTallies(campaign)) {
            Integer place = places.get(tally.visit());
            if (place != null) {
                counts.get(place)[tally.state().ordinal()] = tally.count();
                boolean moving = tally.state() != UnitState.PLANNED && tally.state() != UnitState.PURGED;
                newest = moving && tally.count() > 0 ? tally.observationId() : newest;
            }
        }
        List<PageSource.VisitView> all = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            all.add(view(i));
        }
        views = List.copyOf(all);
    }

    private PageSource.VisitView view(int place) {
        int[] of = counts.get(place);
        UnitState shown = UnitState.PLANNED;
        for (UnitState state : new UnitState[] {
            UnitState.FAILED,
            UnitState.HELD,
            UnitState.RUNNING,
            UnitState.QUEUED,
            UnitState.PLANNED,
            UnitState.RENDERED,
            UnitState.DELIVERED,
            UnitState.PURGED,
            UnitState.CANCELLED
        }) {
            if (of[state.ordinal()] > 0) {
                shown = state;
                break;
            }
        }
        VisitRow row = rows.get(place);
        return new PageSource.VisitView(row.observationId(), row.band().letter(), of(shown));
    }
}
