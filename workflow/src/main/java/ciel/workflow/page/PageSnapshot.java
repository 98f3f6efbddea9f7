package ciel.workflow.page;

import ciel.workflow.page.PageSource.CampaignView;
import ciel.workflow.page.PageSource.DetectorView;
import ciel.workflow.page.PageSource.Point;
import ciel.workflow.page.PageSource.VisitView;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a browser needs to draw one campaign and one visit, and what has changed since another snapshot.
 *
 * <p>The snapshot is a JSON object: {@code campaign} (without its curves), {@code finished} and {@code rates} (curves: pairs
 * of time in ms and value), {@code visits} (ids, bands, states, one letter a visit), {@code plane} (visit, names, states, one letter a
 * detector). A delta holds only what changed: the fields of {@code campaign}; the points that came to a curve; pairs of place
 * and letter for visits and detectors; where a list of names changed, the list whole.
 */
record PageSnapshot(
        CampaignView campaign,
        long visit,
        long[] visits,
        String bands,
        String states,
        List<String> detectors,
        String plane) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param shown the visit whose focal plane is shown; 0 takes the newest */
    static PageSnapshot take(PageSource source, String campaign, long shown) {
        CampaignView view = source.campaign(campaign).orElse(null);
        if (view == null) {
            return null;
        }
        long visit = shown == 0 ? source.newestVisit(campaign) : shown;
        List<VisitView> visits = source.visits(campaign);
        StringBuilder bands = new StringBuilder(visits.size());
        StringBuilder states = new StringBuilder(visits.size());
        for (VisitView each : visits) {
            bands.append(each.band());
            states.append(each.state().code());
        }
        List<DetectorView> detectors = source.focalPlane(campaign, visit);
        StringBuilder plane = new StringBuilder(detectors.size());
        detectors.forEach(each -> plane.append(each.state().code()));
        return new PageSnapshot(
                view,
                visit,
                visits.stream().mapToLong(VisitView::visit).toArray(),
                bands.toString(),
                states.toString(),
                detectors.stream().map(DetectorView::name).toList(),
                plane.toString());
    }

    ObjectNode whole() {
        ObjectNode root = JSON.createObjectNode();
        root.set("campaign", head());
        root.set("finished", points(campaign.finished()));
        ObjectNode rates = root.putObject("rates");
        campaign.links().forEach(link -> rates.set(link.name(), points(link.rates())));
        root.set("visits", visitList());
        root.set("plane", planeList());
        return root;
    }

    /** @return what a browser that has {@code before} needs; empty when nothing has changed */
    ObjectNode since(PageSnapshot before) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode head = head();
        ObjectNode old = before.head();
        head.properties().removeIf(field -> field.getValue().equals(old.get(field.getKey())));
        if (!head.isEmpty()) {
            root.set("campaign", head);
        }
        curve(root, "finished", before.campaign.finished(), campaign.finished());
        ObjectNode rates = JSON.createObjectNode();
        Map<String, List<Point>> earlier = new LinkedHashMap<>();
        before.campaign.links().forEach(link -> earlier.put(link.name(), link.rates()));
        campaign.links()
                .forEach(link -> curve(rates, link.name(), earlier.getOrDefault(link.name(), List.of()), link.rates()));
        if (!rates.isEmpty()) {
            root.set("rates", rates);
        }
        if (!java.util.Arrays.equals(visits, before.visits) || !bands.equals(before.bands)) {
            root.set("visits", visitList());
        } else {
            changes(root, "visitChanges", before.states, states);
        }
        if (visit != before.visit || !detectors.equals(before.detectors)) {
            root.set("plane", planeList());
        } else {
            changes(root, "planeChanges", before.plane, plane);
        }
        return root;
    }

    private ObjectNode head() {
        ObjectNode node = JSON.valueToTree(campaign);
        node.remove("finished");
        node.withArray("links").forEach(link -> ((ObjectNode) link).remove("rates"));
        return node;
    }

    private ObjectNode visitList() {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode ids = node.putArray("steps"); // first id, then differences: a third of the bytes
        long last = 0;
        for (long id : visits) {
            ids.add(id - last);
            last = id;
        }
        return node.put("bands", bands).put("states", states);
    }

    private ObjectNode planeList() {
        ObjectNode node = JSON.createObjectNode().put("visit", visit).put("states", plane);
        ArrayNode names = node.putArray("names");
        detectors.forEach(names::add);
        return node;
    }

    private static ArrayNode points(List<Point> points) {
        ArrayNode node = JSON.createArrayNode();
        points.forEach(point -> node.add(point.at()).add(rounded(point.value())));
        return node;
    }

    /** A curve that only grew is sent as its new points; another one whole, with a null in front. */
    private static void curve(ObjectNode root, String name, List<Point> before, List<Point> now) {
        if (now.equals(before)) {
            return;
        }
        boolean grew =
                now.size() > before.size() && now.subList(0, before.size()).equals(before);
        ArrayNode node = JSON.createArrayNode();
        if (!grew) {
            node.addNull();
        }
        node.addAll(points(grew ? now.subList(before.size(), now.size()) : now));
        root.set(name, node);
    }

    private static void changes(ObjectNode root, String name, String before, String now) {
        if (now.equals(before)) {
            return;
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < now.length(); i++) {
            if (now.charAt(i) != before.charAt(i)) {
                places.add(i);
            }
        }
        ArrayNode node = root.putArray(name);
        places.forEach(place -> node.add(place).add(String.valueOf(now.charAt(place))));
    }

    /** Six digits are more than a curve shows. */
    private static double rounded(double value) {
        return value == 0 || !Double.isFinite(value)
                ? 0
                : new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(6))
                        .doubleValue();
    }
}
