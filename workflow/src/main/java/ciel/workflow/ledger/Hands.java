package ciel.workflow.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What humans do to campaigns, without a lease: in short transactions, and only to rows that rest. */
final class Hands {
    private static final int AT_ONCE = 5000;

    private final SqlLedger ledger;

    Hands(SqlLedger ledger) {
        this.ledger = ledger;
    }

    boolean pause(long campaign, Change change) {
        return move(campaign, CampaignState.ACTIVE, CampaignState.PAUSED, change);
    }

    boolean resume(long campaign, Change change) {
        return move(campaign, CampaignState.PAUSED, CampaignState.ACTIVE, change);
    }

    private boolean move(long campaign, CampaignState from, CampaignState to, Change change) {
        return ledger.transaction("changing the campaign", 0, w -> {
            if (state(w, campaign) != from) {
                return false;
            }
            w.state(campaign, from, to, change);
            return true;
        });
    }

    /** The state, with the campaign locked. */
    private CampaignState state(SqlWriter writer, long campaign) throws SQLException {
        writer.version(campaign);
        return ledger.write()
                .first(r -> CampaignState.of(r.getInt(3)), Sql.CAMPAIGN_BY_ROW, campaign)
                .orElseThrow();
    }

    boolean cancel(long campaign, Change change) {
        boolean first = ledger.transaction("cancelling the campaign", 0, w -> {
            CampaignState now = state(w, campaign);
            if (now == CampaignState.CANCELLED || now == CampaignState.DONE) {
                return false;
            }
            w.state(campaign, now, CampaignState.CANCELLED, change);
            return true;
        });
        // also where it was cancelled before and the rest of it was cut short
        long moved;
        do {
            moved = ledger.transaction("cancelling the campaign", 0, w -> {
                if (state(w, campaign) != CampaignState.CANCELLED) {
                    return 0L;
                }
                List<UnitRow> planned = ledger.write()
                        .list(Rows::unit, Sql.DUE_UNITS, campaign, UnitState.PLANNED.code(), Long.MAX_VALUE, AT_ONCE);
                return w.move(
                                IdSet.ofUnits(planned),
                                UnitState.CANCELLED,
                                null,
                                change.because("cancelled by " + change.actor(), ""),
                                u -> u.state() == UnitState.PLANNED)
                        .size();
            });
        } while (moved > 0);
        return first;
    }

    CampaignLedger.Retried retry(long campaign, Selection selection, Change change) {
        long units = 0;
        long deliveries = 0;
        for (UnitState state : List.of(UnitState.FAILED, UnitState.HELD)) {
            if (!selection.states().isEmpty() && !selection.states().contains(state)) {
                continue;
            }
            Cursor at = new Cursor();
            while (at.more) {
                units += ledger.transaction("retrying", 0, w -> units(w, campaign, state, selection, at, change));
            }
            Cursor there = new Cursor();
            while (there.more) {
                deliveries += ledger.transaction(
                        "retrying", 0, w -> deliveries(w, campaign, state, selection, there, change));
            }
        }
        if (units + deliveries > 0) {
            move(campaign, CampaignState.DONE, CampaignState.ACTIVE, change);
        }
        return new CampaignLedger.Retried(units, deliveries);
    }

    /** Where the last page ended. */
    private static final class Cursor {
        private String cause = "";
        private long unit;
        private int destination;
        private boolean more = true;

        void next(String lastCause, long lastUnit, int lastDestination) {
            cause = lastCause;
            unit = lastUnit;
            destination = lastDestination;
        }
    }

    private long units(SqlWriter writer, long campaign, UnitState state, Selection selection, Cursor at, Change change)
            throws SQLException {
        writer.version(campaign);
        List<UnitRow> page =
                ledger.write().list(Rows::unit, Sql.RESTING_UNITS, campaign, state.code(), at.cause, at.unit, AT_ONCE);
        at.more = !page.isEmpty();
        if (page.isEmpty()) {
            return 0;
        }
        at.next(page.getLast().cause(), page.getLast().unit(), 0);
        List<UnitRow> meant =
                page.stream().filter(u -> means(selection, u, u.cause())).toList();
        return writer.replan(IdSet.ofUnits(meant), change.at(), -1, change).size();
    }

    private long deliveries(
            SqlWriter writer, long campaign, UnitState state, Selection selection, Cursor at, Change change)
            throws SQLException {
        writer.version(campaign);
        Session db = ledger.write();
        List<DeliveryRow> page = db.list(
                Rows::delivery,
                Sql.RESTING_DELIVERIES,
                campaign,
                state.code(),
                at.cause,
                at.unit,
                at.destination,
                AT_ONCE);
        at.more = !page.isEmpty();
        if (page.isEmpty()) {
            return 0;
        }
        DeliveryRow end = page.getLast();
        at.next(end.cause(), end.unit(), end.destination());
        TreeMap<Integer, List<Long>> meant = new TreeMap<>();
        for (DeliveryRow d : page) {
            UnitRow unit =
                    db.first(Rows::unit, Sql.UNIT_RANGE, d.unit(), d.unit()).orElseThrow();
            if (unit.state() == UnitState.RENDERED && means(selection, unit, d.cause())) {
                meant.computeIfAbsent(d.destination(), k -> new ArrayList<>()).add(d.unit());
            }
        }
        long moved = 0;
        for (var e : meant.entrySet()) {
            moved += writer.deliveries()
                    .retry(e.getKey(), IdSet.of(e.getValue()), change.at(), -1, change)
                    .size();
        }
        return moved;
    }

    private static boolean means(Selection selection, UnitRow unit, String cause) {
        return (selection.visits().isEmpty() || selection.visits().contains(unit.observationId()))
                && (selection.detectors().isEmpty() || selection.detectors().contains(unit.detector()))
                && cause.toLowerCase(Locale.ROOT).contains(selection.cause().toLowerCase(Locale.ROOT));
    }
}
