package ciel.sim.catalog;

import java.util.List;
import java.util.Map;

/** One exposure of the telescope, whatever it is written in: the header of a catalog, a row of an observing database. */
public interface VisitSource {
    /** @return where it is written, for messages */
    String name();

    /** @return the exposure */
    Visit visit();

    /**
     * @return what else is written about it, by the names of instance catalogs: moonalt, sunalt, moonra, moondec, dist2moon (deg),
     *     moonphase (percent), and whatever a catalog adds; what is not written is not there
     */
    Map<String, Double> header();

    /** @return what was assumed, one sentence each */
    List<String> notes();
}
