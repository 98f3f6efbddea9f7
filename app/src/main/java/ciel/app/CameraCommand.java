package ciel.app;

import ciel.sim.Band;
import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraFile;
import ciel.sim.camera.CameraOptics;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorFormat;
import ciel.sim.camera.DetectorRole;
import ciel.sim.camera.DetectorSelection;
import ciel.sim.camera.Segment;
import ciel.sim.fits.CameraPicture;
import ciel.sim.fits.WholeFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel camera}: the cameras that Ciel knows, and those of users. */
@Command(
        name = "camera",
        description = "List, show and draw cameras: those that come with Ciel, and descriptions of one's own.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CameraCommand.ListCameras.class, CameraCommand.Show.class, CameraCommand.Draw.class},
        mixinStandardHelpOptions = false,
        footer = {"", "Examples:", "  ciel camera list", "  ciel camera show examples/camera.yaml"})
final class CameraCommand {
    @picocli.CommandLine.Mixin
    private StandardOptions standard;

    CameraCommand(Terminal terminal) {}

    private static final String PARAMETER = "Name of a camera that comes with Ciel, or the YAML file of one's own.";

    /** {@code ciel camera list}. */
    @Command(
            name = "list",
            description = "One line a camera that comes with Ciel, and what it is.",
            footer = {"", "Example:", "  ciel camera list --json"})
    static final class ListCameras extends Verb {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        ListCameras(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() throws JsonProcessingException {
            List<Camera> cameras = CameraFile.names().stream().map(Camera::of).toList();
            if (json) {
                ArrayNode list = new ObjectMapper().createArrayNode();
                cameras.forEach(camera -> list.add(summary(camera)));
                terminal().out().println(new ObjectMapper().writeValueAsString(list));
                return ExitCode.DONE;
            }
            for (Camera camera : cameras) {
                terminal()
                        .out()
                        .printf(
                                Locale.ROOT,
                                "%-14s %3d detectors, %.4f arcsec a pixel, %s%n",
                                camera.name(),
                                camera.all().size(),
                                pixelArcsec(camera),
                                camera.header().telescope());
                terminal().out().println("    " + camera.about());
            }
            terminal().out().println("ciel camera show NAME tells more; docs/cameras.md says how to describe another.");
            return ExitCode.DONE;
        }
    }

    /** {@code ciel camera show}. */
    @Command(
            name = "show",
            description = "What a camera is: telescope, filters, kinds of CCD, detectors; with --detector amplifiers.",
            footer = {"", "Examples:", "  ciel camera show LSSTCam", "  ciel camera show LATISS --detector RXX_S00"})
    static final class Show extends Verb {
        @Parameters(paramLabel = "NAME|FILE", description = PARAMETER)
        private String name;

        @Option(
                names = "--detector",
                paramLabel = "CCD",
                split = ",",
                description = "Show the amplifiers of these, as of ciel render.")
        private List<String> detectors;

        @Option(names = "--json", description = "Print one JSON object with every detector and amplifier.")
        private boolean json;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() throws JsonProcessingException {
            Camera camera = Camera.of(name);
            List<Detector> chosen = detectors == null ? camera.all() : DetectorSelection.of(detectors, camera);
            if (json) {
                ObjectNode root = summary(camera);
                ArrayNode list = root.putArray("detectors");
                chosen.forEach(detector -> describe(list.addObject(), detector));
                terminal().out().println(new ObjectMapper().writeValueAsString(root));
            } else if (detectors == null) {
                print(camera);
            } else {
                chosen.forEach(this::amplifiers);
            }
            return ExitCode.DONE;
        }

        private void print(Camera camera) {
            var out = terminal().out();
            out.println(camera.name() + ": " + camera.about());
            out.printf(
                    Locale.ROOT,
                    "telescope  %s, %s%n",
                    camera.header().telescope(),
                    switch (camera.optics()) {
                        case CameraOptics.Simonyi s ->
                            "traced ray by ray, lenses of " + s.lenses().name().toLowerCase(Locale.ROOT);
                        case CameraOptics.PlateScale p ->
                            String.format(
                                    Locale.ROOT,
                                    "%.5f arcsec/mm, distortion %g /mm2 %g /mm4%s, %.0f cm2",
                                    p.scale(),
                                    p.cubic(),
                                    p.quintic(),
                                    p.flipped() ? ", flipped" : "",
                                    p.areaCm2());
                    });
            Map<Band, String> filters = new EnumMap<>(camera.header().filters());
            out.println("filters    "
                    + String.join(
                            ", ",
                            filters.entrySet().stream()
                                    .map(f -> f.getKey().letter() + " " + f.getValue())
                                    .toList()));
            out.println("headers    INSTRUME " + camera.header().instrument() + ", names begin with "
                    + camera.header().code() + "_S_");
            Map<String, Integer> kinds = new TreeMap<>();
            camera.all()
                    .forEach(d -> kinds.merge(
                            d.type().name() + " " + d.role().name().toLowerCase(Locale.ROOT), 1, Integer::sum));
            kinds.forEach((kind, count) -> out.printf("%4d x %s%n", count, kind));
            out.printf(
                    "%n%6s %-14s %-18s %-9s %-10s %11s %9s %9s %6s %6s  %s%n",
                    "number",
                    "detector",
                    "serial",
                    "type",
                    "role",
                    "pixels",
                    "x mm",
                    "y mm",
                    "z mm",
                    "yaw",
                    "gain, noise, saturation (medians)");
            List<Detector> all = camera.all();
            boolean rafts = all.size() > 30;
            int shown = 0;
            for (Detector d : all) {
                if (rafts && d.role() == DetectorRole.SCIENCE && !d.equals(camera.middle())) {
                    continue;
                }
                shown++;
                out.printf(
                        Locale.ROOT,
                        "%6d %-14s %-18s %-9s %-10s %11s %9.3f %9.3f %6.2f %6.1f  %.3f e-/ADU, %.2f e-, %.0f ADU%n",
                        d.number(),
                        d.name(),
                        d.serial(),
                        d.type().name(),
                        d.role().name().toLowerCase(Locale.ROOT),
                        d.width() + " x " + d.height(),
                        d.xCenter(),
                        d.yCenter(),
                        d.zOffset(),
                        d.yaw(),
                        median(d, Amplifier::gain),
                        median(d, Amplifier::readNoise),
                        median(d, Amplifier::saturation));
            }
            if (shown < all.size()) {
                out.println((all.size() - shown) + " more science CCDs: --detector R22 shows a raft, --json all");
            }
        }

