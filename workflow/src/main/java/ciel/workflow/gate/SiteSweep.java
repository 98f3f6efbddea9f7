package ciel.workflow.gate;

import ciel.workflow.gate.GateRefusal.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes what jobs have left beside their images, once those are gone: folders of work, claims, exit files, units files,
 * inputs that no units file needs any more; logs when they are old. Images are never among it: as long as one of a visit lies
 * in {@code out/}, so that it is not acknowledged everywhere or its grace is not over, all of that visit stays.
 */
public final class SiteSweep {
    private static final Pattern CAMPAIGN = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");
    private static final Pattern SPEC = Pattern.compile("ciel-units=1,spec=([0-9a-f]{64}),.*", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("([0-9a-f]{64})(\\.[a-z]+)?");

    /** The folder at the site. Paths are relative, with {@code /}. */
    public interface Tree {
        /** @return names in a folder, also hidden ones; none where there is no such folder */
        List<String> names(String folder) throws IOException, GateRefusal;

        /** @return bytes of a file; empty where there is none */
        byte[] read(String file) throws IOException, GateRefusal;

        /** @return when a file was changed last; the beginning of time where there is none */
        Instant modified(String file) throws IOException, GateRefusal;

        /** Removes a file, or a folder with all that is in it; follows no link. Nothing where nothing is. */
        void remove(String path) throws IOException, GateRefusal;
    }

    private final Tree tree;
    private final String campaign;
    private final Pattern stem;

    /** @param campaign its name @throws GateRefusal where it is no name of a campaign */
    public SiteSweep(Tree tree, String campaign) throws GateRefusal {
        if (!CAMPAIGN.matcher(campaign).matches()) {
            throw GateRefusal.bad("campaign is no name of a campaign");
        }
        this.tree = tree;
        this.campaign = campaign;
        this.stem = Pattern.compile("(" + Pattern.quote(campaign) + "-[0-9]{1,18})(-a[0-9]+-.*)?");
    }

    /**
     * Removes what is left of visits.
     *
     * @throws GateRefusal if an image of one of them is still published: nothing of any is removed
     */
    public void visits(Set<Long> visits) throws IOException, GateRefusal {
        for (long visit : visits) {
            requireGone("out/" + campaign + "/" + visit);
        }
        for (String job : tree.names("exit")) {
            if (ours(job) && ofVisits(tree.names("exit/" + job), visits)) {
                job(job);
            }
        }
        for (long visit : visits) {
            tree.remove("work/" + campaign + "/" + visit);
        }
    }

    /** Whether all exit files of a job are of these visits. */
    private static boolean ofVisits(List<String> exits, Set<Long> visits) {
        return !exits.isEmpty()
                && exits.stream()
                        .filter(name -> !name.startsWith("."))
                        .allMatch(name -> name.matches("[0-9]{1,18}_.*")
                                && visits.contains(Long.parseLong(name.substring(0, name.indexOf('_')))));
    }

    private boolean ours(String name) {
        return stem.matcher(name).matches();
    }

    private void job(String job) throws IOException, GateRefusal {
        for (String name : tree.names("units")) {
            if (name.startsWith(job + "-a")) {
                tree.remove("units/" + name);
            }
        }
        tree.remove("claim/" + job);
        tree.remove("exit/" + job); // last: what was cut short is found again
    }

    /**
     * Removes all that is left of a campaign that has ended, but for logs.
     *
     * @throws GateRefusal if an image is still published
     */
    public void all(Instant now, Duration grace) throws IOException, GateRefusal {
        requireGone("out/" + campaign);
        for (String folder : List.of("units", "claim", "exit", ".jobs")) {
            for (String name : tree.names(folder)) {
                if (ours(name.replaceFirst("\\.txt$", ""))) {
                    tree.remove(folder + "/" + name);
                }
            }
        }
        tree.remove("work/" + campaign);
        tree.remove("out/" + campaign);
        inputs(now, grace);
    }

    /** Inputs that no units file needs, and that were not brought just now. */
    private void inputs(Instant now, Duration grace) throws IOException, GateRefusal {
        Set<String> needed = new HashSet<>();
        for (String name : tree.names("units")) {
            Matcher m = SPEC.matcher(new String(tree.read("units/" + name), StandardCharsets.UTF_8));
            if (m.matches() && needed.add(m.group(1))) {
                byte[] spec = tree.read("inputs/" + m.group(1));
                JsonNode json = spec.length == 0 ? null : GateProtocol.JSON.readTree(spec);
                if (json != null) {
                    json.path("visits").forEach(visit -> visit.path("files")
                            .forEach(file -> needed.add(file.path("sha256").asText())));
                }
            }
        }
        for (String name : tree.names("inputs")) {
            Matcher m = INPUT.matcher(name);
            if (m.matches()
                    && !needed.contains(m.group(1))
                    && tree.modified("inputs/" + name).plus(grace).isBefore(now)) {
                tree.remove("inputs/" + name);
            }
        }
    }

    /** Removes logs of jobs and units that are older than so long, and folders of logs that are empty. */
    public void logs(Instant now, Duration keep) throws IOException, GateRefusal {
        Instant oldest = now.minus(keep);
        for (String name : tree.names("logs")) {
            if (!ours(name.replaceFirst("\\.out$", ""))) {
                continue;
            }
            if (name.endsWith(".out")) {
                old("logs/" + name, oldest);
                continue;
            }
            List<String> left = new ArrayList<>();
            for (String log : tree.names("logs/" + name)) {
                if (!old("logs/" + name + "/" + log, oldest)) {
                    left.add(log);
                }
            }
            if (left.isEmpty()) {
                tree.remove("logs/" + name);
            }
        }
    }

    private boolean old(String log, Instant oldest) throws IOException, GateRefusal {
        if (tree.modified(log).isAfter(oldest)) {
            return false;
        }
        tree.remove(log);
        return true;
    }

    /** A folder below {@code out/} may be there, without any file. */
    private void requireGone(String folder) throws IOException, GateRefusal {
        for (String name : tree.names(folder)) {
            if (name.contains(".")) {
                throw new GateRefusal(Kind.EARLY, "an image of the campaign is still published");
            }
            requireGone(folder + "/" + name);
        }
    }
}
