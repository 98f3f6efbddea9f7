package ciel.transfer.globus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * A long list that a service gives in pages, fetched as it is read. The four ways in which Globus Transfer pages:
 *
 * <table><caption>Ways of paging</caption>
 * <tr><th>way</th><th>lists</th><th>next request</th><th>ends when</th></tr>
 * <tr><td>{@link #offsetTotal}</td><td>task_list, event_list</td><td>offset, limit</td><td>offset reaches {@code
 * total}</td></tr>
 * <tr><td>{@link #nextMarker}</td><td>successful_transfers, skipped_errors</td><td>marker = {@code
 * next_marker}</td><td>{@code next_marker} is null</td></tr>
 * <tr><td>{@link #hasNext}</td><td>endpoint_search</td><td>offset, limit</td><td>{@code has_next_page} is
 * false</td></tr>
 * <tr><td>{@link #lastKey}</td><td>endpoint_manager/task_list</td><td>last_key</td><td>{@code has_next_page} is
 * false</td></tr>
 * </table>
 *
 * <p>Each iteration starts from the first page. A service that promises more and gives nothing new ends in an error,
 * not in an endless loop.
 */
public final class Pages implements Iterable<ObjectNode> {
    /** Gives one page for the query parameters that choose it. */
    interface Fetch extends Function<Map<String, String>, ObjectNode> {}

    /** The parameters of the page after this one; null after the last. */
    private interface Step {
        Map<String, String> next(ObjectNode page, int itemsBefore, int itemsHere);
    }

    private final Fetch fetch;
    private final Map<String, String> first;
    private final Step step;

    private Pages(Fetch fetch, Map<String, String> first, Step step) {
        this.fetch = fetch;
        this.first = first;
        this.step = step;
    }

    static Pages offsetTotal(Fetch fetch, int pageSize) {
        return new Pages(fetch, offset(0, pageSize), (page, before, here) -> {
            int at = before + here;
            return at >= page.path("total").asInt(0) ? null : offset(at, pageSize);
        });
    }

    static Pages hasNext(Fetch fetch, int pageSize) {
        return new Pages(
                fetch,
                offset(0, pageSize),
                (page, before, here) ->
                        page.path("has_next_page").asBoolean(false) ? offset(before + here, pageSize) : null);
    }

    static Pages nextMarker(Fetch fetch) {
        return new Pages(fetch, Map.of(), (page, before, here) -> {
            JsonNode m = page.get("next_marker");
            return m == null || m.isNull() ? null : Map.of("marker", m.asText());
        });
    }

    static Pages lastKey(Fetch fetch) {
        return new Pages(
                fetch,
                Map.of(),
                (page, before, here) -> page.path("has_next_page").asBoolean(false)
                        ? Map.of("last_key", page.path("last_key").asText())
                        : null);
    }

    private static Map<String, String> offset(int offset, int limit) {
        Map<String, String> m = new LinkedHashMap<>();
        m.put("limit", String.valueOf(limit));
        m.put("offset", String.valueOf(offset));
        return m;
    }

    /** All items, one after the other. */
    @Override
    public Iterator<ObjectNode> iterator() {
        return new Iterator<>() {
            private Map<String, String> next = first;
            private Iterator<JsonNode> page = List.<JsonNode>of().iterator();
            private int seen;

            @Override
            public boolean hasNext() {
                while (!page.hasNext() && next != null) {
                    ObjectNode p = fetch.apply(next);
                    JsonNode data = p.path("DATA");
                    Map<String, String> asked = next;
                    next = step.next(p, seen, data.size());
                    // A marker page may be empty and still have a successor, but not the same successor for ever.
                    if (asked.equals(next) || data.isEmpty() && next != null && next.containsKey("offset")) {
                        throw new GlobusException(
                                GlobusException.Kind.TRANSIENT,
                                "transfer: a list promises more after item " + seen + " and gives nothing",
                                null);
                    }
                    seen += data.size();
                    page = data.iterator();
                }
                return page.hasNext();
            }

            @Override
            public ObjectNode next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return (ObjectNode) page.next();
            }
        };
    }

    /** At most {@code limit} items in a list. */
    public List<ObjectNode> take(int limit) {
        List<ObjectNode> out = new ArrayList<>();
        if (limit > 0) {
            for (ObjectNode o : this) {
                out.add(o);
                if (out.size() >= limit) {
                    break;
                }
            }
        }
        return out;
    }

    /** Everything in a list. */
    public List<ObjectNode> all() {
        return take(Integer.MAX_VALUE);
    }
}
