package ciel.sim.exposure;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.PointingTrack;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.optics.SkyMap;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.readout.SkyGradient;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Nothing but an even light, or none: its level is {@code sky.electrons}, its vignetting {@code sky.vignetting}. */
final class CalibrationScene implements Scene {
    private final CalibrationExposure exposure;
    private final Visit visit;
    private final SensorSettings sensor;
    private final Vignetting vignetting;

    CalibrationScene(CalibrationExposure exposure, Settings settings) {
        this.exposure = exposure;
        this.visit = exposure.visit();
        this.sensor = SensorSettings.of(settings);
        this.vignetting = Vignetting.of(settings.camera());
    }

    @Override
    public Visit visit() {
        return visit;
    }

    @Override
    public long expectedPhotons() {
        return 0;
    }

    @Override
    public long objects() {
        return 0;
    }

    @Override
    public Sources on(Detector detector) {
        double[] nm = new double[SourceTable.BINS];
        Arrays.fill(nm, visit.band().effectiveWavelength());
        PointSpread none = PointSpread.none();
        SourceTable empty = new SourceTableBuilder(
                        visit.seed(), detector.width(), detector.height(), none.tables(), null)
                .build()
                .along(PhotonPath.of(none.tables(), null, sensor.steps(detector, nm)));
        return new Sources(empty, new int[0], List.of());
    }

    @Override
    public WcsHeader wcs(Detector detector) {
        return new WcsHeader(List.of(
                Card.of("CTYPE1", "LINEAR"),
                Card.of("CTYPE2", "LINEAR"),
                Card.of("CRPIX1", (detector.width() + 1) / 2.0),
                Card.of("CRPIX2", (detector.height() + 1) / 2.0),
                Card.of("CRVAL1", detector.xCenter()),
                Card.of("CRVAL2", detector.yCenter()),
                Card.of("CUNIT1", "mm"),
                Card.of("CUNIT2", "mm"),
                Card.of("CDELT1", detector.pixelMm()),
                Card.of("CDELT2", detector.pixelMm())));
    }

    @Override
    public Optional<SkyMap> map(Detector detector) {
        return Optional.empty();
    }

    @Override
    public HeaderInput header(Detector detector, Provenance provenance) {
        return new HeaderInput(
                visit,
                detector,
                0,
                PointingTrack.nominal(visit, 0),
                0,
                exposure.kind().name(),
                "calibration",
                "",
                false,
                provenance,
                exposure.cards());
    }

    @Override
    public boolean throughTelescope() {
        return true;
    }

    @Override
    public boolean emissionLines() {
        return false;
    }

    @Override
    public DoubleUnaryOperator vignetting() {
        return vignetting::at;
    }

    @Override
    public SkyGradient sky(Detector detector) {
        return SkyGradient.flat(0);
    }

    @Override
    public RenderManifest.Spectra spectra() {
        return new RenderManifest.Spectra(0, 0);
    }
}
