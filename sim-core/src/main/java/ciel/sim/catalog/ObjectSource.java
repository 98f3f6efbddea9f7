package ciel.sim.catalog;

import java.nio.file.Path;
import java.util.List;

/**
 * Objects on the sky, whatever they are written in: streamed, of a region, as often and by as many threads as wanted.
 * The objects of a region come in the same order each time.
 *
 * <p>A new format is a class that implements this, a case in {@code ciel.sim.exposure.SceneSource}, and a test that
 * extends {@code ObjectSourceConformance}.
 */
public interface ObjectSource {
    /** @return name of the catalog, for messages */
    String name();

    /** @return folder where spectra that the catalog names may lie, beside those of the library */
    Path folder();

    /** @return what the user should know before the objects are read, one sentence each */
    List<String> notes();

    /** @return bytes on disk that a cursor reads, about; 0 where it is not known; for a progress bar */
    long bytes();

    /**
     * @return whether the setting catalog.flip_g2 says which way angles and shear go; else they go as {@link
     *     ShapeMatrix} has them without it
     */
    boolean followsFlipG2();

    /** @return the objects of the footprint, one by one; to be closed */
    ObjectCursor cursor(Footprint footprint);
}
