package ciel.sim.photon;

/**
 * Takes the tables and numbers of a step by name. Names are those that kernels use, in capitals, and begin with the
 * step's: {@code SPREAD_RADII}. A table's name stands for the place of its first number, in numbers of its arena.
 */
public interface StepTables {
    /** @param table not copied and not to be written afterwards */
    void floats(String name, float[] table);

    /** @param table not copied and not to be written afterwards */
    void ints(String name, int[] table);

    /** Room for numbers that a kernel writes and others read: not filled beforehand. */
    void space(String name, int ints);

    /** A single number that may differ from one detector to the next. */
    void number(String name, int value);
}
