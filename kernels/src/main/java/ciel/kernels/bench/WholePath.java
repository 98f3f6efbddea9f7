package ciel.kernels.bench;

import ciel.sim.Band;
import ciel.sim.atmosphere.AirDispersion;
import ciel.sim.atmosphere.Atmosphere;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.ScreenPlaces;
import ciel.sim.optics.TelescopeSteps;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.optics.Weather;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import ciel.sim.sensor.BoundaryKernel;
import ciel.sim.sensor.FixedBoundaries;
import ciel.sim.sensor.PixelBoundaries;
import ciel.sim.sensor.SensorModel;
import ciel.sim.sensor.TreeRings;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The path of {@code --physics full} onto R22_S11 in r, with its real tables. */
final class WholePath {
    private static final double FIRST_NM = 540;
    private static final double LAST_NM = 700;

    private WholePath() {}

    /**
     * @param bits   phase screens have 2^bits x 2^bits nodes; those of a visit {@link PhaseScreens#BITS}
     * @param epochs of the exposure, a power of two
     */
    static PhotonPath of(int bits, int epochs) {
        Detector detector = Camera.lsst().detector("R22_S11");
        Visit visit = new Visit(1, 0, Band.R, 150, -10, 25, 0, 60, 0, 60750.15, 30, 0.7, 0, 1);
        VisitGeometry geometry = VisitGeometry.of(visit);
        DetectorWcs wcs = geometry.wcs(detector);
        double[] nm = new double[SourceTable.BINS];
        Arrays.setAll(nm, k -> FIRST_NM + (LAST_NM - FIRST_NM) * k / (nm.length - 1));
        double[] acceptance = new double[SourceTable.BINS];
        Arrays.fill(acceptance, 0.9);

        double reference = visit.band().effectiveWavelength();
        Turbulence turbulence = Turbulence.draw(1, 0.7, reference, OptionalDouble.empty());
        double[] rows = new double[PointSpread.CHROMATIC_ROWS];
        Arrays.setAll(rows, row -> nm[(2 * row + 1) * nm.length / rows.length / 2]);
        int threads = Runtime.getRuntime().availableProcessors();
        Atmosphere air = Atmosphere.of(
                turbulence,
                PhaseScreens.make(PlainScreenLoops.INSTANCE, 1, turbulence, reference, bits, threads),
                rows,
                reference,
                0.127);
        float[] wind = air.wind(visit.exposureTime());
        double[] height = turbulence.layers().stream()
                .mapToDouble(layer -> layer.height() / PhaseScreens.CELL)
                .toArray();
        float radius = (float) (Pupil.OUTER_M / PhaseScreens.CELL);

        AirDispersion refraction = new AirDispersion(
                Weather.CERRO_PACHON.pressure(),
                Weather.CERRO_PACHON.temperature(),
                Weather.CERRO_PACHON.vapourPressure());
        float[] shift = new float[SourceTable.BINS];
        for (int k = 0; k < shift.length; k++) {
            shift[k] = (float) refraction.shift(nm[k], geometry.wavelength());
        }
        TelescopeSteps telescope =
                new TelescopeSteps(geometry, DetectorOptics.fit(geometry, wcs, FIRST_NM, LAST_NM, 0), nm);

        int width = detector.width();
        int lines = detector.height();
        int[] fixed = new int[PixelBoundaries.size(width, lines)];
        TreeRings rings = TreeRings.of(detector);
        new FixedBoundaries(width, lines).treeRings(rings, rings.table(), fixed, 0, lines);
        return new PhotonPath(List.of(
                Wavelength.of(acceptance),
                new Pupil(),
                new Spread(air.kick()),
                new Profile(),
                new Screens(air.gradients(), bits, radius, wind, new ScreenPlaces(wcs, height, bits, wind)),
                new Dispersion(shift, geometry.zenithShift(wcs)),
                telescope.stops(),
                telescope.vanes(true, false),
                telescope.aberration(true),
                SensorModel.silicon(detector.vendor(), nm, SensorModel.KELVIN),
                SensorModel.boundaries(width, lines, fixed, BoundaryKernel.of(detector.vendor()), epochs, true)));
    }
}
