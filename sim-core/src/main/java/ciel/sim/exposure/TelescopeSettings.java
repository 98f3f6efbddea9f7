package ciel.sim.exposure;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.CameraOptics;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.PerturbationFile;
import ciel.sim.optics.TelescopeState;
import ciel.sim.optics.TelescopeSteps;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Vanes;
import ciel.sim.spectrum.VisitSpectra;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the settings say about the telescope.
 *
 * @param rays       whether each photon goes through the telescope
 * @param vanes      whether the vanes of the spider stop and deflect photons
 * @param rims       whether the rims of the pupil deflect photons as the vanes do: where the point spread function has
 *     no diffraction of the pupil in it
 * @param focusDepth (px) see {@link DetectorOptics#fit}; empty: that of the band
 */
public record TelescopeSettings(boolean rays, boolean vanes, boolean rims, OptionalDouble focusDepth) {
    /**
     * Light of the y band goes deep into the silicon: the focus is put 6 um in front of the surface (imSim's
     * FocusDepth, after Rowe).
     */
    private static final double DEPTH_Y_PX = -0.6;

    private static final double PIXELS_PER_RADIAN = 206264.806247 / 0.2;

    /** @throws InputException when the settings contradict each other */
    static TelescopeSettings of(Settings settings) {
        boolean rays = settings.flag("optics.rays");
        boolean vanes = settings.flag("optics.vanes");
        if (settings.camera().optics() instanceof CameraOptics.PlateScale) {
            refuse(rays, "optics.rays=true", settings, "optics.rays=false");
            refuse(Atmospheres.wanted(settings), "psf.model=screens", settings, "psf.model=kolmogorov");
        }
        if (settings.flag("optics.ghosts")
                && settings.camera().optics() instanceof CameraOptics.Simonyi s
                && s.lenses() != CameraOptics.Lenses.LSSTCAM) {
            throw new InputException(
                    "camera " + settings.camera().name(),
                    "has lenses whose reflectivities are not known: optics.ghosts=true is not possible",
                    "set optics.ghosts=false");
        }
        if (vanes && !rays) {
            throw new InputException(
                    "optics.vanes", "is true and optics.rays is false", "set optics.rays=true, or optics.vanes=false");
        }
        if (settings.flag("optics.ghosts") && !rays) {
            throw new InputException(
                    "optics.ghosts",
                    "is true and optics.rays is false",
                    "set optics.rays=true, or optics.ghosts=false");
        }
        return new TelescopeSettings(
                rays,
                vanes,
                !settings.choice("psf.model").equals("screens"),
                settings.optionalNumber("optics.focus_depth"));
    }

    private static void refuse(boolean wanted, String what, Settings settings, String remedy) {
        if (wanted) {
            throw new InputException(
                    "camera " + settings.camera().name(),
                    "is described by a plate scale: its optics are not traced, and " + what + " is not possible",
                    "set " + remedy + ", or leave --physics out: the default is what the camera can do");
        }
    }

    /**
     * @return the state of {@code optics.perturbations} and {@code optics.focus_z}
     * @throws InputException when the file cannot be read
     */
    public static TelescopeState state(Settings settings) {
        return settings.optionalPath("optics.perturbations")
                .map(PerturbationFile::read)
                .orElse(TelescopeState.DESIGN)
                .withFocus(settings.number("optics.focus_z") * 1e-3);
    }

    /**
     * @return photons at the pupil's annulus for each one of the nominal flux, which counts what passes between the
     *     vanes
     */
    double supply() {
        return vanes ? 1 / (1 - Vanes.COVERED) : 1;
    }

    /** @return how far the spikes of a star are drawn in a band */
    LightExtent.Spikes spikes(Band band) {
        double longest = 1.2e-9 * band.effectiveWavelength();
        return vanes ? electrons -> Vanes.spikeReach(electrons, longest, PIXELS_PER_RADIAN, rims) : electrons -> 0;
    }

    /** @return the fitted optics in front of a detector */
    DetectorOptics fit(VisitGeometry geometry, DetectorWcs wcs, VisitSpectra spectra) {
        double depth = focusDepth.orElse(geometry.visit().band() == Band.Y ? DEPTH_Y_PX : 0);
        return DetectorOptics.fit(
                geometry, wcs, spectra.wavelength(0), spectra.wavelength(VisitSpectra.IN_BAND - 1), depth);
    }

    /**
     * @param slopes whether a later step needs the slopes within the silicon
     * @return the steps of a photon through the telescope, which come after the pupil
     */
    List<PhotonStep> steps(VisitGeometry geometry, DetectorOptics optics, VisitSpectra spectra, boolean slopes) {
        double[] wavelengths = new double[VisitSpectra.BINS];
        for (int k = 0; k < wavelengths.length; k++) {
            wavelengths[k] = spectra.wavelength(k);
        }
        TelescopeSteps telescope = new TelescopeSteps(geometry, optics, wavelengths);
        List<PhotonStep> steps = new ArrayList<>();
        steps.add(telescope.stops());
        if (vanes) {
            steps.add(telescope.vanes(true, rims));
        }
        steps.add(telescope.aberration(slopes));
        return steps;
    }
}
