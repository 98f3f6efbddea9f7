package ciel.workflow.ledger;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.campaign.CampaignVisit;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a campaign and its units into the ledger, some thousand units a transaction. */
final class Enrolment {
    private static final int UNITS = 20_000;

    private final SqlLedger ledger;
    private final Campaign campaign;
    private final Change change;

    Enrolment(SqlLedger ledger, Campaign campaign, Instant at, String actor) {
        this.ledger = ledger;
        this.campaign = campaign;
        this.change = Change.by(actor, at);
    }

    long run(String text, Iterator<CampaignVisit> visits) {
        CampaignRow row = ledger.transaction("loading campaign " + campaign.name(), 0, w -> begin(text));
        int visitsAtOnce = Math.max(1, UNITS / campaign.detectors().size());
        while (visits.hasNext()) {
            List<CampaignVisit> part = new ArrayList<>();
            while (visits.hasNext() && part.size() < visitsAtOnce) {
                part.add(visits.next());
            }
            ledger.transaction("loading campaign " + campaign.name(), 0, w -> add(w, row.campaign(), part));
        }
        ledger.transaction("loading campaign " + campaign.name(), 0, w -> {
            CampaignRow now = ledger.write()
                    .first(Rows::campaign, Sql.CAMPAIGN_BY_ROW, row.campaign())
                    .orElseThrow();
            if (now.state() == CampaignState.LOADING) {
                w.state(row.campaign(), now.state(), CampaignState.PLANNED, change);
            } else if (now.state() == CampaignState.DONE && now.units() > row.units()) {
                w.state(row.campaign(), now.state(), CampaignState.ACTIVE, change);
            }
            return null;
        });
        ledger.loaded();
        return row.campaign();
    }

    private CampaignRow begin(String text) throws SQLException {
        Session db = ledger.write();
        String names =
                campaign.destinations().stream().map(CampaignDestination::name).collect(Collectors.joining(","));
        String detectors = Rows.numbers(campaign.detectors());
        db.update(
                Sql.NEW_CAMPAIGN,
                campaign.name(),
                campaign.file().toString(),
                text,
                campaign.site().group().orElse(""),
                campaign.priority(),
                change.at(),
                change.at(),
                detectors,
                names);
        CampaignRow row =
                db.first(Rows::campaign, Sql.CAMPAIGN_BY_NAME, campaign.name()).orElseThrow();
        if (!String.join(",", row.destinations()).equals(names)) {
            throw changed("destinations", String.join(", ", row.destinations()));
        }
        if (!Rows.numbers(row.detectors()).equals(detectors)) {
            throw changed(
                    "detectors",
                    row.detectors().stream().map(Detector::name).limit(5).collect(Collectors.joining(", "))
                            + (row.detectors().size() > 5 ? ", ..." : ""));
        }
        return row;
    }

    private InputException changed(String what, String before) {
        return new InputException(
                campaign.file().toString(),
                what + " are not those with which campaign " + campaign.name() + " was loaded (" + before + ")",
                "put them back, or give the campaign another name; visits may be added");
    }

    private Void add(SqlWriter writer, long row, List<CampaignVisit> visits) throws SQLException {
        Session db = ledger.write();
        List<Detector> detectors = campaign.detectors();
        List<CampaignVisit> fresh = new ArrayList<>();
        for (CampaignVisit v : visits) {
            if (db.first(Rows::visit, Sql.VISIT_BY_ID, row, v.observationId()).isEmpty()) {
                fresh.add(v);
            }
        }
        if (fresh.isEmpty()) {
            return null;
        }
        long version = writer.version(row);
        long n = (long) fresh.size() * detectors.size();
        long unit = db.first(r -> r.getLong(1), Sql.RESERVE, n).orElseThrow() - n;
        for (CampaignVisit v : fresh) {
            long bits = campaign.destinationsOf(v);
            if (bits == 0) {
                throw new InputException(
                        campaign.file().toString(),
                        "visit " + v.observationId() + " (band " + v.band().letter() + ", night " + v.night()
                                + ") goes to no destination",
                        "widen a share, or leave the visit out");
            }
            long visit = db.first(
                            r -> r.getLong(1),
                            Sql.NEW_VISIT,
                            row,
                            v.observationId(),
                            v.band().ordinal(),
                            v.night(),
                            v.mjd(),
                            v.ra(),
                            v.dec(),
                            v.catalog().toString(),
                            bits,
                            unit,
                            detectors.size())
                    .orElseThrow();
            for (Detector d : detectors) {
                db.batch(
                        Sql.NEW_UNIT,
                        unit++,
                        row,
                        visit,
                        v.observationId(),
                        d.number(),
                        change.at(),
                        change.at(),
                        version);
            }
            writer.counts().planned(row, visit, detectors.size());
            for (int d = 0; bits >>> d != 0; d++) {
                writer.counts().add(row, Counts.EXPECTED, d, 0, (bits >>> d & 1) * detectors.size(), 0);
            }
        }
        db.flush(Sql.NEW_UNIT);
        db.update(Sql.GROW, (long) fresh.size(), n, row);
        return null;
    }
}
