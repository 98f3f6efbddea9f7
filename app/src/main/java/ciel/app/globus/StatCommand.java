package ciel.app.globus;

import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusApiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stat",
        description = "What is at a path of a collection.",
        footer = {"", "Example:  ciel globus stat 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/a.fits"})
final class StatCommand extends GlobusVerb {
    @Parameters(paramLabel = "COLLECTION_ID:PATH", converter = Place.Converter.class)
    private Place place;

    @Option(names = "--local-user", paramLabel = "USER", description = "The account of a mapped collection to use.")
    private String localUser;

    @Override
    int run(Globus globus, Output out) {
        try {
            out.record(
                    globus.transfer().stat(place.collection(), place.needPath(), localUser),
                    Output.Field.of("Name", "name"),
                    Output.Field.of("Type", "type"),
                    Output.Field.of("Last Modified", "last_modified"),
                    Output.Field.of("Size", "size"),
                    Output.Field.of("Permissions", "permissions"),
                    Output.Field.of("User", "user"),
                    Output.Field.of("Group", "group"));
            return 0;
        } catch (GlobusApiException e) {
            if (!"NotFound".equals(e.code())) {
                throw e;
            }
            if (out.json()) {
                out.json(e.body());
            } else {
                out.line("Nothing found at " + place.path());
            }
            return 1;
        }
    }
}
