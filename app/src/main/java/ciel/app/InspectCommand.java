package ciel.app;

import ciel.sim.fits.FitsInspector;
import ciel.sim.fits.FitsReport;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel inspect}: what is in a FITS file. */
@Command(
        name = "inspect",
        description = "What is in a FITS file: headers, statistics, world coordinates, checksums; and a picture of it.",
        footer = {
            "",
            "Ends with 3 when a checksum of the file is wrong.",
            "",
            "Examples:",
            "  ciel inspect eimage.fits --brief",
            "  ciel inspect amp.fits.fz --png amp.png"
        })
final class InspectCommand extends Verb {
    @Parameters(paramLabel = "FILE", description = "A FITS file: an e-image, a raw file (.fits.fz) or any other.")
    private Path file;

    @Option(
            names = "--png",
            paramLabel = "OUT",
            description = "Write a picture, stretched so that faint and bright can be seen. A raw file is put "
                    + "together first.")
    private Path png;

    @Option(names = "--brief", description = "Leave the header cards out.")
    private boolean brief;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    InspectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        FitsReport report = FitsInspector.inspect(file);
        terminal().out().print(json ? report.toJson() + "\n" : report.toText(!brief));
        if (png != null) {
            WrittenFile picture = FitsInspector.picture(file, png, WholeFile.Existing.REPLACE);
            note("picture: " + picture.path() + ", " + Progress.Unit.BYTES.quantity(picture.bytes()));
        }
        List<Integer> wrong = report.hdus().stream()
                .filter(hdu -> hdu.checksum().equals("wrong"))
                .map(FitsReport.Hdu::index)
                .toList();
        if (!wrong.isEmpty()) {
            throw new Failure(
                    ExitCode.INPUT,
                    file + ": the checksum of HDU " + wrong
                            + " is wrong: the file has changed since it was written (get it again)");
        }
        return ExitCode.DONE;
    }
}
