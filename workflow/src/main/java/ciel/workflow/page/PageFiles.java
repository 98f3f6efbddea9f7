package ciel.workflow.page;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the page: ours, and the plotting library's from its WebJar. Only names of this list are served. */
final class PageFiles {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** @param resource where it is on the class path */
    private record Entry(String resource, String type) {}

    /** A file as it is sent. */
    record PageFile(String type, byte[] bytes) {}

    private static final Map<String, Entry> ENTRIES = Map.ofEntries(
            Map.entry("/", new Entry("page.html", HTML)),
            Map.entry("/page.css", new Entry("page.css", CSS)),
            Map.entry("/page.js", new Entry("page.js", SCRIPT)),
            Map.entry("/feed.js", new Entry("feed.js", SCRIPT)),
            Map.entry("/plane.js", new Entry("plane.js", SCRIPT)),
            Map.entry("/panels.js", new Entry("panels.js", SCRIPT)),
            Map.entry("/image.js", new Entry("image.js", SCRIPT)),
            Map.entry("/icon.svg", new Entry("icon.svg", "image/svg+xml")),
            Map.entry("/uplot.js", new Entry(UPLOT + "uPlot.iife.min.js", SCRIPT)),
            Map.entry("/uplot.css", new Entry(UPLOT + "uPlot.min.css", CSS)));

    private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

    private PageFiles() {}

    static Optional<PageFile> find(String path) {
        if (path.equals("/palette.css")) {
            return Optional.of(new PageFile(CSS, palette().getBytes(StandardCharsets.UTF_8)));
        }
        return Optional.ofNullable(ENTRIES.get(path))
                .map(entry -> new PageFile(entry.type(), READ.computeIfAbsent(entry.resource(), PageFiles::read)));
    }

    private static byte[] read(String resource) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The class path lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** @return the colours of {@link PageState} as variables: {@code --failed} and, upon it, {@code --failed-ink} */
    static String palette() {
        String light = variables(false);
        String dark = variables(true);
        return ":root {" + light + "}\n@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {" + dark
                + "} }\n:root[data-theme=dark] {" + dark + "}\n" + classes();
    }

    private static String variables(boolean dark) {
        StringBuilder css = new StringBuilder();
        for (PageState state : PageState.values()) {
            String colour = dark ? state.dark() : state.light();
            css.append(" --%s: #%s; --%s-ink: #%s;"
                    .formatted(state.label(), colour, state.label(), PageState.ink(colour)));
        }
        return css.append(' ').toString();
    }

    private static String classes() {
        StringBuilder css = new StringBuilder();
        for (PageState state : PageState.values()) {
            String name = state.label();
            css.append(".fill-%s { fill: var(--%s); background: var(--%s); }\n".formatted(name, name, name));
            css.append(".ink-%s { fill: var(--%s-ink); color: var(--%s-ink); }\n".formatted(name, name, name));
        }
        return css.toString();
    }

    /** @return name and centre (mm) of each of the 189 science CCDs, in the order of their numbers */
    static ArrayNode detectors() {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        for (Detector detector : Camera.lsst().detectors()) {
            node.addArray().add(detector.name()).add(detector.xCenter()).add(detector.yCenter());
        }
        return node;
    }
}
