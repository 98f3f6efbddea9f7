package ciel.workflow.daemon;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.stage.Carrier;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.SiteFolder;
import java.util.List;

/**
 * The ports of one campaign. Campaigns that use the same site, link or destination share its port.
 *
 * @param scheduler    of the render site
 * @param site         folder there
 * @param carriers     from the render site to each destination, in the order of the campaign file
 * @param destinations in the order of the campaign file
 */
public record Ports(Scheduler scheduler, SiteFolder site, List<Carrier> carriers, List<Destination> destinations) {
    /** Copies the lists. */
    public Ports {
        carriers = List.copyOf(carriers);
        destinations = List.copyOf(destinations);
        if (carriers.size() != destinations.size()) {
            throw new IllegalArgumentException(
                    carriers.size() + " carriers for " + destinations.size() + " destinations");
        }
    }

    /** Opens ports; connects to nothing yet. */
    public interface Factory extends AutoCloseable {
        /** @return the ports of a campaign */
        Ports open(Campaign campaign);

        @Override
        void close();
    }
}
