package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.util.BitSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Charge collected in tiles is the charge collected in rows; a collection that was cut short is no image. */
class ChargeTilesTest {
    @AfterEach
    void nextTestIsNotInterrupted() {
        Thread.interrupted();
    }

    @Test
    void everyPixelHasAPlaceOfItsOwn() {
        for (int bits : new int[] {0, 3, 4}) {
            for (int[] size : new int[][] {{203, 151}, {16, 16}, {17, 15}, {1, 40}}) {
                ChargeTiles tiles = new ChargeTiles(size[0], size[1], bits);
                BitSet seen = new BitSet();
                for (int line = 0; line < size[1]; line++) {
                    for (int column = 0; column < size[0]; column++) {
                        int index = tiles.index(column, line);
                        assertTrue(index >= 0 && index < tiles.length(), "index " + index);
                        assertTrue(bits > 0 || index == line * size[0] + column);
                        seen.set(index);
                    }
                }
                assertEquals(size[0] * size[1], seen.cardinality());
            }
        }
    }

    /** Puts photon i into pixel i of its source's row of pixels, in whatever layout it is asked to. */
    private static final class Marking extends CpuEngine {
        private final int bits;

        Marking(int threads, int bits) {
            super(threads);
            this.bits = bits;
        }

        @Override
        protected int tileBits() {
            return bits;
        }

        @Override
        protected Shooter newShooter(SourceTable table, int[] edges, ChargeTiles tiles) {
            return (source, from, to, begin, span, charge) -> {
                for (long photon = from; photon < to; photon++) {
                    int pixel = (int) (photon % ((long) tiles.width() * tiles.height()));
                    charge[tiles.index(pixel % tiles.width(), pixel / tiles.width())] += source + 1;
                }
                return (to - from) * (source + 1);
            };
        }

        @Override
        public Info info() {
            return new Info("marking", "test", Tier.T1);
        }
    }

    private static SourceTable table(long photons) {
        SourceTableBuilder builder = new SourceTableBuilder(1, 203, 151, EngineConformance.psf(false), null);
        for (int k = 0; k < 5; k++) {
            builder.addPoint(new SourceTableBuilder.Source(
                    k, photons + 1000 * k, 1, 100, 70, new double[] {5, 0, 0, 5}, null, null));
        }
        return builder.build();
    }

    private static int[] collected(int threads, int bits) {
        SourceTable table = table(2_500_000);
        ChargeMap map = new ChargeMap(table.width(), table.height());
        map.data()[7] = 3;
        new Marking(threads, bits).shoot(table, map, new long[table.size()], PhotonEngine.PhotonProgress.NONE);
        return map.data();
    }

    @Test
    void tilesAndRows_onAnyThreads_giveTheSameCharge() {
        int[] expected = collected(1, 0);
        for (int threads : new int[] {1, 2, 5}) {
            for (int bits : new int[] {0, 4}) {
                assertArrayEquals(expected, collected(threads, bits), threads + " threads, tiles of 2^" + bits);
            }
        }
    }

    @Test
    void anInterrupt_isNotASuccess() {
        Thread caller = Thread.currentThread();
        SourceTable table = table(50_000_000);
        ChargeMap map = new ChargeMap(table.width(), table.height());
        AtomicBoolean first = new AtomicBoolean(true);
        assertThrows(
                CancellationException.class, () -> new Marking(2, 4).shoot(table, map, new long[table.size()], shot -> {
                    if (first.getAndSet(false)) {
                        caller.interrupt();
                    }
                    while (caller.isInterrupted()) { // until it has noticed: from then on no piece is begun
                        Thread.onSpinWait();
                    }
                }));
        assertTrue(Thread.interrupted(), "the caller stays interrupted");
    }
}
