package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which random numbers an object has: its own, whatever it shares with another. */
class ObjectKeysTest {
    /** Beyond: of N uniform bits, half are odd to 4.5 sigma. */
    private static final double SIGMAS = 4.5;

    @TempDir
    private Path folder;

    private static SkyObject object(String id, double ra, double magnorm, String sed, double redshift, Shape shape) {
        Dust none = new Dust(0, 3.1);
        return new SkyObject(id, ra, -38, magnorm, sed, redshift, 0, 0, 0, shape, none, none);
    }

    @Test
    void componentsThatDifferInOneThing_haveKeysOfTheirOwn() {
        List<SkyObject> components = List.of(
                object("g", 60, 22, "a", 0.3, new Shape.Sersic(1, 0.5, 10, 1)),
                object("g", 60, 22, "a", 0.3, new Shape.Sersic(0.4, 0.5, 10, 1)),
                object("g", 60, 22, "a", 0.3, new Shape.Sersic(1, 0.4, 10, 1)),
                object("g", 60, 22, "a", 0.3, new Shape.Sersic(1, 0.5, 11, 1)),
                object("g", 60, 22, "a", 0.3, new Shape.Sersic(1, 0.5, 10, 4)),
                object("g", 60, 22, "b", 0.3, new Shape.Sersic(1, 0.5, 10, 1)),
                object("g", 60, 22, "a", 0.4, new Shape.Sersic(1, 0.5, 10, 1)),
                object("g", 60, 22, "a", 0.3, new Shape.Knots(1, 0.5, 10, 20)),
                object("g", 60, 22, "a", 0.3, new Shape.Knots(1, 0.5, 10, 21)),
                object("g", 60, 22, "a", 0.3, new Shape.Streak(1, 0.5, 10)),
                object("g", 60, 22, "a", 0.3, new Shape.Image(Path.of("/x/a.fits"), 0.5, 10)),
                object("g", 60, 22, "a", 0.3, new Shape.Image(Path.of("/x/b.fits"), 0.5, 10)),
                object("g", 60, 22, "a", 0.3, new Shape.Point()));
        assertEquals(
                components.size(),
                components.stream().map(ObjectKeys::of).distinct().count());
    }

    @Test
    void aPictureIsTheSame_inWhateverFolderItLies() {
        assertEquals(
                ObjectKeys.of(object("g", 60, 22, "a", 0, new Shape.Image(Path.of("/x/a.fits"), 0.5, 10))),
                ObjectKeys.of(object("g", 60, 22, "a", 0, new Shape.Image(Path.of("/y/a.fits"), 0.5, 10))));
    }

    @Test
    void knotsStayWhereTheyAre_whenPlaceAndBrightnessAreRoundedAnew() {
        Shape.Knots knots = new Shape.Knots(1, 0.5, 10, 20);
        long key = ObjectKeys.ofKnots(object("g", 60, 22, "a", 0.3, knots), knots);
        assertEquals(key, ObjectKeys.ofKnots(object("g", 60.0000001, 22.01, "a", 0.3, knots), knots));
        assertNotEquals(key, ObjectKeys.ofKnots(object("h", 60, 22, "a", 0.3, knots), knots));
    }

    /** Two equal lines are two objects: their photons are independent, whatever stands between them. */
    @Test
    void equalLines_haveIndependentPhotons() throws Exception {
        String star = "object star 60.49 -38.16 19 none 0 0 0 0 0 0 point none none\n";
        String other = "object other 60.494 -38.162 18 none 0 0 0 0 0 0 point none none\n";
        long[] counts = {0, 0};
        List<int[]> images = new ArrayList<>();
        for (String lines : List.of(star + other + star, star + star + other, other + star, star + other)) {
            Path catalog = Rendering.catalog(folder, "c" + images.size() + ".txt", lines);
            Path out = folder.resolve("out" + images.size());
            Rendering.render(catalog, out, 1, Rendering.settings(Rendering.PHOTONS_ONLY), "R22_S11");
            images.add(Rendering.electrons(out, "R22_S11"));
        }
        assertArrayEquals(images.get(0), images.get(1), "order of lines");
        assertArrayEquals(images.get(2), images.get(3), "order of lines");
        int[] second = new int[images.get(0).length]; // what the second equal line adds
        for (int i = 0; i < second.length; i++) {
            second[i] = images.get(0)[i] - images.get(2)[i];
            assertTrue(second[i] >= 0, "the first keeps its photons");
        }
        long lit = Arrays.stream(second).filter(e -> e > 0).count();
        long odd = Arrays.stream(second).filter(e -> e % 2 == 1).count();
        assertTrue(lit > 300, lit + " pixels");
        long bright = Arrays.stream(second).filter(e -> e > 5).count();
        long brightOdd = Arrays.stream(second).filter(e -> e > 5 && e % 2 == 1).count();
        assertEquals(bright / 2.0, brightOdd, SIGMAS * Math.sqrt(bright) / 2, "odd pixels of " + lit + ", " + odd);
    }

    @Test
    void linesOfASceneTable_areTwoObjectsToo() throws Exception {
        Path table = java.nio.file.Files.writeString(
                folder.resolve("scene.csv"),
                "id,x,y,flux,n,hlr,q,beta,g1,g2\n" + "a,2000,2000,50000,0,0,1,0,0,0\n".repeat(2));
        Settings settings = Rendering.settings(Rendering.PHOTONS_ONLY, "psf.fwhm=0.7");
        RenderSummary summary = Rendering.render(table, folder.resolve("scene"), 1, settings, "R22_S11");
        int[] electrons = Rendering.electrons(folder.resolve("scene"), "R22_S11");
        assertEquals(2, summary.objects());
        HashSet<Integer> parities = new HashSet<>();
        for (int e : electrons) {
            parities.add(e % 2);
        }
        assertEquals(2, parities.size(), "equal photons twice would leave every pixel even");
    }
}
