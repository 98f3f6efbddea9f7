package ciel.app;

import ciel.sim.exposure.RenderSummary;
import java.io.PrintStream;
import java.util.Locale;

/** Prints the summary of a rendering for people. */
final class SummaryPrinter {
    private SummaryPrinter() {}

    static void print(RenderSummary summary, PrintStream out) {
        for (RenderSummary.DetectorRow row : summary.detectors()) {
            out.printf(
                    Locale.ROOT,
                    "%s: %,d objects, %s, %,d electrons%s%n",
                    row.name(),
                    row.objects(),
                    Progress.Unit.PHOTONS.quantity(row.photons()),
                    row.electrons(),
                    row.kept() ? " (of an earlier run)" : "");
            row.files()
                    .forEach(file ->
                            out.println("  " + file.path() + "  " + Progress.Unit.BYTES.quantity(file.bytes())));
        }
        if (summary.mosaic() != null) {
            out.println(summary.mosaic().path() + "  "
                    + Progress.Unit.BYTES.quantity(summary.mosaic().bytes()));
        }
        summary.failed().forEach(failure -> out.println(failure.name() + ": FAILED: " + failure.error()));
        RenderSummary.Seconds seconds = summary.seconds();
        out.printf(
                Locale.ROOT,
                "%s on %s (%s), seed %d: %s of photons; %.1f s in all (setup %.1f, photons %.1f, background "
                        + "%.1f, readout %.1f, write %.1f%s), "
                        + "%.1f CPU s, peak memory %s%n",
                summary.engine(),
                summary.device(),
                summary.tier(),
                summary.seed(),
                Progress.Unit.PHOTONS.rate(summary.photonsPerSecond()),
                seconds.total(),
                seconds.setup(),
                seconds.photons(),
                seconds.background(),
                seconds.readout(),
                seconds.write(),
                summary.detectorsAtOnce() > 1
                        ? "; each summed over the CCDs, " + summary.detectorsAtOnce()
                                + " of which are drawn side by side"
                        : "",
                seconds.cpu(),
                Progress.Unit.BYTES.quantity(summary.peakMemoryBytes()));
        if (summary.deviceUse() != null) {
            out.printf(
                    Locale.ROOT,
                    "on the device: %.3f s of kernels, peak memory %s%n",
                    summary.deviceUse().seconds(),
                    Progress.Unit.BYTES.quantity(summary.deviceUse().memoryBytes()));
        }
    }
}
