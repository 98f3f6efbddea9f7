package ciel.app.globus;

import ciel.transfer.globus.Globus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rename",
        description = "Rename a file or folder on a collection; the new path must be free.",
        footer = {"", "Example:  ciel globus rename 6c54cade-bde5-45c1-bdea-f4bd71dba2cc /~/a /~/b"})
final class RenameCommand extends GlobusVerb {
    @Parameters(index = "0", paramLabel = "COLLECTION_ID", converter = Place.Converter.class)
    private Place place;

    @Parameters(index = "1", paramLabel = "OLD_PATH")
    private String from;

    @Parameters(index = "2", paramLabel = "NEW_PATH")
    private String to;

    @Option(names = "--local-user", paramLabel = "USER", description = "The account of a mapped collection to use.")
    private String localUser;

    @Override
    int run(Globus globus, Output out) {
        out.message(globus.transfer().rename(place.collection(), from, to, localUser), "message");
        return 0;
    }
}
