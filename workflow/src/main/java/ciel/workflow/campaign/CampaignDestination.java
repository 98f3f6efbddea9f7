package ciel.workflow.campaign;

import ciel.sites.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place where images are kept.
 *
 * @param name      distinct within a campaign; letters, digits, hyphens
 * @param site      what is known of it, or empty
 * @param source    how the destination reads ROOT of the render site: a place as {@code ciel transfer} takes them
 *                  ({@code ssh://}, {@code root://}, {@code globus://}, a folder), or empty for the gate of the render
 *                  site (its folder where it is this machine)
 * @param incoming  folder for files that have not been verified; the same file system as {@code folder}
 * @param folder    the final layout begins here; absolute
 * @param layout    path of a file below {@code folder}, a template
 * @param share     which visits it takes
 * @param register  what is done when images are in place, in order
 * @param rate      nominal rate of the link to it (bit/s), or empty where not known
 * @param lanes     files on the way at once, &ge; 1
 * @param options   options of the mover, such as {@code ssh.key}
 * @param storage   the site's disk space that folder lies in, or empty where the campaign does not say
 */
public record CampaignDestination(
        String name,
        Optional<Site> site,
        Optional<String> source,
        Path incoming,
        Path folder,
        Layout layout,
        Share share,
        List<RegisterHook> register,
        Optional<Double> rate,
        int lanes,
        Map<String, String> options,
        Optional<Site.Storage> storage) {
    /** A destination whose disk space is not known. */
    public CampaignDestination(
            String name,
            Optional<Site> site,
            Optional<String> source,
            Path incoming,
            Path folder,
            Layout layout,
            Share share,
            List<RegisterHook> register,
            Optional<Double> rate,
            int lanes,
            Map<String, String> options) {
        this(name, site, source, incoming, folder, layout, share, register, rate, lanes, options, Optional.empty());
    }

    public CampaignDestination {
        register = List.copyOf(register);
        options = Map.copyOf(options);
    }
}
