package ciel.sim.engine;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Spread;
import ciel.sim.photon.UnitVector;
import ciel.sim.photon.Wavelength;

/** The scalar engine's steps. */
final class ScalarSteps {
    private ScalarSteps() {}

    /** @return the steps of a table's path */
    static ScalarStep[] of(SourceTable table) {
        return table.path().steps().stream().map(step -> of(step, table)).toArray(ScalarStep[]::new);
    }

    private static ScalarStep of(PhotonStep step, SourceTable table) {
        return switch (step) {
            case Wavelength wavelength -> photon -> wavelength(photon, wavelength, table);
            case Spread spread -> photon -> spread(photon, spread);
            case Profile profile -> photon -> profile(photon, table);
            case Pixels pixels -> photon -> pixels(photon, table);
        };
    }

    private static boolean wavelength(Photon photon, Wavelength step, SourceTable table) {
        int word = photon.word(PhotonWord.WAVELENGTH);
        int cell = word >>> 25;
        int entry = table.spectra()[photon.integer(I_SPECTRUM) + cell];
        photon.bin = (word & 0x1FFFFFF) < entry >>> 7 ? cell : entry & 127;
        return photon.word(PhotonWord.ACCEPTANCE) >>> 1 < step.acceptance()[photon.bin];
    }

    private static boolean spread(Photon photon, Spread step) {
        int row = photon.bin >> step.rowShift();
        float radius =
                QuantileTable.value(step.radii(), row * QuantileTable.STRIDE, photon.word(PhotonWord.SPREAD_RADIUS));
        int direction = photon.word(PhotonWord.SPREAD_DIRECTION);
        photon.move(F_PSF, directionX(radius, direction), directionY(radius, direction));
        return true;
    }

    private static boolean profile(Photon photon, SourceTable table) {
        if (photon.isPoint()) {
            return true;
        }
        int kind = photon.integer(I_KIND);
        int start = photon.integer(I_TABLE);
        int count = photon.integer(I_COUNT);
        int first = photon.word(PhotonWord.PROFILE_FIRST);
        int second = photon.word(PhotonWord.PROFILE_SECOND);
        float gx;
        float gy;
        if (kind == SourceKind.RADIAL.code()) {
            float radius = QuantileTable.value(table.profiles(), start, first);
            gx = directionX(radius, second);
            gy = directionY(radius, second);
        } else if (kind == SourceKind.BOX.code()) {
            gx = first * 0x1p-32f; // -0.5 to 0.5
            gy = second * 0x1p-32f;
        } else if (kind == SourceKind.POINTS.code()) {
            int i = start + 2 * (int) ((first & 0xFFFFFFFFL) * count >>> 32);
            gx = table.points()[i];
            gy = table.points()[i + 1];
        } else {
            int cell = pictureCell(table.picture(), first, start, count);
            int position = table.picture()[start + 3 * cell + 2];
            gx = (position & 0xFFFF) + (second & 0xFFFF) * 0x1p-16f;
            gy = (position >>> 16) + (second >>> 16) * 0x1p-16f;
        }
        photon.move(F_PROFILE, gx, gy);
        return true;
    }

    private static boolean pixels(Photon photon, SourceTable table) {
        int column = photon.integer(I_X) + floor(photon.x);
        int line = photon.integer(I_Y) + floor(photon.y);
        boolean inside =
                Integer.compareUnsigned(column, table.width()) < 0 && Integer.compareUnsigned(line, table.height()) < 0;
        photon.pixel = inside ? line * table.width() + column : -1;
        return inside;
    }

    private static int pictureCell(int[] picture, int word, int start, int count) {
        long product = (word & 0xFFFFFFFFL) * count;
        int cell = (int) (product >>> 32);
        int i = start + 3 * cell;
        return Integer.compareUnsigned((int) product, picture[i]) < 0 ? cell : picture[i + 1];
    }

    static float directionX(float radius, int word) {
        float angle = UnitVector.angle(word);
        return UnitVector.signed(radius, word) * ((word & 1) == 0 ? UnitVector.cosine(angle) : UnitVector.sine(angle));
    }

    static float directionY(float radius, int word) {
        float angle = UnitVector.angle(word);
        return UnitVector.signed(radius, word) * ((word & 1) == 0 ? UnitVector.sine(angle) : UnitVector.cosine(angle));
    }

    /** Largest integer not above; positions are far below 2^31 by construction of the tables. */
    static int floor(float value) {
        int truncated = (int) value;
        return truncated > value ? truncated - 1 : truncated;
    }
}
