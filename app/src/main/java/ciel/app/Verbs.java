package ciel.app;

import ciel.app.campaign.CampaignCommand;
import ciel.app.campaign.DaemonCommand;
import ciel.app.globus.GlobusCommand;
import ciel.app.transfer.TransferCommand;
import ciel.sim.Nearest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The list of verbs. A verb is a line in {@link #SUMMARIES} and a case in {@link #create}; a class is loaded only
 * when its verb is called, which keeps
 * {@code ciel --help} and {@code --version} fast.
 */
final class Verbs {
    /** Name and summary, in the order of {@code ciel --help}. */
    static final Map<String, String> SUMMARIES = summaries();

    private Verbs() {}

    private static Map<String, String> summaries() {
        Map<String, String> summaries = new LinkedHashMap<>();
        summaries.put("demo", "draw one CCD of a catalog that Ciel makes itself");
        summaries.put("render", "draw CCDs of one visit");
        summaries.put("calib", "draw biases, darks and flats");
        summaries.put("visits", "list the visits of an observing database");
        summaries.put("camera", "list, show and draw cameras");
        summaries.put("config", "the settings of a rendering, explained");
        summaries.put("engines", "what can shoot photons on this machine");
        summaries.put("bench", "how fast an OpenCL device shoots photons");
        summaries.put("psf", "what the telescope makes of a star over the focal plane");
        summaries.put("sky", "how bright the sky of a visit is over the focal plane");
        summaries.put("inspect", "headers, statistics and a picture of a FITS file");
        summaries.put("campaign", "render and deliver many visits, unattended");
        summaries.put("daemon", "run campaigns until it is stopped");
        summaries.put("transfer", "move files so that they arrive whole and once");
        summaries.put("globus", "the Globus client: log in, look, move files, watch tasks");
        summaries.put("gate", "the forced command of an ssh key at a supercomputer");
        summaries.put("site", "list, show, check and install sites");
        summaries.put("completion", "print the completion script of bash or zsh");
        return summaries;
    }

    /** @return a new instance of the verb's class, or empty for a name that is not a verb */
    static Optional<Object> create(String name, Terminal terminal) {
        return Optional.ofNullable(
                switch (name) {
                    case "demo" -> new DemoCommand(terminal);
                    case "render" -> new RenderCommand(terminal);
                    case "calib" -> new CalibCommand(terminal);
                    case "visits" -> new VisitsCommand(terminal);
                    case "camera" -> new CameraCommand(terminal);
                    case "config" -> new ConfigCommand(terminal);
                    case "engines" -> new EnginesCommand(terminal);
                    case "bench" -> new BenchCommand(terminal);
                    case "psf" -> new PsfCommand(terminal);
                    case "sky" -> new SkyCommand(terminal);
                    case "inspect" -> new InspectCommand(terminal);
                    case "campaign" -> new CampaignCommand();
                    case "daemon" -> new DaemonCommand(terminal);
                    case "transfer" -> new TransferCommand(terminal);
                    case "globus" -> new GlobusCommand();
                    case "gate" -> new GateCommand(terminal);
                    case "job" -> new JobCommand(terminal);
                    case "site" -> new SiteCommand(terminal);
                    case "completion" -> new CompletionCommand(terminal);
                    default -> null;
                });
    }

    /** @return the verb that a mistyped name was meant to be */
    static String nearest(String name) {
        return Nearest.of(name, SUMMARIES.keySet());
    }
}
