package ciel.app.globus;

import ciel.transfer.globus.Globus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mkdir",
        description = "Make a folder on a collection.",
        footer = {"", "Example:  ciel globus mkdir 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/~/new"})
final class MkdirCommand extends GlobusVerb {
    @Parameters(paramLabel = "COLLECTION_ID:PATH", converter = Place.Converter.class)
    private Place place;

    @Option(names = "--local-user", paramLabel = "USER", description = "The account of a mapped collection to use.")
    private String localUser;

    @Override
    int run(Globus globus, Output out) {
        out.message(globus.transfer().mkdir(place.collection(), place.needPath(), localUser), "message");
        return 0;
    }
}
