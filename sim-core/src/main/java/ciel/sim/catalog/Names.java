package ciel.sim.catalog;

import java.util.Arrays;

/** Names that come again and again, such as SEDs: one String for all equal byte sequences, found without making one. */
final class Names {
    private byte[][] keys = new byte[1024][];
    private String[] names = new String[1024];
    private int size;

    String get(Tokens tokens, int token, String what) {
        byte[] text = tokens.bytes();
        int from = tokens.from(token);
        int to = tokens.to(token);
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text[i];
        }
        int slot = slot(hash, keys.length);
        while (keys[slot] != null) {
            if (Arrays.equals(keys[slot], 0, keys[slot].length, text, from, to)) {
                return names[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        String name = tokens.string(token, what);
        keys[slot] = Arrays.copyOfRange(text, from, to);
        names[slot] = name;
        if (++size * 2 > keys.length) {
            grow();
        }
        return name;
    }

    private static int slot(int hash, int capacity) {
        return (hash ^ hash >>> 16) & capacity - 1;
    }

    private void grow() {
        byte[][] oldKeys = keys;
        String[] oldNames = names;
        keys = new byte[oldKeys.length * 2][];
        names = new String[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) {
                int slot = slot(Arrays.hashCode(oldKeys[i]) - power31(oldKeys[i].length), keys.length);
                while (keys[slot] != null) {
                    slot = slot + 1 & keys.length - 1;
                }
                keys[slot] = oldKeys[i];
                names[slot] = oldNames[i];
            }
        }
    }

    /** Arrays.hashCode begins with 1 where {@link #get} begins with 0. */
    private static int power31(int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 31;
        }
        return power;
    }
}
