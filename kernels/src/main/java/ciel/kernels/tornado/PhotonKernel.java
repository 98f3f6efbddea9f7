package ciel.kernels.tornado;

import static ciel.kernels.tornado.KernelMath.directionX;
import static ciel.kernels.tornado.KernelMath.directionY;
import static ciel.kernels.tornado.KernelMath.fused;
import static ciel.kernels.tornado.KernelMath.opposite;
import static ciel.kernels.tornado.KernelMath.quantile;
import static ciel.kernels.tornado.KernelMath.times;
import static ciel.kernels.tornado.PhotonCall.*;

import ciel.sim.photon.Boundaries;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.Screens;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Vanes;
import ciel.sim.sensor.PixelBoundaries;

/**
 * A photon's way from its source to its pixel: what {@code ScalarSteps} specifies, in one method without objects. Its
 * photons are the slots of a list of pieces ({@link ciel.kernels.opencl.WorkList}), one after the other.
 *
 * <p>{@code KernelRules} in the tests says what may not be written here, because TornadoVM refuses it or compiles it
 * wrongly.
 */
final class PhotonKernel {
    private static final int FIRST_DRAW_OF_PROFILE = StepBits.PROFILE | StepBits.WAVELENGTH;

    /** Random words of a photon. */
    static final int WORDS = 12;

    private PhotonKernel() {}

    /** @return number of the piece whose photons hold a slot: the last one with sums[piece] &le; slot */
    static int pieceOf(int[] sums, int pieces, int slot) {
        int low = 0;
        int high = pieces;
        while (high - low > 1) {
            int middle = (low + high) >> 1;
            int before = sums[middle] <= slot ? 1 : 0;
            low = before != 0 ? middle : low;
            high = before != 0 ? high : middle;
        }
        return low;
    }

    /** @return 1 where two photons of a piece share a block of random words */
    static int paired(int piece, int[] call, int[] pieces, int[] integers, int steps) {
        int point = integers[pieces[6 * piece] * call[SOURCE_INTS] + SourceTable.I_KIND] == 0 ? 1 : 0;
        return (steps & StepBits.PAIRED) != 0 ? point : 0;
    }

    /** @return the lowest bit of a photon's number: 1 for the second of a pair */
    static int second(int piece, int number, int[] pieces) {
        return pieces[6 * piece + 2] + number & 1;
    }

    /** @return what a photon of a piece adds to the charge */
    static int weight(int piece, int[] call, int[] pieces, int[] integers) {
        int weight = integers[pieces[6 * piece] * call[SOURCE_INTS] + SourceTable.I_WEIGHT];
        return call[COUNTS] != 0 ? 1 : weight;
    }

    /**
     * @param number    of the photon in its piece
     * @param reuse     1 where {@code words} still holds the block that this photon shares with the one before
     * @param words     random words, 12
     * @param call      {@link PhotonCall}
     * @param pieces    6 ints a piece: source, photons, first photon (low, high), begin and span of its time in 2^-24
     *      exposures
     * @param keys      2 ints a source, low and high
     * @param integers  of the sources
     * @param reals     of the sources
     * @param floats    tables
     * @param ints      tables
     * @param gradients nodes of the phase screens
     * @param edges     words of the pixels' edges
     * @param steps     {@link StepBits}
     * @return pixel, or -1 where the photon is lost or misses the detector
     */
    static int place(
            int piece,
            int number,
            int reuse,
            int[] words,
            int[] call,
            int[] pieces,
            int[] keys,
            int[] integers,
            float[] reals,
            float[] floats,
            int[] ints,
            int[] gradients,
            int[] edges,
            int steps) {
        int source = pieces[6 * piece];
        int i = source * call[SOURCE_INTS];
        long photon = (pieces[6 * piece + 2] & 0xFFFFFFFFL | (long) pieces[6 * piece + 3] << 32) + number;
        int point = integers[i + SourceTable.I_KIND] == 0 ? 1 : 0;
        int half = (steps & StepBits.PAIRED) != 0 ? point : 0;
        if (reuse == 0) {
            draw(half != 0 ? photon >> 1 : photon, 0, source, call, keys, words);
        }
        int odd = half & (int) photon;
        int bin = 0;
        int kept = 1;
        if ((steps & StepBits.WAVELENGTH) != 0) {
            int word = words[2];
            int cell = word >> 25 & 127;
            int entry = ints[call[SPECTRA] + integers[i + SourceTable.I_SPECTRUM] + cell];
            bin = (word & 0x1FFFFFF) < (entry >> 7 & 0x1FFFFFF) ? cell : entry & 127;
            kept = (words[3] >> 1 & 0x7FFFFFFF) < ints[call[WAVELENGTH_ACCEPTANCE] + bin] ? 1 : 0;
        }
        int pixel = -1;
        if (kept != 0) {
            int pupil = steps & StepBits.PUPIL;
            int extended = (steps & FIRST_DRAW_OF_PROFILE) == FIRST_DRAW_OF_PROFILE ? 1 - point : 0;
            if ((pupil | extended) != 0) {
                draw(photon, 1, source, call, keys, words);
            }
            if ((pupil | steps & StepBits.SILICON) != 0) {
                draw(photon, 2, source, call, keys, words);
            }
            pixel = pixel(
                    bin,
                    odd,
                    point,
                    piece,
                    i,
                    source * call[SOURCE_FLOATS],
                    words,
                    call,
                    pieces,
                    integers,
                    reals,
                    floats,
                    ints,
                    gradients,
                    edges,
                    steps);
        }
        return pixel;
    }

