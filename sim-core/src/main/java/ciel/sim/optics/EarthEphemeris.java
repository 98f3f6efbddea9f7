package ciel.sim.optics;

import ciel.sim.camera.ResourceTable;
import java.util.List;

/**
 * Where the Earth is and how it moves: harmonic series of VSOP2000 (Moisson and Bretagnon 2001), the terms that
 * matter to 1e-5 arcsec of aberration (earth.csv).
 * Valid 1980 to 2060.
 */
final class EarthEphemeris {
    /**
     * Rotation of the theory's ecliptic into ICRS axes: obliquity 23 deg 26' 21.4091", equinox offset 0.0475" (as
     * fitted to DE405 for SOFA's epv00).
     */
    private static final double[] TO_ICRS = {
        1,
        0.000000211284,
        -0.000000091603,
        -0.000000230286,
        0.917482137087,
        -0.397776982902,
        0,
        0.397776982902,
        0.917482137087
    };

    private static final byte[] BODY;
    private static final byte[] POWER;
    private static final byte[] COMPONENT;
    private static final double[] AMPLITUDE;
    private static final double[] PHASE;
    private static final double[] FREQUENCY;

    static {
        List<String[]> rows = ResourceTable.rows(EarthEphemeris.class, "earth.csv");
        int n = rows.size();
        BODY = new byte[n];
        POWER = new byte[n];
        COMPONENT = new byte[n];
        AMPLITUDE = new double[n];
        PHASE = new double[n];
        FREQUENCY = new double[n];
        for (int i = 0; i < n; i++) {
            String[] row = rows.get(i);
            BODY[i] = (byte) (row[0].equals("E") ? 0 : 1);
            POWER[i] = Byte.parseByte(row[1]);
            COMPONENT[i] = Byte.parseByte(row[2]);
            AMPLITUDE[i] = Double.parseDouble(row[3]);
            PHASE[i] = Double.parseDouble(row[4]);
            FREQUENCY[i] = Double.parseDouble(row[5]);
        }
    }

    /** Sun to Earth (au), ICRS axes. */
    final double[] heliocentric;
    /** Velocity of the Earth about the barycentre of the solar system (au per day), ICRS axes. */
    final double[] velocity;

    /** @param centuries TDB (TT will do) from J2000, Julian centuries */
    EarthEphemeris(double centuries) {
        double t = 100 * centuries;
        double[] position = new double[3];
        double[] speed = new double[3];
        for (int i = 0; i < AMPLITUDE.length; i++) {
            double argument = PHASE[i] + FREQUENCY[i] * t;
            double cos = StrictMath.cos(argument);
            double sin = StrictMath.sin(argument);
            double power = POWER[i] == 0 ? 1 : POWER[i] == 1 ? t : t * t;
            double slope = POWER[i] == 0 ? 0 : POWER[i] == 1 ? 1 : 2 * t;
            int k = COMPONENT[i];
            if (BODY[i] == 0) {
                position[k] += AMPLITUDE[i] * power * cos;
            }
            speed[k] += AMPLITUDE[i] * (slope * cos - power * FREQUENCY[i] * sin) / 365.25;
        }
        heliocentric = rotate(position);
        velocity = rotate(speed);
    }

    private static double[] rotate(double[] v) {
        double[] r = new double[3];
        for (int i = 0; i < 3; i++) {
            r[i] = TO_ICRS[3 * i] * v[0] + TO_ICRS[3 * i + 1] * v[1] + TO_ICRS[3 * i + 2] * v[2];
        }
        return r;
    }
}
