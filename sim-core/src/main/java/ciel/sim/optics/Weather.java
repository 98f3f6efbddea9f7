package ciel.sim.optics;

import ciel.sim.InputException;
import java.util.Locale;

/**
 * Air at the telescope, for refraction.
 *
 * @param temperature      K
 * @param pressure         kPa
 * @param relativeHumidity 0 to 1
 */
public record Weather(double temperature, double pressure, double relativeHumidity) {
    /**
     * imSim's default weather: 280 K, 72.7 kPa, water vapour 1.0 kPa. imSim turns the vapour pressure into a humidity
     * by dividing 1.0 kPa by a saturation pressure of 9.93
     * hPa (at T - 273.14), so that what it really uses is a relative humidity of 0.1007 and not the saturated air
     * that 1.0 kPa at 280 K would be. The humidity that it uses is
     * taken here: it is the more likely night, and positions agree with imSim's; the difference would be 0.02 px at
     * the edge of the field at 50 deg from the zenith.
     */
    public static final Weather CERRO_PACHON = new Weather(280.0, 72.7, 0.1007462401928582);

    /** Air of imSim's dispersion, GalSim's default: 69.328 kPa, 293.15 K, 1.067 kPa of water. */
    public static final Weather DISPERSION_OF_IMSIM = ofVapour(293.15, 69.328, 1.067);

    /** No air at all. */
    public static final Weather VACUUM = new Weather(280.0, 0.0, 0.0);

    public Weather {
        if (!(temperature > 100 && temperature < 400)) {
            throw new InputException(
                    "weather",
                    "temperature is " + temperature + " K; must be between 100 and 400 K",
                    "give it in kelvin");
        }
        if (!(pressure >= 0 && pressure < 200)) {
            throw new InputException(
                    "weather", "pressure is " + pressure + " kPa; must be from 0 to 200 kPa", "give it in kPa");
        }
        if (!(relativeHumidity >= 0 && relativeHumidity <= 1)) {
            throw new InputException(
                    "weather",
                    "relative humidity is " + relativeHumidity + "; must be from 0 to 1",
                    "give it as a fraction");
        }
    }

    /**
     * Air whose water is given by its partial pressure, as tools of the field give it (imSim: H2O_pressure).
     *
     * @param temperature K, 100 to 400
     * @param pressure    kPa, above 0, below 200
     * @param vapour      partial pressure of water (kPa), from 0 to that of saturated air
     * @throws InputException where the air cannot hold so much water
     */
    public static Weather ofVapour(double temperature, double pressure, double vapour) {
        double most = new Weather(temperature, pressure, 1).vapourPressure();
        if (!(vapour >= 0 && vapour <= most)) {
            throw new InputException(
                    "weather",
                    String.format(
                            Locale.ROOT,
                            "water vapour is %s kPa; air of %s K and %s kPa holds from 0 to %.4f kPa",
                            vapour,
                            temperature,
                            pressure,
                            most),
                    "give less water vapour, or a higher temperature");
        }
        double saturation = saturation(temperature, 10 * pressure) / 10;
        double share = vapour * (1 - saturation / pressure) / (saturation * (1 - vapour / pressure));
        return new Weather(temperature, pressure, Math.min(1, share));
    }

    /** @return partial pressure of water (kPa): saturation pressure after Gill (1982, eq. A4.5 to A4.7) */
    public double vapourPressure() {
        if (pressure == 0) {
            return 0;
        }
        double hectopascal = 10 * pressure;
        double saturation = saturation(temperature, hectopascal);
        return relativeHumidity * saturation / (1 - (1 - relativeHumidity) * saturation / hectopascal) / 10;
    }

    /** Partial pressure (hPa) at which water condenses. */
    private static double saturation(double kelvin, double hectopascal) {
        double celsius = kelvin - 273.15;
        return StrictMath.pow(10, (0.7859 + 0.03477 * celsius) / (1 + 0.00412 * celsius))
                * (1 + hectopascal * (4.5e-6 + 6e-10 * celsius * celsius));
    }

    /**
     * Coefficients A and B (rad) of refraction = A tan z + B tan^3 z, z the observed zenith distance, good to a few
     * milliarcsec down to 65 deg and to 0.1" at 75 deg.
     * Refractivity of air after the IUGG formulae of 1999
     * (Birch and Downs; Rueger 2002), scale height beta after
     * Stone (1996, PASP 108, 1051), the two constants after Green (1985, Spherical Astronomy, p. 87): the model of
     * SOFA's refco.
     *
     * @param wavelength in vacuum (nm)
     * @return A, B
     */
    double[] refraction(double wavelength) {
        if (pressure == 0) {
            return new double[] {0, 0};
        }
        double hectopascal = 10 * pressure;
        double vapour = 10 * vapourPressure();
        double inverseSquare = 1e6 / (wavelength * wavelength);
        double dry = 77.53484e-6 + inverseSquare * (4.39108e-7 + inverseSquare * 3.666e-9);
        double refractivity = (dry * hectopascal - 11.2684e-6 * vapour) / temperature;
        double beta = 4.4474e-6 * temperature;
        return new double[] {refractivity * (1 - beta), -refractivity * (beta - 0.5 * refractivity)};
    }
}