    private static void draw(long block, int draw, int source, int[] call, int[] keys, int[] words) {
        KernelMath.philox(
                call[KEY0],
                call[KEY1],
                (int) block,
                keys[2 * source],
                keys[2 * source + 1],
                draw | (int) (block >> 32) << 8,
                words,
                4 * draw);
    }

    private static int pixel(
            int bin,
            int odd,
            int point,
            int piece,
            int i,
            int f,
            int[] words,
            int[] call,
            int[] pieces,
            int[] integers,
            float[] reals,
            float[] floats,
            int[] ints,
            int[] gradients,
            int[] edges,
            int steps) {
        float x = reals[f + SourceTable.F_X];
        float y = reals[f + SourceTable.F_Y];
        float u = 0;
        float v = 0;
        float t = 0;
        if ((steps & StepBits.PUPIL) != 0) {
            float square =
                    fused(times((float) (words[6] >> 8 & 0xFFFFFF), 0x1p-24f), Pupil.SQUARE_SPAN, Pupil.SQUARE_INNER);
            float radius = times(square, KernelMath.reciprocalRoot(square));
            u = directionX(radius, words[7]);
            v = directionY(radius, words[7]);
            float begin = times((float) pieces[6 * piece + 4], 0x1p-24f);
            float span = times((float) pieces[6 * piece + 5], 0x1p-24f);
            t = fused(span, times((float) (words[8] >> 16 & 0xFFFF), 0x1p-16f), begin);
        }
        if ((steps & StepBits.SPREAD) != 0) {
            int word = (odd != 0 ? words[2] : words[0]) & integers[i + SourceTable.I_SPREAD_FREE]
                    | integers[i + SourceTable.I_SPREAD_GIVEN];
            int row = call[SPREAD_RADII] + (bin >> call[SPREAD_ROW_SHIFT]) * QuantileTable.STRIDE;
            float radius = quantile(floats, row, word);
            int direction = odd != 0 ? words[3] : words[1];
            float dx = directionX(radius, direction);
            float dy = directionY(radius, direction);
            x = moved(reals, f + SourceTable.F_PSF, dx, dy, x);
            y = moved(reals, f + SourceTable.F_PSF + 2, dx, dy, y);
        }
        if ((steps & StepBits.PROFILE) != 0 && point == 0) {
            int chromatic = steps & StepBits.WAVELENGTH;
            int first = (chromatic != 0 ? words[4] : words[2]) & integers[i + SourceTable.I_PROFILE_FREE]
                    | integers[i + SourceTable.I_PROFILE_GIVEN];
            int second = chromatic != 0 ? words[5] : words[3];
            int kind = integers[i + SourceTable.I_KIND];
            int start = integers[i + SourceTable.I_TABLE];
            float gx;
            float gy;
            if (kind == 1) {
                float radius = quantile(floats, call[PROFILES] + start, first);
                gx = directionX(radius, second);
                gy = directionY(radius, second);
            } else if (kind == 3) {
                gx = times((float) first, 0x1p-32f);
                gy = times((float) second, 0x1p-32f);
            } else {
                long product = (first & 0xFFFFFFFFL) * integers[i + SourceTable.I_COUNT];
                int cell = (int) (product >> 32);
                if (kind == 2) {
                    int at = call[POINTS] + start + 2 * cell;
                    gx = floats[at];
                    gy = floats[at + 1];
                } else {
                    int at = call[PICTURE] + start;
                    int entry = at + 3 * cell;
                    int own = (product & 0xFFFFFFFFL) < (ints[entry] & 0xFFFFFFFFL) ? cell : ints[entry + 1];
                    int position = ints[at + 3 * own + 2];
                    gx = (float) (position & 0xFFFF) + times((float) (second & 0xFFFF), 0x1p-16f);
                    gy = (float) (position >> 16 & 0xFFFF) + times((float) (second >> 16 & 0xFFFF), 0x1p-16f);
                }
            }
            x = moved(reals, f + SourceTable.F_PROFILE, gx, gy, x);
            y = moved(reals, f + SourceTable.F_PROFILE + 2, gx, gy, y);
        }
        if ((steps & StepBits.SCREENS) != 0) {
            int at = f + call[AT_SCREENS];
            int bits = call[SCREENS_BITS];
            int mask = (1 << bits) - 1;
            float scale = floats[call[SCREENS_RADIUS]];
            int alongU = 0;
            int alongV = 0;
            for (int layer = 0; layer < Screens.LAYERS; layer++) {
                float originU = fused(t, floats[call[SCREENS_WIND] + 2 * layer], reals[at + 4 + 2 * layer]);
                float originV = fused(t, floats[call[SCREENS_WIND] + 2 * layer + 1], reals[at + 5 + 2 * layer]);
                int column = (int) fused(u, scale, originU) & mask;
                int line = (int) fused(v, scale, originV) & mask;
                int node = gradients[(layer << 2 * bits) + ((line & ~15) << bits) + (column << 4) + (line & 15)];
                alongU = alongU + (node << 16 >> 16);
                alongV = alongV + (node >> 16);
            }
            x = moved(reals, at, (float) alongU, (float) alongV, x);
            y = moved(reals, at + 2, (float) alongU, (float) alongV, y);
        }
        if ((steps & StepBits.DISPERSION) != 0) {
            float shift = floats[call[DISPERSION_SHIFT] + bin];
            x = fused(reals[f + call[AT_DISPERSION]], shift, x);
            y = fused(reals[f + call[AT_DISPERSION] + 1], shift, y);
        }
        int kept = 1;
        if ((steps & StepBits.STOPS) != 0) {
            int at = f + call[AT_STOPS];
            int circles = call[STOPS_CIRCLES];
            float index = floats[call[STOPS_INDEX] + bin];
            float square = fused(u, u, times(v, v));
            float most = -1f;
            for (int circle = 0; circle < circles; circle++) {
                int c = at + 5 * circle;
                float outside = fused(
                        reals[c],
                        square,
                        fused(reals[c + 1], u, fused(reals[c + 2], v, fused(reals[c + 4], index, reals[c + 3]))));
                most = Math.max(most, outside);
            }
            kept = most > 0f ? 0 : 1;
        }
        if ((steps & StepBits.VANES) != 0) {
            float angle = times(t - 0.5f, floats[call[VANES_TURN]]);
            float su = fused(angle, v, u);
            float sv = fused(opposite(angle), u, v);
            float p = Math.abs(Math.abs(times(su + sv, Vanes.DIAGONAL)) - Vanes.OFFSET) - Vanes.HALF_WIDTH;
            float q = Math.abs(Math.abs(times(su - sv, Vanes.DIAGONAL)) - Vanes.OFFSET) - Vanes.HALF_WIDTH;
            float nearest = Math.min(p, q);
            int blocked = nearest < 0f ? call[VANES_BLOCKS] : 0;
            kept = kept & 1 - blocked;
            float distance = Math.max(Math.abs(nearest), Vanes.NEAREST);
            float acrossU = 1f;
            float acrossV = p - q < 0f ? 1f : -1f;
            if (call[VANES_RIMS] != 0) {
                float square = fused(su, su, times(sv, sv));
                float radius = times(square, KernelMath.reciprocalRoot(square));
                float inner = Math.abs(radius - Vanes.INNER_RIM);
                float outer = Math.abs(radius - Vanes.OUTER_RIM);
                float rim = Math.max(times(Math.min(inner, outer), Vanes.RADIUS), Vanes.NEAREST);
                float unit = times(Vanes.ROOT_2, KernelMath.reciprocal(radius));
                float rimU = times(su, unit);
                float rimV = times(sv, unit);
                int nearer = rim < distance ? 1 : 0;
                distance = Math.min(rim, distance);
                acrossU = nearer != 0 ? rimU : acrossU;
                acrossV = nearer != 0 ? rimV : acrossV;
            }
            float deviate = KernelMath.normal(words[8] << 16, floats, call[VANES_NORMAL]);
            float kick = times(times(deviate, floats[call[VANES_KICK] + bin]), KernelMath.reciprocal(distance));
            float a = times(kick, acrossU);
            float b = times(kick, acrossV);
            float alongU = fused(opposite(angle), b, a);
            float alongV = fused(angle, a, b);
            x = moved(reals, f + call[AT_VANES], alongU, alongV, x);
            y = moved(reals, f + call[AT_VANES] + 2, alongU, alongV, y);
        }
        float slopeX = 0;
        float slopeY = 0;
        if ((steps & StepBits.ABERRATION) != 0) {
            int at = f + call[AT_ABERRATION];
            float index = floats[call[ABERRATION_INDEX] + bin];
            x = KernelOptics.shifted(x, reals, at, 0, u, v, index);
            y = KernelOptics.shifted(y, reals, at, 1, u, v, index);
            if (call[ABERRATION_SLOPES] != 0) {
                slopeX = KernelOptics.slope(reals, at, 0, u, v, index);
                slopeY = KernelOptics.slope(reals, at, 1, u, v, index);
            }
        }
        float height = 0;
        if ((steps & StepBits.SILICON) != 0) {
            int n = call[SILICON_LENGTHS];
            float thickness = floats[n + Silicon.THICKNESS];
            float way = times(floats[n + bin], quantile(floats, call[SILICON_DEPTHS], words[9]));
            int crossings = (int) times(way, floats[n + Silicon.PER_THICKNESS]);
            way = fused(opposite(thickness), (float) crossings, way);
            float slopes = fused(slopeX, slopeX, times(slopeY, slopeY));
            float depth = times(way, fused(slopes, -0.5f, 1f));
            height = Math.max(thickness - depth, 0f);
            float along = times(depth, floats[n + Silicon.PER_MICRON]);
            x = fused(slopeX, along, x);
            y = fused(slopeY, along, y);
            float width = times(times(height, KernelMath.reciprocalRoot(height)), floats[n + Silicon.DIFFUSION]);
            float radius = times(width, quantile(floats, call[SILICON_DIFFUSION], words[10]));
            x = x + directionX(radius, words[11]);
            y = y + directionY(radius, words[11]);
        }
        int column;
        int line;
        int baseX = integers[i + SourceTable.I_X];
        int baseY = integers[i + SourceTable.I_Y];
        int width = call[WIDTH];
        int lines = call[HEIGHT];
        if ((steps & StepBits.EDGE_ROLLOFF) != 0) {
            int n = call[EDGE_ROLLOFF_TABLE];
            x = outward(x, baseX, floats[n + EdgeRolloff.WIDTH], floats, n);
            y = outward(y, baseY, floats[n + EdgeRolloff.HEIGHT], floats, n);
        }
        if ((steps & StepBits.BOUNDARIES) != 0) {
            float factor = call[BOUNDARIES_DEEP] != 0 ? factor(height) : 1f;
            int inColumn = KernelMath.whole(x);
            int inLine = KernelMath.whole(y);
            int edgeX = KernelMath.whole(x + 0.5f);
            int edgeY = KernelMath.whole(y + 0.5f);
            int vertical = Math.min(Math.max(baseY + inLine, 0), lines - 1) * (width + 1)
                    + Math.min(Math.max(baseX + edgeX, 0), width);
            int horizontal = lines * (width + 1)
                    + Math.min(Math.max(baseY + edgeY, 0), lines) * width
                    + Math.min(Math.max(baseX + inColumn, 0), width - 1);
            float shiftX = times(factor, shift(edges[vertical], y - (float) inLine - 0.5f));
            float shiftY = times(factor, shift(edges[horizontal], x - (float) inColumn - 0.5f));
            column = baseX + (x - (float) edgeX < shiftX ? edgeX - 1 : edgeX);
            line = baseY + (y - (float) edgeY < shiftY ? edgeY - 1 : edgeY);
        } else {
            column = baseX + KernelMath.whole(x);
            line = baseY + KernelMath.whole(y);
        }
        int across = column >= 0 ? (column < width ? kept : 0) : 0;
        int inside = line >= 0 ? (line < lines ? across : 0) : 0;
        return inside != 0 ? line * width + column : -1;
    }

