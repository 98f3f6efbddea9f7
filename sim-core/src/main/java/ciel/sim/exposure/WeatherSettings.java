package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.optics.Weather;
import java.util.OptionalDouble;

/** What the settings say about the air at the telescope: the one air that all refraction of a visit is computed with. */
public final class WeatherSettings {
    private WeatherSettings() {}

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
