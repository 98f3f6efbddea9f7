package ciel.workflow.campaign;

import ciel.sites.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where images are made, and who pays.
 *
 * @param site       what is known of it; for this machine a site of kind local
 * @param scheduler  slurm or local
 * @param root       the folder ROOT at the site; absolute there. The gate serves it, and jobs write below it
 * @param program    the {@code ciel} to run at the site; absolute there, or a plain name that its PATH finds
 * @param account    account that jobs are charged to, or empty
 * @param group      whose hours these are in reports: Rubin, DESC; or empty
 * @param partition  or empty
 * @param qos        or empty
 * @param constraint or empty
 * @param gres       generic resources of a job, such as {@code gpu:1}, or empty
 * @param licenses   licences of a job
 * @param options    further options of sbatch, such as {@code --hint=nomultithread}: the site's own
 * @param job        size of a job
 * @param allocation what may be spent, or empty where nothing is known
 * @param storage    the site's disk space that root lies in, or empty where the campaign does not say
 */
public record RenderSite(
        Site site,
        String scheduler,
        Path root,
        String program,
        Optional<String> account,
        Optional<String> group,
        Optional<String> partition,
        Optional<String> qos,
        Optional<String> constraint,
        Optional<String> gres,
        List<String> licenses,
        List<String> options,
        JobShape job,
        Optional<Allocation> allocation,
        Optional<Site.Storage> storage) {
    public RenderSite {
        licenses = List.copyOf(licenses);
        options = List.copyOf(options);
    }

    /** @return the partition's node as the site's file describes it, or empty */
    public Optional<Site.Partition> node() {
        return site.scheduler() == null
                ? Optional.empty()
                : site.scheduler().partitions().stream()
                        .filter(p -> partition.filter(p.name()::equals).isPresent())
                        .findFirst();
    }

    /** @return whether jobs go through a gate at another machine, and not on the spot */
    public boolean remote() {
        return site.connection() != null;
    }
}
