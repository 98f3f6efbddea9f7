package ciel.sim.photon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SourceKeyTest {
    @Test
    void everyPropertyCounts_andItsPlace() {
        long key = SourceKey.of("a", 1, 2);
        assertEquals(key, SourceKey.of("a", 1, 2));
        assertNotEquals(key, SourceKey.of("b", 1, 2));
        assertNotEquals(key, SourceKey.of("a", 2, 1));
        assertNotEquals(key, SourceKey.of("a", 1, Math.nextUp(2.0)));
        assertEquals(SourceKey.of("a", 0.0), SourceKey.of("a", -0.0));
    }

    @Test
    void equalKeysBecomeDistinct_theSameOnesWhereverTheyStand() {
        long[] keys = {5, 7, 5, 9, 5, 7};
        long[] turned = {7, 5, 9, 7, 5, 5};
        SourceKey.makeDistinct(keys);
        SourceKey.makeDistinct(turned);
        assertEquals(6, Arrays.stream(keys).distinct().count());
        assertEquals(9, keys[3], "a key that is alone stays as it was");
        Arrays.sort(keys);
        Arrays.sort(turned);
        assertArrayEquals(keys, turned);
    }
}
