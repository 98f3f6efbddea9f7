package ciel.sim.engine;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonWords;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.UnitVector;

/**
 * The photon engine written to be read: one photon after the other. It is the specification of every kernel, which
 * must put each photon into the same pixel.
 */
public final class ScalarEngine extends CpuEngine {

    /** @param threads threads to use on one detector, &ge; 1 */
    public ScalarEngine(int threads) {
        super(threads);
    }

    @Override
    public Info info() {
        return new Info(
                "scalar", "CPU, " + threads() + (threads() == 1 ? " thread" : " threads") + ", plain Java", Tier.T1);
    }

    @Override
    protected Shooter newShooter(SourceTable batch) {
        return new ScalarShooter(batch);
    }

    /** One thread's scratch and the tables at hand. */
    static final class ScalarShooter implements Shooter {
        private final SourceTable batch;
        private final boolean saturates;
        private final int key0;
        private final int key1;
        private final int[] words = new int[4];
        private final int[] profileWords = new int[4];

        ScalarShooter(SourceTable batch) {
            this.batch = batch;
            this.saturates = batch.saturates();
            this.key0 = Philox.key0(batch.seed());
            this.key1 = Philox.key1(batch.seed(), Philox.Domain.PHOTONS);
        }

        @Override
        public long shoot(int source, long from, long to, int[] charge) {
            int weight = batch.ints()[source * INTS + I_WEIGHT];
            long kept = 0;
            for (long photon = from; photon < to; photon++) {
                int pixel = pixel(source, photon);
                if (pixel >= 0) {
                    charge[pixel] = saturates ? ChargeMap.add(charge[pixel], weight) : charge[pixel] + weight;
                    kept++;
                }
            }
            return kept * weight;
        }

        /** @return index into the charge map, or -1 where the photon is not detected or misses the detector */
        int pixel(int source, long photon) {
            int kind = batch.kind(source);
            boolean point = kind == SourceKind.POINT.code();
            int psfRadius;
            int psfDirection;
            int row = 0;
            if (batch.chromatic()) {
                block(source, photon, 0, words);
                psfRadius = words[0];
                psfDirection = words[1];
                int bin = wavelengthBin(words[2], batch.ints()[source * INTS + I_SPECTRUM]);
                if ((words[3] >>> 1) >= batch.acceptance()[bin]) {
                    return -1;
                }
                row = bin >> batch.psfRowShift();
                if (!point) {
                    block(source, photon, 1, profileWords);
                }
            } else if (point) {
                block(source, photon >>> 1, 0, words);
                int half = (int) (photon & 1) * 2;
                psfRadius = words[half];
                psfDirection = words[half + 1];
            } else {
                block(source, photon, 0, words);
                psfRadius = words[0];
                psfDirection = words[1];
                profileWords[0] = words[2];
                profileWords[1] = words[3];
            }

            float[] floats = batch.floats();
            int f = source * FLOATS;
            float x = floats[f + F_X];
            float y = floats[f + F_Y];

            float radius = QuantileTable.value(batch.psf(), row * QuantileTable.STRIDE, psfRadius);
            float dx = directionX(radius, psfDirection);
            float dy = directionY(radius, psfDirection);
            x = Math.fma(floats[f + F_PSF], dx, Math.fma(floats[f + F_PSF + 1], dy, x));
            y = Math.fma(floats[f + F_PSF + 2], dx, Math.fma(floats[f + F_PSF + 3], dy, y));

            if (!point) {
                int table = batch.ints()[source * INTS + I_TABLE];
                int count = batch.ints()[source * INTS + I_COUNT];
                float gx;
                float gy;
                if (kind == SourceKind.RADIAL.code()) {
                    float r = QuantileTable.value(batch.profiles(), table, profileWords[0]);
                    gx = directionX(r, profileWords[1]);
                    gy = directionY(r, profileWords[1]);
                } else if (kind == SourceKind.BOX.code()) {
                    gx = centred(profileWords[0]);
                    gy = centred(profileWords[1]);
                } else if (kind == SourceKind.POINTS.code()) {
                    int i = table + 2 * (int) ((profileWords[0] & 0xFFFFFFFFL) * count >>> 32);
                    gx = batch.points()[i];
                    gy = batch.points()[i + 1];
                } else {
                    int cell = pictureCell(profileWords[0], table, count);
                    int position = batch.picture()[table + 3 * cell + 2];
                    gx = (position & 0xFFFF) + (profileWords[1] & 0xFFFF) * 0x1p-16f;
                    gy = (position >>> 16) + (profileWords[1] >>> 16) * 0x1p-16f;
                }
                x = Math.fma(floats[f + F_PROFILE], gx, Math.fma(floats[f + F_PROFILE + 1], gy, x));
                y = Math.fma(floats[f + F_PROFILE + 2], gx, Math.fma(floats[f + F_PROFILE + 3], gy, y));
            }

            int column = batch.ints()[source * INTS + I_X] + floor(x);
            int line = batch.ints()[source * INTS + I_Y] + floor(y);
            boolean inside = Integer.compareUnsigned(column, batch.width()) < 0
                    && Integer.compareUnsigned(line, batch.height()) < 0;
            return inside ? line * batch.width() + column : -1;
        }

        private void block(int source, long block, int draw, int[] out) {
            long key = batch.keys()[source];
            Philox.block(
                    key0, key1, (int) block, (int) key, (int) (key >>> 32), PhotonWords.counter3(block, draw), out);
        }

        private int wavelengthBin(int word, int spectrum) {
            int cell = word >>> 25;
            int entry = batch.spectra()[spectrum + cell];
            return (word & 0x1FFFFFF) < entry >>> 7 ? cell : entry & 127;
        }

        private int pictureCell(int word, int table, int count) {
            long product = (word & 0xFFFFFFFFL) * count;
            int cell = (int) (product >>> 32);
            int i = table + 3 * cell;
            return Integer.compareUnsigned((int) product, batch.picture()[i]) < 0 ? cell : batch.picture()[i + 1];
        }

        private static float directionX(float radius, int word) {
            float angle = UnitVector.angle(word);
            return UnitVector.signed(radius, word)
                    * ((word & 1) == 0 ? UnitVector.cosine(angle) : UnitVector.sine(angle));
        }

        private static float directionY(float radius, int word) {
            float angle = UnitVector.angle(word);
            return UnitVector.signed(radius, word)
                    * ((word & 1) == 0 ? UnitVector.sine(angle) : UnitVector.cosine(angle));
        }

        /** @return -0.5 to 0.5 */
        private static float centred(int word) {
            return word * 0x1p-32f;
        }

        /** Largest integer not above; positions are far below 2^31 by construction of the tables. */
        static int floor(float value) {
            int truncated = (int) value;
            return truncated > value ? truncated - 1 : truncated;
        }
    }
}
