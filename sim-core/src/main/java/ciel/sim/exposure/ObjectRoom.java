package ciel.sim.exposure;

/** Whether the objects of a catalog fit into memory, asked while it is read. */
@FunctionalInterface
interface ObjectRoom {
    /** Any number of objects. */
    ObjectRoom ANY = (objects, bytes, share) -> {};

    /**
     * @param objects so far
     * @param bytes   that they will take
     * @param share   of the catalog that was read; 0 where that is not known
     * @throws ciel.sim.UnavailableException when they do not fit, with what the whole catalog needs
     */
    void require(long objects, long bytes, double share);
}
