package ciel.kernels.opencl;

import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.StepTables;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the tables of a source table and of the steps of its path lie on a device: all floats in one buffer, all ints
 * in another, so that a kernel's arguments are the same whatever the path. The first ints say where each table begins,
 * in the order of {@link #names}; so a program depends on which steps there are, not on how large their tables are.
 */
final class PathArena {
    /** Tables begin at multiples of this many numbers: 64 bytes. */
    private static final int ALIGNED = 16;

    private final List<String> names = new ArrayList<>();
    private final List<Part> floats = new ArrayList<>();
    private final List<Part> ints = new ArrayList<>();
    private final int[] head;
    private long floatsLength;
    private long intsLength;

    /** A table and where it begins, in numbers. @param table float[] or int[] */
    record Part(Object table, long offset) {
        int length() {
            return table instanceof float[] numbers ? numbers.length : ((int[]) table).length;
        }
    }

    /** Ints that a kernel writes. */
    private record Space(int ints) {}

    PathArena(SourceTable table) {
        List<Object> tables = new ArrayList<>();
        StepTables to = new StepTables() {
            @Override
            public void floats(String name, float[] part) {
                names.add(name);
                tables.add(part);
            }

            @Override
            public void ints(String name, int[] part) {
                names.add(name);
                tables.add(part);
            }

            @Override
            public void space(String name, int ints) {
                names.add(name);
                tables.add(new Space(ints));
            }

            @Override
            public void number(String name, int value) {
                names.add(name);
                tables.add(value);
            }
        };
        to.floats("PROFILES", table.profiles());
        to.floats("POINTS", table.points());
        to.ints("PICTURE", table.picture());
        to.ints("SPECTRA", table.spectra());
        for (PhotonStep step : table.path().steps()) {
            step.tables(to);
        }
        head = new int[aligned(names.size())];
        intsLength = head.length;
        ints.add(new Part(head, 0));
        for (int k = 0; k < tables.size(); k++) {
            switch (tables.get(k)) {
                case float[] part -> {
                    head[k] = (int) floatsLength;
                    floats.add(new Part(part, floatsLength));
                    floatsLength += aligned(part.length);
                }
                case int[] part -> {
                    head[k] = (int) intsLength;
                    ints.add(new Part(part, intsLength));
                    intsLength += aligned(part.length);
                }
                case Space space -> {
                    head[k] = (int) intsLength;
                    intsLength += aligned(space.ints);
                }
                default -> head[k] = (Integer) tables.get(k);
            }
        }
    }

    private static int aligned(int length) {
        return Math.ceilDiv(length, ALIGNED) * ALIGNED;
    }

    /** @return what the numbers at the head of the ints are called */
    List<String> names() {
        return names;
    }

    /** @return the number at the head of a name: where its table begins, or its value */
    int number(String name) {
        return head[names.indexOf(name)];
    }

    List<Part> floats() {
        return floats;
    }

    List<Part> ints() {
        return ints;
    }

    /** @return bytes of the buffer of floats */
    long floatBytes() {
        return 4 * floatsLength;
    }

    /** @return bytes of the buffer of ints */
    long intBytes() {
        return 4 * intsLength;
    }
}
