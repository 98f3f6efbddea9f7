package ciel.sim.engine;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.Aberration;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.Screens;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Stops;
import ciel.sim.photon.UnitVector;
import ciel.sim.photon.Vanes;
import ciel.sim.photon.Wavelength;
import ciel.sim.sensor.PixelBoundaries;

/** The scalar engine's steps. */
final class ScalarSteps {
    private ScalarSteps() {}

    /** @param edges words of the pixels' edges, where the path has boundaries
     * @return the steps of a table's path */
    static ScalarStep[] of(SourceTable table, int[] edges) {
        return table.path().steps().stream().map(step -> of(step, table, edges)).toArray(ScalarStep[]::new);
    }

    private static ScalarStep of(PhotonStep step, SourceTable table, int[] edges) {
        int at = table.path().floatOffset(step);
        return switch (step) {
            case Wavelength wavelength -> photon -> wavelength(photon, wavelength, table);
            case Spread spread -> photon -> spread(photon, spread);
            case Profile profile -> photon -> profile(photon, table);
            case Silicon silicon -> photon -> silicon(photon, silicon);
            case Pupil pupil -> photon -> pupil(photon);
            case Screens screens -> photon -> screens(photon, screens, at);
            case Dispersion dispersion -> photon -> dispersion(photon, dispersion, at);
            case Stops stops -> photon -> ScalarOptics.stops(photon, stops, at);
            case Vanes vanes -> photon -> ScalarOptics.vanes(photon, vanes, at);
            case Aberration aberration -> photon -> ScalarOptics.aberration(photon, aberration, at);
            case EdgeRolloff rolloff -> photon -> edgeRolloff(photon, rolloff.table());
            case Pixels pixels -> photon -> pixels(photon, table);
            case Boundaries boundaries -> photon -> boundaries(photon, boundaries, edges);
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

    private static boolean pupil(Photon photon) {
        float radius = Pupil.radius(photon.word(PhotonWord.PUPIL_RADIUS));
        int angle = photon.word(PhotonWord.PUPIL_ANGLE);
        photon.u = directionX(radius, angle);
        photon.v = directionY(radius, angle);
        photon.t = Pupil.time(photon.begin, photon.span, photon.word(PhotonWord.TIME_AND_VANE));
        return true;
    }

    /** @param at where the step's floats begin among those of a source */
    private static boolean screens(Photon photon, Screens step, int at) {
        int mask = (1 << step.bits()) - 1;
        int alongU = 0;
        int alongV = 0;
        for (int layer = 0; layer < Screens.LAYERS; layer++) {
            float u = Math.fma(photon.t, step.wind()[2 * layer], photon.real(at + 4 + 2 * layer));
            float v = Math.fma(photon.t, step.wind()[2 * layer + 1], photon.real(at + 5 + 2 * layer));
            int column = (int) Math.fma(photon.u, step.radius(), u) & mask;
            int line = (int) Math.fma(photon.v, step.radius(), v) & mask;
            int node = step.gradients()[Screens.node(layer, line, column, step.bits())];
            alongU += (short) node;
            alongV += node >> 16;
        }
        photon.move(at, alongU, alongV);
        return true;
    }

    /** @param at where the step's floats begin among those of a source */
    private static boolean dispersion(Photon photon, Dispersion step, int at) {
        float shift = step.shift()[photon.bin];
        photon.x = Math.fma(photon.real(at), shift, photon.x);
        photon.y = Math.fma(photon.real(at + 1), shift, photon.y);
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

    private static boolean silicon(Photon photon, Silicon step) {
        float[] n = step.lengths();
        float way = n[photon.bin] * QuantileTable.value(step.depths(), 0, photon.word(PhotonWord.DEPTH));
        int times = (int) (way * n[Silicon.PER_THICKNESS]); // that it would have crossed the device
        way = Math.fma(-n[Silicon.THICKNESS], times, way);
        float slopes = Math.fma(photon.slopeX, photon.slopeX, photon.slopeY * photon.slopeY);
        float depth = way * Math.fma(slopes, -0.5f, 1f); // the cosine of a small angle
        float height = Math.max(n[Silicon.THICKNESS] - depth, 0f);
        float moved = depth * n[Silicon.PER_MICRON];
        photon.x = Math.fma(photon.slopeX, moved, photon.x);
        photon.y = Math.fma(photon.slopeY, moved, photon.y);
        float width = height * reciprocalRoot(height) * n[Silicon.DIFFUSION];
        float radius = width * QuantileTable.value(step.diffusion(), 0, photon.word(PhotonWord.DIFFUSION_RADIUS));
        int direction = photon.word(PhotonWord.DIFFUSION_DIRECTION);
        photon.x += directionX(radius, direction);
        photon.y += directionY(radius, direction);
        photon.height = height;
        return true;
    }

    /** 1 / sqrt(x) by three Newton steps from an integer first guess: relative error 1e-7; finite at 0. */
    private static float reciprocalRoot(float x) {
        float y = Float.intBitsToFloat(0x5f375a86 - (Float.floatToRawIntBits(x) >> 1));
        float half = -0.5f * x;
        y *= Math.fma(half * y, y, 1.5f);
        y *= Math.fma(half * y, y, 1.5f);
        y *= Math.fma(half * y, y, 1.5f);
        return y;
    }

    private static boolean edgeRolloff(Photon photon, float[] n) {
        photon.x = outward(photon.x, photon.integer(I_X), n[EdgeRolloff.WIDTH], n);
        photon.y = outward(photon.y, photon.integer(I_Y), n[EdgeRolloff.HEIGHT], n);
        return true;
    }

    /** Towards the nearer of the two edges of an axis, by the table's shift at the distance from it. */
    private static float outward(float position, int base, float length, float[] n) {
        float low = base + position;
        float high = length - low;
        float node = Math.min(Math.max(Math.min(low, high) * n[EdgeRolloff.PER_PIXEL], 0f), EdgeRolloff.NODES);
        int k = (int) node;
        float shift = Math.fma(node - k, n[k + 1] - n[k], n[k]);
        return low < high ? position - shift : position + shift;
    }

    private static boolean boundaries(Photon photon, Boundaries step, int[] edges) {
        int width = step.width();
        int height = step.height();
        float factor = step.deep() ? Boundaries.factor(photon.height) : 1f;
        int inColumn = floor(photon.x);
        int inLine = floor(photon.y);
        int edgeX = floor(photon.x + 0.5f); // the nearest edges
        int edgeY = floor(photon.y + 0.5f);
        int baseX = photon.integer(I_X);
        int baseY = photon.integer(I_Y);
        // off the detector the outermost edge is asked, and the answer is off the detector again
        int vertical = Math.clamp(baseY + inLine, 0, height - 1) * (width + 1) + Math.clamp(baseX + edgeX, 0, width);
        int horizontal = height * (width + 1)
                + Math.clamp(baseY + edgeY, 0, height) * width
                + Math.clamp(baseX + inColumn, 0, width - 1);
        float shiftX = factor * shift(edges[vertical], photon.y - inLine - 0.5f);
        float shiftY = factor * shift(edges[horizontal], photon.x - inColumn - 0.5f);
        int column = baseX + (photon.x - edgeX < shiftX ? edgeX - 1 : edgeX);
        int line = baseY + (photon.y - edgeY < shiftY ? edgeY - 1 : edgeY);
        boolean inside = Integer.compareUnsigned(column, width) < 0 && Integer.compareUnsigned(line, height) < 0;
        photon.pixel = inside ? line * width + column : -1;
        return inside;
    }

    /** @return displacement of an edge at a place along it, -1/2 to 1/2 */
    private static float shift(int word, float along) {
        return Math.fma((short) word * PixelBoundaries.UNIT, along, (word >> 16) * PixelBoundaries.UNIT);
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
