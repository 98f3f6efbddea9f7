package ciel.sim.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small catalogs for tests. */
final class Catalogs {
    static final String HEADER = """
        # a visit
        rightascension 31.1133844
        declination -10.0970060
        mjd 59797.2854090
        altitude 43.6990272
        azimuth 73.7707957
        filter 2
        rotskypos 69.0922930
        rottelpos 1.000
        dist2moon 145.1095257
        moonalt -11.1383568
        moondec -18.7702120
        moonphase 59.6288830
        moonra 230.9832941
        nsnap 2
        seqnum 7
        obshistid 161899
        seed 161900
        seeing 0.7613760
        sunalt -59.1098785
        vistime 33.0000000
        """;
    static final String POINT =
            "object p1 31.24 -10.09 29.3 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none CCM "
                    + "0.0635 3.1";
    static final String SERSIC =
            "object s1 31.13 -9.98 26.07 galaxySED/Exp.40E09.02Z.spec.gz 0.55 0.01 -0.02 0.03 0 0 sersic2d 0.58 "
                    + "0.44 2.7 1 CCM 0.1 3.1 CCM 0.06 3.1";
    static final String KNOTS =
            "object k1 31.13 -9.98 23.0 galaxySED/Exp.32E09.04Z.spec.gz 0.5 0 0 0 0 0 knots 0.41 0.27 74.2 23 "
                    + "none none";
    static final String STREAK =
            "object t1 31.11 -10.09 16.0 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 streak 600 1e-6 "
                    + "12 none none";
    static final String IMAGE =
            "object i1 31.11 -10.09 18. galaxySED/Const.25E09.02Z.spec.gz 1.2 0 0 0 0 0 picture.fits.gz 0.1 20 "
                    + "none none";

    private Catalogs() {}

    static Path write(Path file, String... lines) throws IOException {
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        if (file.toString().endsWith(".gz")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(bytes);
            }
        } else {
            Files.write(file, bytes);
        }
        return file;
    }

    static List<SkyObject> read(Path file, boolean skipInvalid) {
        List<SkyObject> objects = new ArrayList<>();
        InstanceCatalog.open(file, new InstanceCatalog.Options(skipInvalid, false))
                .forEach(Footprint.ALL, objects::add);
        return objects;
    }
}
