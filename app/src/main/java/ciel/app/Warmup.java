package ciel.app;

import ciel.sim.Band;
import ciel.sim.catalog.demo.DemoCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs verbs once so that the build can archive the classes that they load, and of transfers also how their code runs
 * (see scripts/build.sh); what they print and write is thrown away.
 * Arguments: a folder to work in, and {@code transfer} for transfers or {@code other} for the rest.
 */
final class Warmup {
    private static final String SCENE = """
            id,x,y,flux,type,n,hlr,q,beta,g1,g2
            1,2000,2000,1000,star,0,0,1,0,0,0
            2,100,100,500,sersic,1,1,0.5,30,0,0
            """;

    private Warmup() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        MaskedStderr.restore();
        Path folder = Path.of(args[0]);
        List<String> failed = args[1].equals("transfer") ? TransferWarmup.run(folder) : run(folder);
        failed.forEach(line -> System.out.println("not warmed up: " + line));
    }

    /** @return the command lines that did not succeed, with what they said */
    static List<String> run(Path folder) throws IOException {
        String catalog = DemoCatalog.write(folder, new DemoCatalog.Options(1, 0.02, 0.2, Band.R, Double.NaN))
                .toString();
        String visit = String.format(
                Locale.ROOT,
                "%08d",
                DemoCatalog.visit(DemoCatalog.Options.DEFAULT).observationId());
        String scene = Files.writeString(folder.resolve("scene.csv"), SCENE).toString();
        String out = folder.resolve("out").toString();
        String[][] runs = {
            {"--help"},
            {"site", "list"},
            {"site", "show", "idris"},
            {"completion", "bash"},
            {"globus", "--help"},
            {"engines"},
            {"render", catalog, "--detector", "R22_S11", "--set", "psf.model=kolmogorov", "--out", out, "--json"},
            {"inspect", out + "/eimage_" + visit + "-0-r-R22_S11-det094.fits", "--json"},
            {
                "render",
                scene,
                "--set",
                "psf.fwhm=0.7",
                "--set",
                "sky.electrons=800",
                "--set",
                "readout.enabled=false",
                "--out",
                out
            },
        };
        List<String> failed = new ArrayList<>();
        for (String[] run : runs) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            if (Ciel.run(
                            new Terminal(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(said), true),
                            run)
                    != ExitCode.DONE) {
                failed.add(String.join(" ", run) + ": " + said);
            }
        }
        return failed;
    }
}
