package ciel.sites;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import java.util.Map;

/**
 * A computing site. What is not known is null or empty.
 *
 * @param name      short name, lower case
 * @param title     full name and place
 * @param role      compute or archive
 * @param source    where the facts come from
 * @param hosts     host names by use: login, transfer
 * @param access    who may connect, and from where
 * @param outbound  whether compute nodes can open connections to the outside
 * @param scheduler batch system
 * @param storage   disk spaces
 * @param connection how this user reaches the site; null in a packaged file
 * @param settings  settings of Ciel at this site: dotted keys and values
 * @param remarks   one sentence each
 * @param price     what an hour costs; null where nothing is charged in money
 * @param link      rate of the site's connection to research networks (bit/s), or null
 */
public record Site(
        String name,
        String title,
        String role,
        String source,
        Map<String, String> hosts,
        String access,
        Boolean outbound,
        Scheduler scheduler,
        List<Storage> storage,
        Connection connection,
        Map<String, String> settings,
        List<String> remarks,
        Price price,
        Double link) {
    /** A site without price and link. */
    public Site(
            String name,
            String title,
            String role,
            String source,
            Map<String, String> hosts,
            String access,
            Boolean outbound,
            Scheduler scheduler,
            List<Storage> storage,
            Connection connection,
            Map<String, String> settings,
            List<String> remarks) {
        this(
                name,
                title,
                role,
                source,
                hosts,
                access,
                outbound,
                scheduler,
                storage,
                connection,
                settings,
                remarks,
                null,
                null);
    }

    @JsonCreator
    public Site {
        hosts = hosts == null ? Map.of() : Map.copyOf(hosts);
        storage = storage == null ? List.of() : List.copyOf(storage);
        settings = settings == null ? Map.of() : Map.copyOf(settings);
        remarks = remarks == null ? List.of() : List.copyOf(remarks);
    }

    /**
     * A batch system.
     *
     * @param kind           slurm or local
     * @param account        form of the account
     * @param defaultSeconds wall-clock limit of a job that names none (s)
     * @param options        options that every job needs
     * @param partitions     where jobs may run
     * @param submitJobs     most jobs of an account in the queue; a task of an array is one; null: not known
     */
    public record Scheduler(
            String kind,
            String account,
            Long defaultSeconds,
            List<String> options,
            List<Partition> partitions,
            Integer submitJobs) {
        public Scheduler {
            options = options == null ? List.of() : List.copyOf(options);
            partitions = partitions == null ? List.of() : List.copyOf(partitions);
        }
    }

    /**
     * What an hour costs.
     *
     * @param currency three letters
     * @param coreHour of one core, or null
     * @param gpuHour  of one GPU, or null
     * @param source   where the price stands
     */
    public record Price(String currency, Double coreHour, Double gpuHour, String source) {}

    /**
     * Where jobs may run. Unknown values are null.
     *
     * @param qos         whether it is chosen with --qos
     * @param constraint  Slurm feature to ask for
     * @param maxHours    longest wall-clock limit (h)
     * @param cores       physical cores of a node
     * @param gpus        devices of a node
     * @param memoryBytes memory of a node (bytes)
     */
    public record Partition(
            String name,
            boolean qos,
            String purpose,
            String constraint,
            Double maxHours,
            Integer cores,
            Integer gpus,
            Double memoryBytes) {}

    /**
     * @param name path or environment variable @param scope user, project or job @param bytes quota @param inodes quota
     * @param purgeDays (d)
     */
    public record Storage(String name, String scope, Double bytes, Double inodes, Double purgeDays, String remark) {}

    /**
     * How a user reaches a site by ssh. What is not given is null; ssh's own configuration then decides.
     *
     * @param host        host name, or a Host of ssh's configuration
     * @param user        login name there
     * @param port        1 to 65535
     * @param identity    file of the private key
     * @param certificate file of the key's certificate
     * @param knownHosts  file with the pinned host key
     * @param door        gate: the key can only run {@code ciel gate}; plain: the login has a shell
     * @param install     folder there for versions of Ciel
     * @param root        folder there that the gate serves
     * @param account     account that jobs are charged to
     * @param partition   partition that jobs run in
     * @param licenses    licences that jobs need
     * @param slurm       folder of sbatch there
     * @param slurmConf   SLURM_CONF there
     */
    public record Connection(
            String host,
            String user,
            Integer port,
            String identity,
            String certificate,
            String knownHosts,
            String door,
            String install,
            String root,
            String account,
            String partition,
            List<String> licenses,
            String slurm,
            String slurmConf) {
        public Connection {
            door = door == null ? "gate" : door;
            licenses = licenses == null ? List.of() : List.copyOf(licenses);
        }

        /** @return whether the key's line in authorized_keys is to allow nothing but the gate */
        public boolean restricted() {
            return door.equals("gate");
        }
    }
}
