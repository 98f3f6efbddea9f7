package ciel.workflow.daemon;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.CampaignState;
import java.util.TreeSet;

/** A campaign that the daemon runs: its file, its row as it was read last, and its ports. */
final class CampaignRun {
    final Campaign campaign;
    final Ports ports;
    /** Units that were purged since the sweep looked. */
    final TreeSet<Long> purged = new TreeSet<>();

    private CampaignRow row;

    CampaignRun(Campaign campaign, CampaignRow row, Ports ports) {
        this.campaign = campaign;
        this.row = row;
        this.ports = ports;
    }

    /** @return number of the campaign's row */
    long id() {
        return row.campaign();
    }

    CampaignRow row() {
        return row;
    }

    void refresh(CampaignRow now) {
        row = now;
    }

    CampaignState state() {
        return row.state();
    }

    String name() {
        return campaign.name();
    }

    /** @return name of the render site as a place that can be parked */
    String site() {
        return "site " + campaign.site().site().name();
    }

    /** @return its scheduler as a place that can be parked */
    String scheduler() {
        return "scheduler " + campaign.site().site().name();
    }

    String link(int destination) {
        return "link " + ports.carriers().get(destination).link();
    }

    String destination(int destination) {
        return "destination " + campaign.destinations().get(destination).name();
    }

    int destinations() {
        return ports.destinations().size();
    }
}
