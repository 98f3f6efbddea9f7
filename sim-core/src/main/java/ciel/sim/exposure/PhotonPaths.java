package ciel.sim.exposure;

import ciel.sim.atmosphere.AirDispersion;
import ciel.sim.atmosphere.Atmosphere;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Detector;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.ScreenPlaces;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.optics.Weather;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import ciel.sim.spectrum.VisitSpectra;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The way of the photons of a visit as the settings describe it: a path for each detector. Safe for many threads. */
final class PhotonPaths {
    private final VisitGeometry geometry;
    private final VisitSpectra spectra;
    private final PointSpread psf;
    private final Optional<Atmosphere> atmosphere;
    private final boolean disperses;
    private final Weather dispersing;
    private final TelescopeSettings telescope;
    private final SensorSettings sensor;

    PhotonPaths(
            Settings settings,
            VisitGeometry geometry,
            VisitSpectra spectra,
            PointSpread psf,
            Optional<Atmosphere> atmosphere) {
        this.geometry = geometry;
        this.spectra = spectra;
        this.psf = psf;
        this.atmosphere = atmosphere;
        this.disperses = settings.flag("optics.dispersion");
        this.dispersing = WeatherSettings.dispersing(settings);
        this.telescope = TelescopeSettings.of(settings);
        this.sensor = SensorSettings.of(settings);
    }

    PhotonPath of(Detector detector, DetectorWcs wcs) {
        List<PhotonStep> steps = new ArrayList<>();
        steps.add(Wavelength.of(spectra.acceptance(detector.number())));
        if (telescope.rays() || atmosphere.isPresent()) {
            steps.add(new Pupil());
        }
        steps.add(new Spread(atmosphere.map(Atmosphere::kick).orElse(psf.tables())));
        steps.add(new Profile());
        atmosphere.ifPresent(a -> steps.add(screens(a, wcs)));
        if (disperses) {
            steps.add(dispersion(wcs));
        }
        if (telescope.rays()) {
            DetectorOptics optics = telescope.fit(geometry, wcs, spectra);
            steps.addAll(telescope.steps(geometry, optics, spectra, sensor.silicon()));
        }
        steps.addAll(sensor.steps(detector, nm()));
        return PhotonPath.usual(steps);
    }

    private Screens screens(Atmosphere air, DetectorWcs wcs) {
        float[] wind = air.wind(geometry.visit().exposureTime());
        double[] height = air.turbulence().layers().stream()
                .mapToDouble(layer -> layer.height() / PhaseScreens.CELL)
                .toArray();
        return new Screens(
                air.gradients(),
                air.bits(),
                (float) (Pupil.OUTER_M / PhaseScreens.CELL),
                wind,
                new ScreenPlaces(wcs, height, air.bits(), wind));
    }

    private double[] nm() {
        double[] nm = new double[VisitSpectra.BINS];
        Arrays.setAll(nm, spectra::wavelength);
        return nm;
    }

    private Dispersion dispersion(DetectorWcs wcs) {
        AirDispersion air =
                new AirDispersion(dispersing.pressure(), dispersing.temperature(), dispersing.vapourPressure());
        float[] shift = new float[VisitSpectra.BINS];
        for (int k = 0; k < shift.length; k++) {
            shift[k] = (float) air.shift(spectra.wavelength(k), geometry.wavelength());
        }
        return new Dispersion(shift, geometry.zenithShift(wcs));
    }
}
