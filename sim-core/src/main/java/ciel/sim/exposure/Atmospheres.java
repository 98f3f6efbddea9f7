package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.atmosphere.Atmosphere;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.ScreenFile;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.spectrum.VisitSpectra;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The atmosphere of a visit where {@code psf.model} is screens. */
final class Atmospheres {
    private static final String MODEL = "screens";
    private static final double SIGMA = 1 / 2.3548200450309493;

    private Atmospheres() {}

    /** @return whether light goes through screens */
    static boolean wanted(Settings settings) {
        return settings.choice("psf.model").equals(MODEL);
    }

    /** @return layers and winds of the visit, or empty where the model is another */
    static Optional<Turbulence> turbulence(Settings settings, Visit visit) {
        if (!wanted(settings)) {
            return Optional.empty();
        }
        double fwhm = settings.optionalNumber("psf.fwhm").orElse(visit.fwhmAtmosphere());
        try {
            return Optional.of(Turbulence.draw(
                    visit.seed(),
                    fwhm,
                    visit.band().effectiveWavelength(),
                    settings.optionalNumber("psf.outer_scale")));
        } catch (IllegalArgumentException e) {
            throw new InputException("psf", e.getMessage(), "change psf.fwhm or psf.outer_scale", e);
        }
    }

    /** @param threads to make the screens with, &ge; 1 */
    static Optional<Atmosphere> of(
            Settings settings, Visit visit, VisitSpectra spectra, ScreenLoops loops, int threads) {
        return turbulence(settings, visit).map(turbulence -> {
            double reference = visit.band().effectiveWavelength();
            Optional<Path> file = settings.optionalPath("psf.screens");
            int[] gradients = file.isPresent()
                    ? ScreenFile.readOrMake(
                            file.get(),
                            loops,
                            new ScreenFile.Key(visit.seed(), turbulence, reference, PhaseScreens.BITS),
                            threads)
                    : PhaseScreens.make(loops, visit.seed(), turbulence, reference, PhaseScreens.BITS, threads);
            return Atmosphere.of(
                    turbulence,
                    gradients,
                    PointSpreads.rows(spectra),
                    reference,
                    PointSpreads.gaussianFwhm(settings) * SIGMA);
        });
    }

    /** @return what headers say of it */
    static List<Card> cards(Turbulence turbulence) {
        return List.of(
                Card.of("PSFMODEL", MODEL),
                Card.of("FRIED500", turbulence.r0()),
                Card.of("OUTERSCL", turbulence.outerScale()));
    }
}
