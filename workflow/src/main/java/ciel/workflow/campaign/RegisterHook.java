package ciel.workflow.campaign;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is done at a destination when images are in place there. */
public sealed interface RegisterHook {
    /**
     * A command of the user.
     *
     * @param command program and arguments; it finds the files as JSON lines on its standard input; exit code 0: done
     */
    record Command(List<String> command) implements RegisterHook {
        public Command {
            command = List.copyOf(command);
        }
    }

    /**
     * A file for {@code butler import}.
     *
     * @param export     folder in which the exports are collected
     * @param instrument such as LSSTCam-imSim
     * @param collection RUN collection of the raws
     */
    record Butler(Path export, String instrument, String collection) implements RegisterHook {}

    /**
     * Replicas and datasets in Rucio.
     *
     * @param url     REST server
     * @param scope   scope of the files
     * @param rse     storage element that the destination is
     * @param account Rucio's account
     * @param dataset name of a dataset with {@code {campaign}}, {@code {visit}}, {@code {band}}, or empty for none
     * @param token   file that holds a token, read again when it changes
     */
    record Rucio(String url, String scope, String rse, String account, Optional<String> dataset, Optional<Path> token)
            implements RegisterHook {}
}