    private static float moved(float[] reals, int row, float dx, float dy, float from) {
        return fused(reals[row], dx, fused(reals[row + 1], dy, from));
    }

    private static float outward(float position, int base, float length, float[] floats, int n) {
        float low = (float) base + position;
        float high = length - low;
        float scaled = times(Math.min(low, high), floats[n + EdgeRolloff.PER_PIXEL]);
        float node = Math.min(Math.max(scaled, 0f), (float) EdgeRolloff.NODES);
        int k = n + (int) node;
        float shift = fused(node - (float) (k - n), floats[k + 1] - floats[k], floats[k]);
        return low < high ? position - shift : position + shift;
    }

    /** {@link Boundaries#factor}. */
    private static float factor(float height) {
        float h = times(Math.min(height, Boundaries.FULL), Boundaries.PER_FULL);
        float p = fused(h, Boundaries.C6, Boundaries.C5);
        p = fused(h, p, Boundaries.C4);
        p = fused(h, p, Boundaries.C3);
        p = fused(h, p, Boundaries.C2);
        p = fused(h, p, Boundaries.C1);
        return times(h, p);
    }

    private static float shift(int word, float along) {
        return fused(
                times((float) (word << 16 >> 16), PixelBoundaries.UNIT),
                along,
                times((float) (word >> 16), PixelBoundaries.UNIT));
    }
}