        private void amplifiers(Detector d) {
            var out = terminal().out();
            DetectorFormat f = d.type().format();
            out.printf(
                    Locale.ROOT,
                    "%s, %s, %d x %d px of %.1f um, frames of %d x %d%n",
                    d.name(),
                    d.serial(),
                    f.width(),
                    f.height(),
                    1000 * d.pixelMm(),
                    f.rawWidth(),
                    f.rawHeight());
            out.printf(
                    "%-8s %8s %8s %8s %10s  %-24s %s%n",
                    "output", "e-/ADU", "noise e-", "bias", "saturation", "DETSEC", "DATASEC");
            for (int i = 0; i < d.amplifiers().size(); i++) {
                Amplifier a = d.amplifiers().get(i);
                Segment s = d.type().segments().get(i);
                out.printf(
                        Locale.ROOT,
                        "%-8s %8.4f %8.2f %8.0f %10.0f  %-24s %s%s%n",
                        a.name(),
                        a.gain(),
                        a.readNoise(),
                        a.bias(),
                        a.saturation(),
                        s.detectorSection(),
                        s.dataSection(),
                        a.dead() ? "  dead" : "");
            }
        }
    }

    /** {@code ciel camera draw}. */
    @Command(
            name = "draw",
            description = "Draw the focal plane of a camera: detectors with names, amplifiers, and what they are for.",
            footer = {"", "Example:", "  ciel camera draw LSSTComCam --png comcam.png"})
    static final class Draw extends Verb {
        @Parameters(paramLabel = "NAME|FILE", description = PARAMETER)
        private String name;

        @Option(names = "--png", paramLabel = "OUT", description = "The picture; default NAME.png in this folder.")
        private Path png;

        Draw(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            Camera camera = Camera.of(name);
            Path target = png == null ? Path.of(camera.name() + ".png") : png;
            terminal()
                    .out()
                    .println(CameraPicture.write(target, camera, WholeFile.Existing.REPLACE)
                            .path());
            return ExitCode.DONE;
        }
    }

    private static double pixelArcsec(Camera camera) {
        return camera.middle().pixelMm() / camera.optics().mmPerArcsec();
    }

    private static double median(Detector detector, ToDoubleFunction<Amplifier> value) {
        double[] sorted =
                detector.amplifiers().stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static ObjectNode summary(Camera camera) {
        ObjectNode node = new ObjectMapper()
                .createObjectNode()
                .put("name", camera.name())
                .put("about", camera.about())
                .put("telescope", camera.header().telescope())
                .put("instrument", camera.header().instrument())
                .put("traced", camera.optics() instanceof CameraOptics.Simonyi)
                .put("arcsecPerPixel", pixelArcsec(camera))
                .put("areaCm2", camera.optics().areaCm2())
                .put("count", camera.all().size());
        ObjectNode filters = node.putObject("filters");
        new EnumMap<>(camera.header().filters()).forEach((band, filter) -> filters.put(band.letter(), filter));
        return node;
    }

    private static void describe(ObjectNode node, Detector d) {
        node.put("number", d.number())
                .put("name", d.name())
                .put("serial", d.serial())
                .put("type", d.type().name())
                .put("role", d.role().name().toLowerCase(Locale.ROOT))
                .put("width", d.width())
                .put("height", d.height())
                .put("pixelMm", d.pixelMm())
                .put("x", d.xCenter())
                .put("y", d.yCenter())
                .put("z", d.zOffset())
                .put("yaw", d.yaw());
        ArrayNode amplifiers = node.putArray("amplifiers");
        for (int i = 0; i < d.amplifiers().size(); i++) {
            Amplifier a = d.amplifiers().get(i);
            Segment s = d.type().segments().get(i);
            amplifiers
                    .addObject()
                    .put("name", a.name())
                    .put("gain", a.gain())
                    .put("readNoise", a.readNoise())
                    .put("bias", a.bias())
                    .put("saturation", a.saturation())
                    .put("dead", a.dead())
                    .put("detectorSection", s.detectorSection())
                    .put("dataSection", s.dataSection());
        }
    }
}
