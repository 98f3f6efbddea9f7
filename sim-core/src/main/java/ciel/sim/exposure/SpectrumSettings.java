package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.spectrum.Air;
import ciel.sim.spectrum.OwnThroughput;
import ciel.sim.spectrum.SpectrumOptions;
import java.util.List;

/** What the settings say about the way of light through air, optics and detector. */
final class SpectrumSettings {
    private SpectrumSettings() {}

    /** @throws InputException when a file is no throughput, or air is described twice */
    static SpectrumOptions of(Settings settings) {
        return SpectrumOptions.DEFAULTS
                .withBaselineDetector(settings.choice("spectrum.detector").equals("baseline"))
                .withHostDust(settings.flag("spectrum.host_dust"))
                .withOutOfBand(settings.flag("spectrum.out_of_band"))
                .withCamera(settings.camera())
                .withAir(air(settings))
                .withOwn(OwnThroughput.read(
                        settings.optionalPath("throughput.optics"),
                        settings.optionalPath("throughput.detector"),
                        settings.optionalPath("throughput.atmosphere")));
    }

    private static Air air(Settings settings) {
        double clouds = settings.number("atmosphere.clouds");
        double exponent = settings.number("atmosphere.aerosol_exponent");
        if (settings.optionalPath("throughput.atmosphere").isEmpty()) {
            return new Air(
                    settings.optionalNumber("atmosphere.aerosol").orElse(Air.TABLE_AEROSOL),
                    exponent,
                    settings.optionalNumber("atmosphere.precipitable_water").orElse(Air.TABLE_WATER),
                    settings.optionalNumber("atmosphere.ozone").orElse(Air.TABLE_OZONE),
                    clouds);
        }
        for (String key : List.of("atmosphere.aerosol", "atmosphere.precipitable_water", "atmosphere.ozone")) {
            if (settings.optionalNumber(key).isPresent()) {
                throw twice(key);
            }
        }
        if (exponent != Air.TABLE_EXPONENT) {
            throw twice("atmosphere.aerosol_exponent");
        }
        return new Air(Air.TABLE_AEROSOL, Air.TABLE_EXPONENT, Air.TABLE_WATER, Air.TABLE_OZONE, clouds);
    }

    private static InputException twice(String key) {
        return new InputException(
                key, "is set beside throughput.atmosphere, whose file has its own air", "leave out one of the two");
    }

    /** @return factor of clouds on the light of the sky */
    static double skyClouds(Settings settings) {
        return StrictMath.pow(10, -0.4 * settings.number("sky.clouds"));
    }
}
