package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.catalog.Invalid;
import ciel.sim.catalog.SkyObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Objects that are written rightly and turn out not to be drawable when their picture or spectrum is read. A picture is
 * like a missing one an invalid object; whatever else is wrong with an object is like a bad line. Safe for many threads;
 * what is told does not depend on their order.
 */
final class UndrawableObjects {
    private static final int SHOWN = 3;

    private final String catalog;
    private final boolean skipInvalid;
    private final boolean skipBad;
    private final SortedMap<Integer, Refused> images = new TreeMap<>();
    private final SortedMap<Integer, Refused> others = new TreeMap<>();

    private record Refused(SkyObject object, String problem) {}

    /**
     * @param catalog     for messages
     * @param skipInvalid the setting catalog.skip_invalid
     * @param skipBad     --skip-bad-lines
     */
    UndrawableObjects(String catalog, boolean skipInvalid, boolean skipBad) {
        this.catalog = catalog;
        this.skipInvalid = skipInvalid;
        this.skipBad = skipBad;
    }

    /** @param index of the object in the catalog @throws InputException unless invalid objects are left out */
    synchronized void image(int index, SkyObject object, InputException problem) {
        if (skipInvalid) {
            images.put(index, new Refused(object, problem.getMessage()));
        } else {
            other(index, object, problem);
        }
    }

    /** @param index of the object in the catalog @throws InputException unless bad lines are passed over */
    synchronized void other(int index, SkyObject object, InputException problem) {
        if (!skipBad) {
            throw new InputException(catalog + ": object " + object.id(), problem.getMessage(), "", problem);
        }
        others.put(index, new Refused(object, problem.getMessage()));
    }

    /** @return invalid objects, in the order of the catalog */
    synchronized List<SkyObject> invalid() {
        return images.values().stream().map(Refused::object).toList();
    }

    /** @return number of objects dropped as bad lines are */
    synchronized int dropped() {
        return others.size();
    }

    /** @return what a user should be told, one line each */
    synchronized List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!images.isEmpty()) {
            notes.add(images.size() + (images.size() == 1 ? " object" : " objects")
                    + " not drawn (skip_invalid), since " + Invalid.BAD_IMAGE.meaning() + ": " + named(images));
        }
        if (!others.isEmpty()) {
            notes.add(others.size() + (others.size() == 1 ? " object" : " objects") + " dropped (--skip-bad-lines): "
                    + named(others));
        }
        return notes;
    }

    private static String named(SortedMap<Integer, Refused> refused) {
        return String.join(
                        ", ",
                        refused.values().stream()
                                .limit(SHOWN)
                                .map(each -> each.object().id() + " (" + each.problem() + ")")
                                .toList())
                + (refused.size() > SHOWN ? ", and " + (refused.size() - SHOWN) + " more" : "");
    }
}
