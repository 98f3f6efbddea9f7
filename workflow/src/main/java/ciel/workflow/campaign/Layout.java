package ciel.workflow.campaign;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.Nearest;
import ciel.sim.camera.Detector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a file goes below a destination's folder: a path in which {@code {campaign}}, {@code {visit}}, {@code {band}},
 * {@code {night}} (MJD), {@code {raft}}, {@code {detector}} (R22_S11), {@code {number}} (094) and {@code {file}} stand
 * for the image's own. {@code {file}} ends it, and visit and detector occur in it or in the names of files.
 *
 * @param template checked
 */
public record Layout(String template) {
    private static final List<String> WORDS =
            List.of("campaign", "visit", "band", "night", "raft", "detector", "number", "file");
    private static final Pattern FIELD = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_.+@=/-]*");

    /** The layout where a campaign gives none. */
    public static final Layout DEFAULT = new Layout("{campaign}/{visit}/{raft}/{file}");

    /** @throws InputException without a context: the reader of the campaign file adds line and remedy */
    public Layout {
        List<String> problems = new ArrayList<>();
        Matcher m = FIELD.matcher(template);
        while (m.find()) {
            if (!WORDS.contains(m.group(1))) {
                problems.add("{" + m.group(1) + "} is not a field; did you mean {" + Nearest.of(m.group(1), WORDS)
                        + "}? There are {" + String.join("}, {", WORDS) + "}");
            }
        }
        if (!template.endsWith("/{file}") && !template.equals("{file}")) {
            problems.add("it must end with /{file}");
        }
        String literal = FIELD.matcher(template).replaceAll("");
        if (!LITERAL.matcher(literal).matches()) {
            problems.add("it may hold letters, digits and _ . + @ = - / beside the fields");
        }
        for (String part : template.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".")) {
                problems.add("no part of the path may be empty or begin with a dot, and it must be relative");
                break;
            }
        }
        if (!problems.isEmpty()) {
            throw new InputException("layout '" + template + "'", String.join("; ", problems), "");
        }
    }

    /** @return the path of a file below the destination's folder */
    public String path(String campaign, long visit, Band band, int night, Detector detector, String file) {
        return FIELD.matcher(template)
                .replaceAll(m -> Matcher.quoteReplacement(
                        switch (m.group(1)) {
                            case "campaign" -> campaign;
                            case "visit" -> Long.toString(visit);
                            case "band" -> band.letter();
                            case "night" -> Integer.toString(night);
                            case "raft" -> detector.raft();
                            case "detector" -> detector.name();
                            case "number" -> "%03d".formatted(detector.number());
                            default -> file;
                        }));
    }
}
