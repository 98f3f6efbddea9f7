package ciel.sim.readout;

import ciel.sim.InputException;

/**
 * The project's own cosmic rays: particles stepped through 100 um of silicon. Three kinds, in proportions that
 * reproduce the statistics of the 1764 events of imSim's
 * library of 2017 (an ITL CCD, 1500 s in the dark, pixels above about 50 e-):
 * <ul>
 * <li><b>muons</b> (20 %, near the 1 /cm2/min of sea level at the library's 1.18 events/s): straight tracks from
 * surface to surface, as cos^2 of the zenith angle times
 *     the area that the CCD turns to them. Charge of each step of length s um from Landau's law with the most
 * probable loss of Bichsel (2006, NIM A 562, 154),
 *     0.1791 + 0.01782 ln s keV/um, at 3.65 eV an electron: 72 e-/um over 100 um. Landau's law is stable, so the
 * steps add up to the law of the whole track.</li>
 * <li><b>electrons</b> (44 %, "worms"): knocked on by gamma rays anywhere in the silicon, in any direction, energies
 * exponential with 0.35 MeV, scattering as they
 *     slow down: stopping power 1.5 / beta^1.4 MeV cm2/g (near NIST's ESTAR, 10 keV to 2 MeV), scattering angle of
 * Highland (1975).</li>
 * <li><b>spots</b> (36 %): single pixels of 50 e- and more.</li>
 * </ul>
 * Charge drifts to the gates and spreads on its way by 5 um x sqrt(height / 100 um), electron by electron.
 *
 * <p>Pixels above 50 e-, at 37 deg from the zenith (CosmicRaysTest; the library in brackets): charge median 7,230 e-
 * (7,134), mean 11,400 (12,028), 90 % 31,000
 * (30,241), 99 % 72,000 (75,266); pixels median 8 (7), mean 15.7 (16.3), 90 % 39 (41), 99 % 113 (118).
 */
public final class CosmicRayParticles implements CosmicRaySource {
    /** Pixels of the CCD for which the rate is meant: that of the library of 2017. */
    public static final double REFERENCE_PIXELS = 16_288_000;

    private static final double SPOTS = 0.36;
    private static final double MUONS = 0.20;

    private static final double THICKNESS_UM = 100;
    private static final double PIXEL_UM = 10;
    private static final double DIFFUSION_UM = 5;
    private static final double STEP_UM = 2;
    private static final double EV_PER_ELECTRON = 3.65;
    private static final double LANDAU_WIDTH = 17.82 / EV_PER_ELECTRON;
    private static final double LANDAU_CENTRE = 179.1 / EV_PER_ELECTRON;
    private static final double LANDAU_MODE = -0.2228;
    /** Most that stays within one step (e-); a knock-on electron with more leaves it. */
    private static final double MOST_PER_STEP = 30_000;
    /** Smallest cosine of a muon: tracks of up to 10 mm. */
    private static final double SMALLEST_COSINE = 0.01;

    private static final double ELECTRON_MEV = 0.51099895;
    private static final double RADIATION_LENGTH_UM = 93_600;
    /** Highland's 13.6 MeV with his logarithm for 100 um of silicon, 1 + 0.038 ln(100 um / X0). */
    private static final double SCATTER_MEV = 10.1;

    private static final double DENSITY_PER_UM = 2.33e-4;
    private static final double ENERGY_SCALE_MEV = 0.35;
    private static final double MOST_ENERGY_MEV = 2.4;
    /** Below this an electron stays where it is (range of 10 keV: 1.5 um). */
    private static final double STOPPED_MEV = 0.01;

    private static final double SPOT_LEAST = 50;
    private static final double SPOT_MEDIAN_EXCESS = 12;
    private static final double SPOT_SPREAD = 2.1;
    private static final double SPOT_MOST = 5_000;

    private final double cosTilt;
    private final double sinTilt;

    /**
     * @param tilt angle between the normal of the CCD and the zenith (deg), 0 to 90: the zenith distance of the
     *      telescope; the larger, the longer the tracks
     */
    public CosmicRayParticles(double tilt) {
        if (!(tilt >= 0 && tilt <= 90)) {
            throw new InputException(
                    "cosmic rays",
                    "zenith distance " + tilt + " deg is outside 0 to 90 deg",
                    "check the altitude of the visit");
        }
        cosTilt = StrictMath.cos(StrictMath.toRadians(tilt));
        sinTilt = StrictMath.sin(StrictMath.toRadians(tilt));
    }

