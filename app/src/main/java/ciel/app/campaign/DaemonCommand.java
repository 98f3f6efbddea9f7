package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Failure;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.TransferException;
import ciel.workflow.daemon.RealDaemon;
import ciel.workflow.page.CampaignPages;
import ciel.workflow.page.PageServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel daemon}: runs campaigns unattended. */
@Command(
        name = "daemon",
        description = {
            "Run campaigns unattended, until it is stopped: submit jobs, fetch, verify, place and register images, delete what "
                    + "is acknowledged. It may be killed at any moment; the next one adopts everything and repeats nothing. "
                    + "One daemon runs a ledger at a time.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ciel daemon dc2.yaml               for months; examples/ciel-daemon.service starts it with systemd",
            "  ciel daemon dc2.yaml --page-port 8640      with the web page on loopback",
            "  */5 * * * * ciel daemon --once dc2.yaml    from cron, where nothing may run for long"
        })
public final class DaemonCommand extends Verb {
    @Parameters(paramLabel = "CAMPAIGN.yaml", arity = "1..*", description = "Campaign files, all of one ledger.")
    private List<Path> files;

    @Option(names = "--once", description = "Do what is due now, wait for what is under way, and end.")
    private boolean once;

    @Option(
            names = "--page-port",
            paramLabel = "N",
            description =
                    "Also serve the web page, and metrics for Prometheus under /metrics, on this port; 0 takes a free one.")
    private Integer pagePort;

    @Mixin
    private DaemonOptions options;

    @Mixin
    private PageOptions pageOptions = new PageOptions();

    /** @param terminal where to write */
    public DaemonCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws TransferException, InterruptedException {
        if (options.problem() != null) {
            throw usage(options.problem());
        }
        Logs.toStderr(standard().quiet());
        try (Process process = Process.open(files)) {
            process.enrol();
            return run(process);
        }
    }

    private int run(Process process) throws TransferException, InterruptedException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (PageServer page = pagePort == null
                ? null
                : CampaignPages.serve(
                        pageOptions.settings(pagePort),
                        process.ledger(),
                        process.campaigns(),
                        CampaignVerb::now,
                        process::look,
                        Map.of("/metrics", meters::scrape))) {
            if (page != null) {
                note("the page: " + page.url());
            }
            RealDaemon.Result result =
                    process.run(options.settings(30), once ? RealDaemon.Until.IDLE : RealDaemon.Until.STOPPED, meters);
            return switch (result.end()) {
                case REACHED -> ExitCode.DONE;
                case STOPPED -> ExitCode.INTERRUPTED;
                case DEPOSED -> throw new Failure(ExitCode.UNAVAILABLE, result.text());
            };
        }
    }
}
