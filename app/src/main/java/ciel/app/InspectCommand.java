package ciel.app;

import ciel.sim.CielException;
import ciel.sim.fits.FitsInspector;
import ciel.sim.fits.FitsReport;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel inspect}: what is in a FITS file. */
@Command(
        name = "inspect",
        description =
                "What is in FITS files: headers, statistics, world coordinates, checksums; and a picture of each.",
        footer = {
            "",
            "Ends with 3 when a file cannot be read or one of its checksums is wrong; the others are shown all the same.",
            "",
            "Examples:",
            "  ciel inspect eimage.fits --brief",
            "  ciel inspect amp.fits.fz --png amp.png",
            "  ciel inspect images/*.fits* --brief --png pictures"
        })
final class InspectCommand extends Verb {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "FITS files: e-images, raw files (.fits.fz) or any other.")
    private List<Path> files;

    @Option(
            names = "--png",
            paramLabel = "OUT",
            description = "Write a picture, stretched so that faint and bright can be seen. A raw file is put "
                    + "together first. With several files OUT is a folder.")
    private Path png;

    @Option(
            names = "--stars",
            description = "Measure the stars of an e-image against the truth table beside it: electrons, centroid, "
                    + "size, ellipticity.")
    private boolean stars;

    @Option(names = "--brief", description = "Leave the header cards out.")
    private boolean brief;

    @Option(names = "--json", description = "Print one JSON object; of several files an array.")
    private boolean json;

    InspectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (files.size() == 1) {
            FitsReport report = FitsInspector.inspect(files.getFirst());
            terminal().out().print(json ? json(files.getFirst(), report) + "\n" : text(files.getFirst(), report));
            picture(files.getFirst(), png);
            problem(files.getFirst(), report).ifPresent(problem -> {
                throw new Failure(ExitCode.INPUT, problem);
            });
            return ExitCode.DONE;
        }
        if (png != null) {
            Files.createDirectories(png);
        }
        List<String> jsons = new ArrayList<>();
        int failed = 0;
        for (Path file : files) {
            Optional<String> problem = show(file, jsons);
            if (problem.isPresent()) {
                terminal().err().println("ciel inspect: " + problem.get());
                failed++;
            }
        }
        if (json) {
            terminal().out().println("[" + String.join(",", jsons) + "]");
        }
        if (failed > 0) {
            throw new Failure(
                    ExitCode.INPUT, failed + " of " + files.size() + " files cannot be read or are damaged, see above");
        }
        return ExitCode.DONE;
    }

    /** @param jsons takes the report as JSON, where that is wanted @return what is wrong with the file */
    private Optional<String> show(Path file, List<String> jsons) {
        try {
            FitsReport report = FitsInspector.inspect(file);
            if (json) {
                jsons.add(json(file, report));
            } else {
                terminal().out().print(text(file, report));
            }
            if (png != null) {
                picture(file, png.resolve(file.getFileName() + ".png"));
            }
            return problem(file, report);
        } catch (CielException e) {
            return Optional.of(e.getMessage());
        }
    }

    private String text(Path file, FitsReport report) {
        return report.toText(!brief) + (stars ? StarReport.of(file).toText() : "");
    }

    private String json(Path file, FitsReport report) {
        if (!stars) {
            return report.toJson();
        }
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode node = (ObjectNode) mapper.readTree(report.toJson());
            StarReport.of(file).put(node);
            return mapper.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void picture(Path file, Path target) {
        if (target != null) {
            WrittenFile picture = FitsInspector.picture(file, target, WholeFile.Existing.REPLACE);
            note("picture: " + picture.path() + ", " + Progress.Unit.BYTES.quantity(picture.bytes()));
        }
    }

    private static Optional<String> problem(Path file, FitsReport report) {
        List<Integer> wrong = report.hdus().stream()
                .filter(hdu -> hdu.checksum().equals("wrong"))
                .map(FitsReport.Hdu::index)
                .toList();
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(file + ": the checksum of HDU " + wrong
                        + " is wrong: the file has changed since it was written (get it again)");
    }
}
