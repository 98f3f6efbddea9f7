package ciel.workflow.campaign;

import ciel.sim.camera.Detector;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A campaign as its file describes it. Everything that can be checked without the network has been checked: detectors
 * exist, settings are settings, sites are known, shares add up.
 *
 * @param file         the campaign file, absolute; relative paths in it begin at its folder
 * @param name         letters, digits and single hyphens, at most 40; part of the names of jobs and folders
 * @param description  one sentence, or empty
 * @param visits       which exposures
 * @param detectors    the CCDs of each visit, in ascending order of number, without duplicates
 * @param rendering    how they are rendered
 * @param site         where they are rendered
 * @param destinations where the images go; at least one, names distinct
 * @param retention    how long files stay at the render site
 * @param attempts     how often work is tried
 * @param priority     larger is sooner among the campaigns of one daemon; 0 by default
 * @param notification who is told
 * @param ledger       where the state is kept
 */
public record Campaign(
        Path file,
        String name,
        String description,
        VisitSelection visits,
        List<Detector> detectors,
        Rendering rendering,
        RenderSite site,
        List<CampaignDestination> destinations,
        Retention retention,
        Attempts attempts,
        int priority,
        Notification notification,
        LedgerAddress ledger) {
    public Campaign {
        detectors = List.copyOf(detectors);
        destinations = List.copyOf(destinations);
    }

    /**
     * The seed of one exposure: the campaign's seed mixed with the visit (the finalizer of SplitMix64; Steele, Lea and
     * Flood 2014), so that visits of one campaign do not share random numbers.
     *
     * @param visit the observation id
     * @return the seed, or empty where the campaign has none and the visit's own counts
     */
    public OptionalLong seed(long visit) {
        if (rendering.seed().isEmpty()) {
            return OptionalLong.empty();
        }
        long z = rendering.seed().getAsLong() + 0x9e3779b97f4a7c15L * (visit + 1);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return OptionalLong.of((z ^ (z >>> 31)) >>> 1);
    }

    /**
     * Which destinations a visit goes to.
     *
     * @return a bit for each destination, bit 0 for the first in {@link #destinations}; 0 where none takes it
     */
    public long destinationsOf(CampaignVisit visit) {
        return Share.destinationsOf(destinations, visit);
    }
}
