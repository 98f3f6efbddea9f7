package ciel.app.globus;

import ciel.transfer.globus.BatchFile;
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
        name = "transfer",
        description = {
            "Submit a transfer between two collections; a Globus task does it.",
            "The submission is written down before it is sent: if this command is interrupted, running it again "
                    + "finishes the same submission and never makes a second task.",
            "A line of --batch is: [-r] [--external-checksum X] SOURCE DESTINATION, quoted as in a shell; # "
                    + "begins a comment."
        },
        footer = {
            "",
            "Example:  ciel globus transfer -r --name run-17 --sync-level checksum $SRC:/scratch/run17/ "
                    + "$DST:/lsst/run17/"
        })
final class TransferCommand extends GlobusVerb {
    @Parameters(index = "0", paramLabel = "SOURCE_ID[:PATH]", converter = Place.Converter.class)
    private Place source;

    @Parameters(index = "1", paramLabel = "DESTINATION_ID[:PATH]", converter = Place.Converter.class)
    private Place destination;

    @Mixin
    private SubmitOptions submit = new SubmitOptions();

    @Option(
            names = {"-r", "--recursive"},
            negatable = true,
            description = "The paths are folders.")
    private Boolean recursive;

    @Option(
            names = {"-s", "--sync-level"},
            paramLabel = "LEVEL",
            description = "Move only what differs: exists, size, mtime or checksum. After a failed transfer only "
                    + "checksum is safe.")
    private String syncLevel;

    @Option(names = "--no-verify-checksum", description = "Do not compare checksums after moving.")
    private boolean unverified;

    @Option(
            names = {"--preserve-timestamp", "--preserve-mtime"},
            description = "Keep the times of the files.")
    private boolean preserve;

    @Option(
            names = {"--encrypt-data", "--encrypt"},
            description = "Encrypt the data on the way.")
    private boolean encrypt;

    @Option(
            names = "--skip-source-errors",
            description = "Leave out what cannot be read (the task then may end incomplete).")
    private boolean skip;

    @Option(names = "--fail-on-quota-errors", description = "Fail at once when a quota is full.")
    private boolean failOnQuota;

    @Option(
            names = "--delete-destination-extra",
            description = "Delete what the destination folder has and the source has not.")
    private boolean deleteExtra;

    @Option(names = "--external-checksum", paramLabel = "HEX", description = "The checksum the file must have.")
    private String checksum;

    @Option(names = "--checksum-algorithm", paramLabel = "NAME", description = "MD5 (default), SHA1, SHA256 or SHA512.")
    private String algorithm;

    @Option(names = "--source-local-user", paramLabel = "USER", description = "The account at the source.")
    private String sourceUser;

    @Option(names = "--destination-local-user", paramLabel = "USER", description = "The account at the destination.")
    private String destinationUser;

    private final List<String[]> rules = new ArrayList<>();

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Include files of this name; the first of --include and --exclude that matches decides.")
    void include(String glob) {
        rules.add(new String[] {"include", glob});
    }

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Leave out files of this name.")
    void exclude(String glob) {
        rules.add(new String[] {"exclude", glob});
    }

    @Override
    int run(Globus globus, Output out) {
        TaskDocument d = document();
        if (submit.dryRun) {
            List<JsonNode> items = new ArrayList<>();
            d.json().path("DATA").forEach(items::add);
            if (out.json()) {
                out.json(d.json());
            } else {
                out.table(
                        items,
                        Output.Field.of("Source Path", "source_path"),
                        Output.Field.of("Dest Path", "destination_path"),
                        Output.Field.of("Recursive", "recursive"),
                        Output.Field.of("External Checksum", "external_checksum"));
            }
            return 0;
        }
        return submit.submit(globus, out, d);
    }

    private TaskDocument document() {
        TaskDocument d = TaskDocument.transfer(source.collection(), destination.collection());
        submit.apply(d);
        if (syncLevel != null) {
            d.syncLevel(syncLevel);
        }
        d.flag("verify_checksum", !unverified)
                .flag("preserve_timestamp", preserve)
                .flag("encrypt_data", encrypt)
                .flag("skip_source_errors", skip)
                .flag("fail_on_quota_errors", failOnQuota)
                .flag("delete_destination_extra", deleteExtra);
        if (sourceUser != null) {
            d.field("source_local_user", sourceUser);
        }
        if (destinationUser != null) {
            d.field("destination_local_user", destinationUser);
        }
        rules.forEach(r -> d.filter(r[0], "file", r[1]));
        boolean folders = Boolean.TRUE.equals(recursive);
        if (submit.batch != null) {
            if (recursive != null || checksum != null) {
                throw new ParameterException(
                        spec.commandLine(), "with --batch, -r and --external-checksum stand on the lines of the batch");
            }
            for (BatchFile.Item i : submit.readBatch(root(), source.path(), destination.path())) {
                folders |= Boolean.TRUE.equals(i.recursive());
                d.item(i.source(), i.destination(), i.recursive(), i.checksum(), algorithm);
            }
        } else {
            if (source.path() == null || destination.path() == null) {
                throw new ParameterException(spec.commandLine(), "give a path on both sides, or --batch");
            }
            if (folders && checksum != null) {
                throw new ParameterException(
                        spec.commandLine(), "--recursive and --external-checksum exclude each other");
            }
            d.item(source.path(), destination.path(), recursive, checksum, algorithm);
        }
        if (!rules.isEmpty() && !folders) {
            throw new ParameterException(spec.commandLine(), "--include and --exclude need a recursive item");
        }
        return d;
    }
}
