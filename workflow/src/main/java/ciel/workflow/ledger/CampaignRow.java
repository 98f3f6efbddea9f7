package ciel.workflow.ledger;

import ciel.sim.camera.Detector;
import java.time.Instant;
import java.util.List;

/**
 * A campaign in the ledger.
 *
 * @param campaign     number of the row
 * @param name         unique in a ledger
 * @param state        of the campaign
 * @param file         path of the campaign file when it was loaded
 * @param text         that file's text
 * @param group        who pays, or empty
 * @param priority     larger is sooner
 * @param created      when it was loaded
 * @param changed      last change of its state
 * @param version      grows with every transaction that changes anything of this campaign
 * @param visits       how many
 * @param units        how many
 * @param detectors    ascending
 * @param destinations names, in the order of their bits
 */
public record CampaignRow(
        long campaign,
        String name,
        CampaignState state,
        String file,
        String text,
        String group,
        int priority,
        Instant created,
        Instant changed,
        long version,
        long visits,
        long units,
        List<Detector> detectors,
        List<String> destinations) {
    public CampaignRow {
        detectors = List.copyOf(detectors);
        destinations = List.copyOf(destinations);
    }
}
