package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Light;
import ciel.sim.spectrum.Sed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** The light of the sun, reflected: a spectrum scaled to an AB magnitude at 500 nm. */
record SolarLight(Table table, double magnitude) implements Light.Density {
    /** The spectrum: nm, and photons nm^-2 s^-1 cm^-2 of AB magnitude 0 at 500 nm. */
    record Table(double[] nm, double[] value) {}

    /** @param file two columns: wavelength (Angstrom), flux per wavelength (any unit) */
    static Table read(Path file) {
        double[] nm = new double[1 << 16];
        double[] flux = new double[1 << 16];
        int n = 0;
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                StringTokenizer tokens = new StringTokenizer(line);
                if (!tokens.hasMoreTokens() || line.strip().startsWith("#")) {
                    continue;
                }
                nm[n] = Double.parseDouble(tokens.nextToken()) / 10;
                flux[n] = Double.parseDouble(tokens.nextToken());
                if (n > 0 && !(nm[n] >= nm[n - 1]) || !(flux[n] >= 0)) {
                    throw new NumberFormatException();
                }
                if (++n == nm.length) {
                    break;
                }
            }
        } catch (IOException | java.util.NoSuchElementException | NumberFormatException e) {
            throw InputException.atLine(
                    file.toString(),
                    number,
                    "is no spectrum of the sun",
                    "it must hold wavelength (Angstrom, rising) and flux per wavelength in each line",
                    e);
        }
        int k = 0;
        while (k < n - 1 && nm[k + 1] < Sed.NORM_NM) {
            k++;
        }
        if (k >= n - 1 || nm[0] > Sed.NORM_NM) {
            throw new InputException(file.toString(), "does not cover 500 nm", "wavelengths are in Angstrom");
        }
        double at = flux[k] + (flux[k + 1] - flux[k]) * (Sed.NORM_NM - nm[k]) / (nm[k + 1] - nm[k]);
        double[] value = new double[n];
        for (int i = 0; i < n; i++) {
            value[i] = flux[i] / at * Sed.AB_PHOTONS_AT_500 / Sed.NORM_NM;
        }
        return new Table(java.util.Arrays.copyOf(nm, n), value);
    }

    @Override
    public String name() {
        return "the sun";
    }

    @Override
    public Light.Samples samples() {
        double factor = StrictMath.pow(10, -0.4 * magnitude);
        double[] value = table.value.clone();
        for (int i = 0; i < value.length; i++) {
            value[i] *= factor;
        }
        return new Light.Samples(table.nm, value);
    }
}
