package ciel.workflow.ledger;

import java.util.List;
import java.util.function.Consumer;

/** Hands out everything of a campaign, page by page, so that no reader holds up the write-ahead log. */
final class Export {
    private static final int VISITS = 20;
    private static final int EVENTS = 2000;

    private final LedgerReads ledger;

    Export(LedgerReads ledger) {
        this.ledger = ledger;
    }

    void visits(long campaign, Consumer<VisitRow> sink) {
        long last = 0;
        while (true) {
            long from = last;
            List<VisitRow> page =
                    ledger.read("exporting", db -> db.list(Rows::visit, Sql.VISIT_PAGE, campaign, from, VISITS));
            if (page.isEmpty()) {
                return;
            }
            page.forEach(sink);
            last = page.getLast().visit();
        }
    }

    void units(long campaign, Consumer<UnitRow> sink) {
        visits(campaign, v -> ledger.read(
                        "exporting",
                        db -> db.list(Rows::unit, Sql.UNIT_RANGE, v.firstUnit(), v.firstUnit() + v.units() - 1))
                .forEach(sink));
    }

    void files(long campaign, CampaignLedger.FileSink sink) {
        record Listing(long unit, List<ProductFile> files) {}
        visits(campaign, v -> ledger.read(
                        "exporting",
                        db -> db.list(
                                r -> new Listing(r.getLong(1), Rows.files(r.getString(2))),
                                Sql.FILES_RANGE,
                                v.firstUnit(),
                                v.firstUnit() + v.units() - 1))
                .forEach(listing -> listing.files().forEach(f -> sink.file(listing.unit(), f))));
    }

    void events(long campaign, Consumer<EventRow> sink) {
        long last = 0;
        while (true) {
            long from = last;
            List<EventRow> page =
                    ledger.read("exporting", db -> db.list(Rows::event, Sql.EVENT_PAGE, campaign, from, EVENTS));
            if (page.isEmpty()) {
                return;
            }
            page.forEach(sink);
            last = page.getLast().seq();
        }
    }
}
