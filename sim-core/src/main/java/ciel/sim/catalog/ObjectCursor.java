package ciel.sim.catalog;

/** The objects of a region one by one. Not for sharing between threads; to be closed. */
public interface ObjectCursor extends AutoCloseable {
    /**
     * @return the next object of the footprint, also one that cannot be drawn, of which {@link #invalid} says why; null
     *     at the end, and after it
     * @throws ciel.sim.InputException when the catalog is damaged or says what is impossible
     */
    SkyObject advance();

    /** @return why the object given out last cannot be drawn, or null when it can */
    Invalid invalid();

    /** @return bytes on disk that were read so far, about */
    long bytesTaken();

    /** @return part of the catalog that was read so far, 0 to 1, about; 0 where it is not known */
    default double share() {
        return 0;
    }

    /** @return what was found so far */
    ReadReport report();

    @Override
    void close();
}
