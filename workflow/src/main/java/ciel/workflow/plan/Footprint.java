package ciel.workflow.plan;

import ciel.sites.Site;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignDestination;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.RateRow;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a campaign takes of a disk space now. Bytes are counted; files follow from the files of a unit, since each unit of a
 * campaign has the same.
 *
 * @param place      the render site or a destination
 * @param space      the site's disk space, as its file names it; empty where the campaign does not say
 * @param bytes      of images that lie there
 * @param bytesQuota of the disk space; NaN: not known
 * @param files      files and folders that lie there
 * @param filesQuota of the disk space; NaN: not known
 */
public record Footprint(String place, String space, double bytes, double bytesQuota, double files, double filesQuota) {
    /** At the render site, a unit has a folder and an exit file besides. */
    private static final int BESIDE = 2;

    /** @return the render site, then each destination */
    public static List<Footprint> of(Campaign campaign, Tally tally, List<RateRow> rates) {
        double ofUnit = filesOfUnit(campaign, rates);
        List<Footprint> all = new ArrayList<>();
        String site = campaign.site().site().name();
        long there = tally.units(UnitState.RENDERED) + tally.units(UnitState.DELIVERED);
        all.add(of(site, campaign.site().storage(), tally.bytesAtSite(), there * (ofUnit + BESIDE)));
        for (int d = 0; d < tally.deliveries().size(); d++) {
            CampaignDestination to = campaign.destinations().get(d);
            Tally.Deliveries deliveries = tally.deliveries().get(d);
            long units = 0;
            long bytes = 0;
            for (DeliveryState state : DeliveryState.values()) {
                if (state.code() >= DeliveryState.FETCHED.code() && !state.resting()) {
                    units += deliveries.count(state);
                    bytes += deliveries.bytes().getOrDefault(state, 0L);
                }
            }
            all.add(of(to.name(), to.storage(), bytes, units * ofUnit));
        }
        return all;
    }

    private static Footprint of(String place, Optional<Site.Storage> space, double bytes, double files) {
        return new Footprint(
                place,
                space.map(Site.Storage::name).orElse(""),
                bytes,
                space.map(Site.Storage::bytes).orElse(Double.NaN),
                files,
                space.map(Site.Storage::inodes).orElse(Double.NaN));
    }

    private static double filesOfUnit(Campaign campaign, List<RateRow> rates) {
        double units = 0;
        double files = 0;
        for (RateRow rate : rates) {
            if (rate.site().equals(campaign.site().site().name())
                    && rate.physics().equals(campaign.rendering().physics())) {
                units += rate.units();
                files += rate.files();
            }
        }
        return units > 0 ? files / units : Assumptions.files(campaign);
    }
}
