package ciel.sim.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What reading a catalog found: an accumulator that the reader fills. Not for sharing between threads. */
public final class ReadReport {
    /** How many dropped lines are listed. */
    public static final int SHOWN_LINES = 10;
    /** How many objects that are not drawn are named for each reason. */
    private static final int SHOWN_OBJECTS = 3;

    private final long[] byType = new long[Type.values().length];
    private final Map<Invalid, Long> invalid = new EnumMap<>(Invalid.class);
    private final Map<Invalid, List<String>> firstInvalid = new EnumMap<>(Invalid.class);
    private final List<String> firstDropped = new ArrayList<>();
    private final Map<String, Long> leftOut = new java.util.TreeMap<>();
    private final Map<String, List<String>> firstLeftOut = new java.util.TreeMap<>();
    private final List<String> more = new ArrayList<>();
    private long offFootprint;
    private long withInf;
    private long badLines;
    private long lateCommands;
    private long hostRvClamped;

    /** The kinds of objects. */
    public enum Type {
        POINT,
        SERSIC2D,
        KNOTS,
        STREAK,
        IMAGE;

        /** @return the kind of a shape */
        public static Type of(Shape shape) {
            return switch (shape) {
                case Shape.Point p -> POINT;
                case Shape.Sersic s -> SERSIC2D;
                case Shape.Knots k -> KNOTS;
                case Shape.DiskKnots d -> KNOTS;
                case Shape.Streak s -> STREAK;
                case Shape.Image i -> IMAGE;
            };
        }

        /** @return the name in catalogs and truth tables */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Counts an object that was given out. */
    public void object(Shape shape) {
        byType[Type.of(shape).ordinal()]++;
    }

    void invalid(Invalid reason, SkyObject object) {
        invalid.merge(reason, 1L, Long::sum);
        List<String> named = firstInvalid.computeIfAbsent(reason, key -> new ArrayList<>());
        if (named.size() < SHOWN_OBJECTS) {
            named.add(object.id() + (object.shape() instanceof Shape.Image image ? " (" + image.file() + ")" : ""));
        }
    }

    /** Counts an object outside the footprint. */
    public void offFootprint() {
        offFootprint++;
    }

    void withInf(String file, long line) {
        withInf++;
        dropped(file, line, "a value is inf");
    }

    void lateCommand() {
        lateCommands++;
    }

    void countClampedRv() {
        hostRvClamped++;
    }

    void badLine(String file, long line, String problem) {
        badLines++;
        dropped(file, line, problem);
    }

    private void dropped(String file, long line, String problem) {
        if (firstDropped.size() < SHOWN_LINES) {
            firstDropped.add(file + ":" + line + ": " + problem);
        }
    }

    /** Counts an object that cannot be drawn. @param why the same words for all that have the same reason */
    public void leftOut(String id, String why) {
        leftOut.merge(why, 1L, Long::sum);
        List<String> named = firstLeftOut.computeIfAbsent(why, key -> new ArrayList<>());
        if (named.size() < SHOWN_OBJECTS) {
            named.add(id);
        }
    }

    /** @return objects that cannot be drawn, by reason */
    public Map<String, Long> leftOut() {
        return Collections.unmodifiableMap(leftOut);
    }

    /** Adds a sentence to the notes. */
    public void note(String sentence) {
        more.add(sentence);
    }

    /** @return objects of this kind that were given out */
    public long objects(Type type) {
        return byType[type.ordinal()];
    }

    /** @return objects that were given out */
    public long objects() {
        long sum = 0;
        for (long count : byType) {
            sum += count;
        }
        return sum;
    }

    /** @return objects inside the footprint that skip_invalid leaves out, by reason */
    public Map<Invalid, Long> invalid() {
        return Collections.unmodifiableMap(invalid);
    }

    /** @return objects outside the footprint */
    public long outsideFootprint() {
        return offFootprint;
    }

    /** @return object lines dropped because one of their tokens is {@code inf} */
    public long linesWithInf() {
        return withInf;
    }

    /** @return bad lines dropped ({@code skipBadLines}) */
    public long badLines() {
        return badLines;
    }

    /** @return lines dropped, for whatever reason: they hold inf, or are bad and {@code skipBadLines} is on */
    public long droppedLines() {
        return withInf + badLines;
    }

    /** @return place and reason of the first {@value #SHOWN_LINES} dropped lines: {@code file:line: problem} */
    public List<String> firstDroppedLines() {
        return Collections.unmodifiableList(firstDropped);
    }

    /** @return header commands that stand after the first object, and so have no effect */
    public long lateCommands() {
        return lateCommands;
    }

    /**
     * @return objects whose host dust had an Rv outside {@link Dust#MIN_RV} to {@link Dust#MAX_RV}, moved to the end of
     * that range
     */
    public long hostRvClamped() {
        return hostRvClamped;
    }

    /** @return notes for the user, one sentence each; empty when there is nothing to report */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        invalid.forEach((reason, count) -> notes.add(count(count, "object") + " not drawn (skip_invalid), since "
                + reason.meaning() + ": " + named(firstInvalid.get(reason), count)));
        if (droppedLines() > 0) {
            notes.add(count(droppedLines(), "line") + " dropped (" + withInf + " with inf, " + badLines + " bad): "
                    + named(firstDropped, droppedLines()));
        }
        if (lateCommands > 0) {
            notes.add(count(lateCommands, "header command") + " after the first object had no effect");
        }
        if (hostRvClamped > 0) {
            notes.add("the host dust of " + count(hostRvClamped, "object") + " has an Rv outside " + Dust.MIN_RV
                    + " to " + Dust.MAX_RV + ": the nearer end is taken");
        }
        leftOut.forEach((why, count) -> notes.add(
                count(count, "object") + " not drawn, since " + why + ": " + named(firstLeftOut.get(why), count)));
        notes.addAll(more);
        return notes;
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String named(List<String> first, long all) {
        return String.join(", ", first) + (all > first.size() ? ", and " + (all - first.size()) + " more" : "");
    }
}
