package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.ObjectSpectrum;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SpectrumOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of nearly the same redshift and dust share a shape; how much light they have is their own. */
class SpectrumShapesTest {
    private static final String SED = "galaxySED/Exp.40E09.02Z.spec.gz";

    @TempDir
    Path dir;

    private LsstSpectra spectra;

    @BeforeEach
    void spectra() throws IOException {
        Path catalog =
                Rendering.catalog(dir, "c.txt", "object 1 60.49 -38.16 20 " + SED + " 0 0 0 0 0 0 point none none");
        spectra = LsstSpectra.of(
                InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT).visit(),
                SpectrumOptions.DEFAULTS,
                SedLibrary.synthetic());
    }

    private static SkyObject galaxy(double magnorm, double redshift, double av) {
        return new SkyObject(
                "g", 60, -38, magnorm, SED, redshift, 0, 0, 0, new Shape.Point(), new Dust(0, 3.1), new Dust(av, 3.1));
    }

    @Test
    void neighboursShareAShape_andKeepTheirOwnLight() {
        SpectrumShapes shapes = new SpectrumShapes(spectra, 0);
        ObjectSpectrum one = shapes.of(galaxy(20, 0.4502, 0.101));
        ObjectSpectrum two = shapes.of(galaxy(21, 0.4498, 0.099));
        assertEquals(one.key(), two.key());
        assertArrayEquals(one.probability(), two.probability());
        SkyObject exact = galaxy(21, 0.4498, 0.099);
        double light = spectra.spectrum(
                        exact.light(), exact.magnorm(), exact.redshift(), exact.internal(), exact.galactic())
                .electrons();
        assertEquals(light, two.electrons(), 0, "not that of the rounded redshift");
        double ratio = one.electrons() / two.electrons();
        assertTrue(
                Math.abs(ratio / Math.pow(10, 0.4) - 1) > 1e-5,
                "a magnitude apart, and not the same redshift " + ratio);
        assertNotEquals(one.key(), shapes.of(galaxy(20, 0.4512, 0.101)).key());
    }

    @Test
    void theShapeDoesNotDependOnWhichObjectCameFirst() {
        SpectrumShapes forth = new SpectrumShapes(spectra, 0);
        SpectrumShapes back = new SpectrumShapes(spectra, 0);
        double[] first = forth.of(galaxy(20, 0.4502, 0.1)).probability();
        forth.of(galaxy(20, 0.4498, 0.1));
        back.of(galaxy(20, 0.4498, 0.1));
        assertArrayEquals(first, back.of(galaxy(20, 0.4502, 0.1)).probability());
    }

    /** An object whose spectrum is its own, as galaxies of skyCatalogs are. */
    private static SkyObject ownLight(double slope) {
        record Line(double slope) implements Light.Density {
            @Override
            public String name() {
                return "line";
            }

            @Override
            public Light.Samples samples() {
                return new Light.Samples(new double[] {100, 3000}, new double[] {1e-3, 1e-3 * slope});
            }
        }
        return new SkyObject(
                "g", 60, -38, 20, new Line(slope), 0, 0, 0, 0, new Shape.Point(), Dust.NONE, new Dust(0.1, 3.1));
    }

    @Test
    void aSpectrumThatIsNotHeldIsMadeAgainToTheLastBit() {
        SpectrumShapes shapes = new SpectrumShapes(spectra, 2);
        for (double slope : new double[] {1, 2, 3, 4}) {
            SkyObject object = ownLight(slope);
            ObjectSpectrum first = shapes.of(object);
            int number = shapes.keep(first);
            assertEquals(slope > 2, number < 0, "two of their own are held");
            ObjectSpectrum again = shapes.again(object, first.electrons(), number);
            assertEquals(first.electrons(), again.electrons());
            assertArrayEquals(first.probability(), again.probability());
        }
        SkyObject shared = galaxy(20, 0.45, 0.1);
        assertTrue(shapes.keep(shapes.of(shared)) >= 0, "a shape in common is held");
        assertEquals(2 * 1200 + 1200, shapes.bytes());
    }
}
