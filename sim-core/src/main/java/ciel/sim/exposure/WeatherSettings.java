package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.optics.Weather;
import java.util.List;
import java.util.OptionalDouble;

/** What the settings say about the air at the telescope, which refracts all light of a visit, and about the air that disperses it. */
public final class WeatherSettings {
    private static final List<String> AIR =
            List.of("atmosphere.pressure", "atmosphere.temperature", "atmosphere.water_vapour");

    private WeatherSettings() {}

    /**
     * @return air that disperses, as {@code optics.dispersion_air} says
     * @throws InputException where the air cannot hold so much water
     */
    public static Weather dispersing(Settings settings) {
        Settings packaged = Settings.defaults();
        boolean imsim =
                switch (settings.choice("optics.dispersion_air")) {
                    case "imsim" -> true;
                    case "telescope" -> false;
                    default -> AIR.stream().allMatch(key -> settings.value(key).equals(packaged.value(key)));
                };
        return imsim ? Weather.DISPERSION_OF_IMSIM : of(settings);
    }

    /**
     * @return air of {@code atmosphere.pressure}, {@code atmosphere.temperature} and {@code atmosphere.water_vapour}
     * @throws InputException where the air cannot hold so much water
     */
    public static Weather of(Settings settings) {
        double temperature = settings.number("atmosphere.temperature");
        double pressure = settings.number("atmosphere.pressure");
        OptionalDouble vapour = settings.optionalNumber("atmosphere.water_vapour");
        if (vapour.isEmpty()) {
            return new Weather(temperature, pressure, Weather.CERRO_PACHON.relativeHumidity());
        }
        try {
            return Weather.ofVapour(temperature, pressure, vapour.getAsDouble());
        } catch (InputException e) {
            throw new InputException("atmosphere.water_vapour", e.getMessage(), "", e);
        }
    }
}
