package ciel.sim.exposure;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.photon.QuantileTable;
import ciel.sim.spectrum.VisitSpectra;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/** The point spread function that the settings describe. */
final class PointSpreads {
    /** FWHM (arcsec) of the Gaussian that imSim convolves with its atmosphere. */
    static final double TELESCOPE_FWHM = 0.3;
    /** m; the median of Cerro Pachon */
    private static final double OUTER_SCALE = 25;

    private PointSpreads() {}

    /**
     * @param fwhm    of the atmosphere at the band's effective wavelength, from the visit (arcsec); NaN where
     *      there is no visit
     * @param spectra wavelengths, or null for a monochromatic point spread function
     */
    static PointSpread of(Settings settings, double fwhm, Band band, VisitSpectra spectra) {
        return of(
                settings,
                fwhm,
                band,
                spectra,
                settings.optionalNumber("psf.outer_scale").orElse(OUTER_SCALE));
    }

    /** @param outerScale L0 (m) of von Karman turbulence */
    static PointSpread of(Settings settings, double fwhm, Band band, VisitSpectra spectra, double outerScale) {
        OptionalDouble own = settings.optionalNumber("psf.fwhm");
        double width = own.orElse(fwhm);
        String model = settings.choice("psf.model");
        if (spectra == null && model.equals("screens")) {
            throw new InputException(
                    "psf.model",
                    "is screens, and a scene table has no visit whose atmosphere they could be",
                    "use --set psf.model=vonkarman");
        }
        if (Double.isNaN(width) && !model.equals("none")) {
            throw new InputException(
                    "psf.fwhm",
                    "is not set, and a scene table has no visit to take the seeing from",
                    "add --set psf.fwhm=0.7 (arcsec)");
        }
        OptionalDouble telescope = settings.optionalNumber("psf.gaussian_fwhm");
        if (model.equals("moffat") && telescope.orElse(0) > 0) {
            throw new InputException(
                    "psf.gaussian_fwhm",
                    telescope.getAsDouble() + " arcsec cannot be added to psf.model=moffat",
                    "set it to 0 and give the whole width as psf.fwhm, or choose psf.model=kolmogorov");
        }
        double gaussian = gaussianFwhm(settings);
        double reference = band.effectiveWavelength();
        boolean turbulence = model.equals("kolmogorov") || model.equals("vonkarman") || model.equals("screens");
        boolean chromatic = settings.choice("psf.chromatic").equals("auto")
                ? turbulence
                : Boolean.parseBoolean(settings.choice("psf.chromatic"));
        if (settings.choice("psf.chromatic").equals("true") && (spectra == null || model.equals("none"))) {
            throw new InputException(
                    "psf.chromatic",
                    spectra == null
                            ? "is true, and the objects of a scene table have no wavelengths"
                            : "is true, and psf.model=none has no width that goes with the wavelength",
                    "set it to auto");
        }
        double[] wavelengths = spectra == null || !chromatic ? null : rows(spectra);
        try {
            return switch (model) {
                case "none" -> gaussian > 0 ? PointSpread.gaussian(gaussian) : PointSpread.none();
                case "gaussian" ->
                    chromatic(
                            wavelengths,
                            reference,
                            scale -> PointSpread.gaussian(StrictMath.hypot(width * scale, gaussian)));
                case "moffat" -> {
                    double beta = settings.number("psf.moffat_beta");
                    yield chromatic(wavelengths, reference, scale -> PointSpread.moffat(width * scale, beta));
                }
                case "kolmogorov" ->
                    PointSpread.seeing(new Seeing.Kolmogorov(width), width, gaussian, wavelengths, reference);
                case "doublegaussian" ->
                    chromatic(wavelengths, reference, scale -> PointSpread.doubleGaussian(width * scale, gaussian));
                // of the screens: their long exposure, which says how far light reaches
                case "vonkarman", "screens" ->
                    PointSpread.seeing(
                            Seeing.VonKarman.ofFwhm(width, reference, outerScale),
                            width,
                            gaussian,
                            wavelengths,
                            reference);
                default -> throw new IllegalStateException("psf.model " + model);
            };
        } catch (IllegalArgumentException e) {
            throw new InputException("psf", e.getMessage(), "change psf.fwhm or the model's own settings", e);
        }
    }

    /** @param atScale of the width at the reference wavelength */
    private static PointSpread chromatic(double[] wavelengths, double reference, DoubleFunction<PointSpread> atScale) {
        PointSpread whole = atScale.apply(1);
        if (wavelengths == null) {
            return whole;
        }
        float[] tables = new float[wavelengths.length * QuantileTable.STRIDE];
        for (int row = 0; row < wavelengths.length; row++) {
            double scale = StrictMath.pow(wavelengths[row] / reference, PointSpread.CHROMATIC_POWER);
            System.arraycopy(
                    atScale.apply(scale).tables(), 0, tables, row * QuantileTable.STRIDE, QuantileTable.STRIDE);
        }
        return new PointSpread(tables, wavelengths.length, whole.fwhm());
    }

    /** @return FWHM (arcsec) of the Gaussian for telescope and dome */
    static double gaussianFwhm(Settings settings) {
        boolean given = settings.optionalNumber("psf.fwhm").isPresent();
        return settings.optionalNumber("psf.gaussian_fwhm")
                .orElse(given || settings.choice("psf.model").equals("moffat") ? 0 : TELESCOPE_FWHM);
    }

    /** @return middle wavelength (nm) of each row of a chromatic point spread function */
    static double[] rows(VisitSpectra spectra) {
        int perRow = VisitSpectra.BINS / PointSpread.CHROMATIC_ROWS;
        double[] wavelengths = new double[PointSpread.CHROMATIC_ROWS];
        for (int row = 0; row < wavelengths.length; row++) {
            wavelengths[row] = (spectra.wavelength(row * perRow) + spectra.wavelength(row * perRow + perRow - 1)) / 2;
        }
        return wavelengths;
    }

    /** @return radius (arcsec) outside of which this fraction of the light lies, for the widest row */
    static double radiusOutside(PointSpread psf, double fraction) {
        if (fraction >= 0.5) {
            return 0;
        }
        int word = 0x80000000 | (int) Math.max(1, fraction * 0x1p32);
        double radius = 0;
        for (int row = 0; row < psf.rows(); row++) {
            radius = Math.max(radius, QuantileTable.value(psf.tables(), row * QuantileTable.STRIDE, word));
        }
        return radius;
    }
}