    @Override
    public double referencePixels() {
        return REFERENCE_PIXELS;
    }

    @Override
    public void deposit(EventRandom random, int x, int y, Sink sink) {
        double kind = random.uniform();
        if (kind < SPOTS) {
            double excess = SPOT_MEDIAN_EXCESS * StrictMath.exp(SPOT_SPREAD * random.normal());
            sink.add(x, y, (int) Math.min(SPOT_LEAST + excess, SPOT_MOST));
            return;
        }
        // um from the lower left corner of pixel (0, 0)
        double xUm = (x + random.uniform()) * PIXEL_UM;
        double yUm = (y + random.uniform()) * PIXEL_UM;
        if (kind < SPOTS + MUONS) {
            muon(random, xUm, yUm, sink);
        } else {
            electron(random, xUm, yUm, sink);
        }
    }

    private void muon(EventRandom random, double x, double y, Sink sink) {
        double cosine;
        double chance;
        do {
            double up = StrictMath.cbrt(random.uniform());
            double sideways = StrictMath.sqrt(1 - up * up) * StrictMath.cos(2 * Math.PI * random.uniform());
            cosine = Math.abs(up * cosTilt + sideways * sinTilt);
            chance = random.uniform();
        } while (cosine < SMALLEST_COSINE || chance > cosine);
        double sine = StrictMath.sqrt(1 - cosine * cosine);
        double azimuth = 2 * Math.PI * random.uniform();
        double dx = sine * StrictMath.cos(azimuth);
        double dy = sine * StrictMath.sin(azimuth);
        double path = THICKNESS_UM / cosine;
        int steps = (int) Math.ceil(path / STEP_UM);
        double step = path / steps;
        double most = LANDAU_CENTRE + LANDAU_WIDTH * (StrictMath.log(step) - LANDAU_MODE);
        for (int i = 0; i < steps; i++) {
            double at = (i + 0.5) * step;
            double charge = step * (most + LANDAU_WIDTH * random.landau());
            spread(random, x + dx * at, y + dy * at, THICKNESS_UM - cosine * at, Math.min(charge, MOST_PER_STEP), sink);
        }
    }

    private static void electron(EventRandom random, double x, double y, Sink sink) {
        double z = THICKNESS_UM * random.uniform();
        double energy = Math.min(MOST_ENERGY_MEV, -ENERGY_SCALE_MEV * StrictMath.log(random.uniform()));
        double uz = 2 * random.uniform() - 1;
        double azimuth = 2 * Math.PI * random.uniform();
        double across = StrictMath.sqrt(1 - uz * uz);
        double ux = across * StrictMath.cos(azimuth);
        double uy = across * StrictMath.sin(azimuth);
        while (z > 0 && z < THICKNESS_UM) {
            double momentum = StrictMath.sqrt(energy * (energy + 2 * ELECTRON_MEV));
            double beta = momentum / (energy + ELECTRON_MEV);
            double loss = STEP_UM * DENSITY_PER_UM * 1.5 / StrictMath.pow(beta, 1.4);
            if (energy < STOPPED_MEV || loss >= energy) {
                spread(random, x, y, z, energy * 1e6 / EV_PER_ELECTRON, sink);
                return;
            }
            spread(random, x, y, z, loss * 1e6 / EV_PER_ELECTRON, sink);
            energy -= loss;
            x += STEP_UM * ux;
            y += STEP_UM * uy;
            z += STEP_UM * uz;
            double angle = SCATTER_MEV / (beta * momentum) * StrictMath.sqrt(STEP_UM / RADIATION_LENGTH_UM);
            ux += angle * random.normal();
            uy += angle * random.normal();
            uz += angle * random.normal();
            double norm = StrictMath.sqrt(ux * ux + uy * uy + uz * uz);
            ux /= norm;
            uy /= norm;
            uz /= norm;
        }
    }

    /** Lets the electrons of one place drift to the gates. */
    private static void spread(EventRandom random, double x, double y, double height, double charge, Sink sink) {
        double sigma = DIFFUSION_UM * StrictMath.sqrt(height / THICKNESS_UM);
        int electrons = (int) (charge + random.uniform());
        for (int i = 0; i < electrons; i++) {
            sink.add(pixel(x + sigma * random.normal()), pixel(y + sigma * random.normal()), 1);
        }
    }

    private static int pixel(double um) {
        return (int) Math.floor(um / PIXEL_UM);
    }
}
