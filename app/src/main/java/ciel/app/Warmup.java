package ciel.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs verbs once so that the build can archive the classes that they load (see scripts/build.sh); what they print and write is thrown away.
 * The argument is a folder to work in.
 */
final class Warmup {
    private static final String CATALOG = """
            rightascension 60
            declination -30
            mjd 60400.2
            altitude 60
            azimuth 30
            filter 2
            rotskypos 0
            rottelpos 0
            dist2moon 90
            moonalt -30
            moondec 0
            moonphase 10
            moonra 180
            nsnap 1
            seqnum 0
            obshistid 1
            seed 1
            seeing 0.7
            sunalt -30
            vistime 30
            object 1 60.0 -30.0 20 starSED/kurucz/km10_6500.fits_g40.gz 0 0 0 0 0 0 point none CCM 0.1 3.1
            object 2 60.001 -30.001 21 galaxySED/Const.50E09.02Z.spec.gz 0.3 0.01 0.02 0.01 0 0 sersic2d 1 0.5 30 4 CCM 0.1 3.1 CCM 0.1 3.1
            object 3 60.002 -30.001 21 galaxySED/Const.50E09.02Z.spec.gz 0.3 0 0 0 0 0 knots 1 0.5 30 20 none none
            """;
    private static final String SCENE = """
            id,x,y,flux,type,n,hlr,q,beta,g1,g2
            1,2000,2000,1000,star,0,0,1,0,0,0
            2,100,100,500,sersic,1,1,0.5,30,0,0
            """;

    private Warmup() {
    }

    public static void main(String[] args) throws IOException {
        MaskedStderr.restore();
        run(Path.of(args[0])).forEach(line -> System.out.println("not warmed up: " + line));
    }

    /** @return the command lines that did not succeed, with what they said */
    static List<String> run(Path folder) throws IOException {
        String catalog = Files.writeString(folder.resolve("catalog.txt"), CATALOG).toString();
        String scene = Files.writeString(folder.resolve("scene.csv"), SCENE).toString();
        String out = folder.resolve("out").toString();
        String[][] runs = {
            {"--help"}, {"site", "list"}, {"site", "show", "idris"}, {"completion", "bash"}, {"globus", "--help"}, {"engines"},
            {"render", catalog, "--detector", "R22_S11", "--out", out, "--json"},
            {"inspect", out + "/eimage_00000001-0-r-R22_S11-det094.fits", "--json"},
            {"render", scene, "--set", "psf.fwhm=0.7", "--set", "sky.electrons=800", "--set", "readout.enabled=false", "--out", out},
        };
        List<String> failed = new ArrayList<>();
        for (String[] run : runs) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            if (Ciel.run(new Terminal(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(said), true), run) != ExitCode.DONE) {
                failed.add(String.join(" ", run) + ": " + said);
            }
        }
        return failed;
    }
}
