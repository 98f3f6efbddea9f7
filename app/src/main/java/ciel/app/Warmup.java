package ciel.app;

import java.io.OutputStream;
import java.io.PrintStream;

/** Runs verbs once so that the build can archive the classes that they load (see scripts/build.sh); what they print is thrown away. */
final class Warmup {
    private static final String[][] RUNS = {
        {"--help"}, {"site", "list"}, {"site", "show", "idris"}, {"completion", "bash"},
    };

    private Warmup() {
    }

    public static void main(String[] args) {
        MaskedStderr.restore();
        Terminal nowhere = new Terminal(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(OutputStream.nullOutputStream()), false);
        for (String[] run : RUNS) {
            Ciel.run(nowhere, run);
        }
    }
}
