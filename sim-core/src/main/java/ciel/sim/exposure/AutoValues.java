package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.CatalogFormat;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.SceneTable;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.TelescopeState;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.sky.SkyModel;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What settings that are left to Ciel come to for a given catalog: what {@code ciel config --catalog} tells. */
public final class AutoValues {
    private AutoValues() {}

    /**
     * Reads the header of the catalog, and none of its objects.
     *
     * @return what each setting that is {@code auto} and depends on the catalog or the detector comes to, in words with
     *     the unit; settings that are not auto are left out
     * @throws ciel.sim.InputException when the catalog cannot be read or its header is wrong
     */
    public static Map<String, String> of(Settings settings, Path catalog) {
        Map<String, String> values = new TreeMap<>();
        boolean table = SceneTable.isSceneTable(catalog);
        if (table) {
            SceneTable.open(catalog); // its line of names is checked
        }
        boolean ownWidth = settings.optionalNumber("psf.fwhm").isPresent();
        if (settings.optionalNumber("psf.gaussian_fwhm").isEmpty()) {
            values.put(
                    "psf.gaussian_fwhm",
                    (ownWidth || settings.choice("psf.model").equals("moffat") ? 0 : PointSpreads.TELESCOPE_FWHM)
                            + " arcsec");
        }
        if (settings.choice("cosmic_rays.enabled").equals(SettingDefinition.AUTO)) {
            values.put("cosmic_rays.enabled", table ? "false: this is a scene table" : "true");
        }
        if (settings.optionalNumber("readout.read_noise").isEmpty()) {
            values.put(
                    "readout.read_noise",
                    range(settings, Amplifier::readNoise) + " electrons on "
                            + settings.camera().middle().name());
        }
        if (settings.optionalNumber("readout.bias").isEmpty()) {
            values.put(
                    "readout.bias",
                    range(settings, Amplifier::bias) + " ADU on "
                            + settings.camera().middle().name());
        }
        if (table) {
            if (!ownWidth) {
                values.put("psf.fwhm", "has to be given: a scene table has no seeing");
            }
            if (settings.optionalNumber("sky.electrons").isEmpty()) {
                values.put("sky.electrons", "0 electrons per pixel: a scene table has no sky");
            }
            return values;
        }
        if (!table && CatalogFormat.of(catalog) == CatalogFormat.SKY_CATALOG) {
            throw new InputException(
                    catalog.toString(),
                    "is a skyCatalog, which has no visit of its own",
                    "ciel config explains settings without a catalog, too");
        }
        InstanceCatalog source = InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT);
        Visit visit = source.visit();
        if (!ownWidth) {
            values.put("psf.fwhm", String.format(Locale.ROOT, "%.4f arcsec", visit.fwhmAtmosphere()));
        }
        if (settings.optionalNumber("sky.electrons").isEmpty()) {
            Detector detector = settings.camera().middle();
            LsstSpectra spectra = LsstSpectra.of(visit, SpectrumSettings.of(settings), SedLibrary.synthetic());
            SkyModel model = VisitSky.of(settings, visit, source.header());
            double sky = new SkyLight(
                            model,
                            VisitGeometry.of(
                                    visit, WeatherSettings.of(settings), TelescopeState.DESIGN, settings.camera()),
                            spectra,
                            SpectrumSettings.skyClouds(settings))
                    .parts(detector)
                    .electrons();
            values.put(
                    "sky.electrons",
                    String.format(Locale.ROOT, "%.2f electrons per pixel on %s", sky, detector.name()));
        }
        return values;
    }

    private static String range(Settings settings, ToDoubleFunction<Amplifier> value) {
        List<Amplifier> outputs = settings.camera().middle().amplifiers();
        return outputs.stream().mapToDouble(value).min().orElseThrow() + " to "
                + outputs.stream().mapToDouble(value).max().orElseThrow();
    }
}
