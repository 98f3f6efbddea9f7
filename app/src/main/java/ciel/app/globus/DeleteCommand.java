package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.TaskDocument;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Submit a deletion on a collection; a Globus task does it. Links are removed, not followed.",
        footer = {"", "Example:  ciel globus delete -r 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/~/old/"})
final class DeleteCommand extends GlobusVerb {
    @Parameters(paramLabel = "COLLECTION_ID:PATH", converter = Place.Converter.class)
    private Place place;

    @Mixin
    private SubmitOptions submit = new SubmitOptions();

    @Option(
            names = {"-r", "--recursive"},
            description = "Also folders, with all that is in them.")
    private boolean recursive;

    @Option(
            names = {"-f", "--ignore-missing"},
            description = "It is no error when nothing is there.")
    private boolean ignoreMissing;

    @Option(names = "--enable-globs", description = "* ? and [...] in the last part of a path are patterns.")
    private boolean globs;

    @Override
    int run(Globus globus, Output out) {
        TaskDocument d = TaskDocument.delete(place.collection(), recursive)
                .flag("ignore_missing", ignoreMissing)
                .flag("interpret_globs", globs);
        submit.apply(d);
        if (submit.batch != null) {
            throw new ParameterException(spec.commandLine(), "--batch is for transfer; give one path");
        }
        d.remove(place.needPath());
        if (submit.dryRun) {
            List<JsonNode> items = new ArrayList<>();
            d.json().path("DATA").forEach(items::add);
            out.table(items, Output.Field.of("Path", "path"));
            return 0;
        }
        return submit.submit(globus, out, d);
    }
}
