package ciel.sim.photon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import org.junit.jupiter.api.Test;

class SourceTableBuilderTest {
    private static final double[] SCALE = {5, 0, 0, 5};

    private static SourceTableBuilder.Source source(long key) {
        return new SourceTableBuilder.Source(key, 100, 1, 50, 50, SCALE, null, null);
    }

    @Test
    void picturesThatNoArrayHoldsAreRefusedBeforeTheyOverflow() {
        PhotonPath path = PhotonPath.of(new float[QuantileTable.STRIDE], null);
        SourceTableBuilder builder = new SourceTableBuilder(1, 100, 100, path, 3 * 8);
        builder.addImage(source(1), new AliasTable(new double[] {1, 1, 1, 1, 1, 1}), 3, new double[] {2, 0, 0, 2});
        builder.addImage(source(2), new AliasTable(new double[] {1, 1}), 2, new double[] {1, 0, 0, 1}); // just fits
        InputException error = assertThrows(
                InputException.class,
                () -> builder.addImage(source(3), new AliasTable(new double[] {1}), 1, new double[] {1, 0, 0, 1}));
        assertTrue(error.getMessage().contains("9 pixels") && error.getMessage().contains("above 8"), "" + error);
        assertEquals(24, builder.build().picture().length);
    }

    @Test
    void aPictureIsStoredOnce_howeverManyObjectsShowIt() {
        SourceTableBuilder builder = new SourceTableBuilder(1, 100, 100, new float[QuantileTable.STRIDE], null);
        AliasTable picture = new AliasTable(new double[] {0, 1, 2, 3, 0.5, 9});
        AliasTable other = new AliasTable(new double[] {1, 1});
        builder.addImage(source(1), picture, 3, new double[] {2, 0, 0, 2});
        builder.addImage(source(2), other, 2, new double[] {1, 0, 0, 1});
        builder.addImage(source(3), picture, 3, new double[] {1, 0, 0, 1});
        SourceTable table = builder.build();
        assertEquals(3 * (6 + 2), table.picture().length);
        int[] offsets = new int[3];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = table.ints()[i * SourceTable.INTS + SourceTable.I_TABLE];
        }
        assertArrayEquals(new int[] {0, 18, 0}, offsets);
    }
}
