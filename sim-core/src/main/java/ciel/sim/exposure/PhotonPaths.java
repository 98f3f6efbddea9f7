package ciel.sim.exposure;

import ciel.sim.atmosphere.AirDispersion;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Detector;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.optics.Weather;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import ciel.sim.spectrum.VisitSpectra;
import java.util.ArrayList;
import java.util.List;

/** The way of the photons of a visit as the settings describe it: a path for each detector. Safe for many threads. */
final class PhotonPaths {
    private final VisitGeometry geometry;
    private final VisitSpectra spectra;
    private final PointSpread psf;
    private final boolean disperses;
    private final TelescopeSettings telescope;

    PhotonPaths(Settings settings, VisitGeometry geometry, VisitSpectra spectra, PointSpread psf) {
        this.geometry = geometry;
        this.spectra = spectra;
        this.psf = psf;
        this.disperses = settings.flag("optics.dispersion");
        this.telescope = TelescopeSettings.of(settings);
    }

    PhotonPath of(Detector detector, DetectorWcs wcs) {
        List<PhotonStep> steps = new ArrayList<>();
        steps.add(Wavelength.of(spectra.acceptance(detector.number())));
        if (telescope.rays()) {
            steps.add(new Pupil());
        }
        steps.add(new Spread(psf.tables()));
        steps.add(new Profile());
        if (disperses) {
            steps.add(dispersion(wcs));
        }
        if (telescope.rays()) {
            DetectorOptics optics = telescope.fit(geometry, wcs, spectra);
            steps.addAll(telescope.steps(geometry, optics, spectra, false));
        }
        steps.add(new Pixels());
        return new PhotonPath(steps);
    }

    private Dispersion dispersion(DetectorWcs wcs) {
        Weather weather = geometry.weather();
        AirDispersion air = new AirDispersion(weather.pressure(), weather.temperature(), weather.vapourPressure());
        float[] shift = new float[VisitSpectra.BINS];
        for (int k = 0; k < shift.length; k++) {
            shift[k] = (float) air.shift(spectra.wavelength(k), geometry.wavelength());
        }
        return new Dispersion(shift, geometry.zenithShift(wcs));
    }
}
