package ciel.sim.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What reading a catalog found: an accumulator that the reader fills. Not for sharing between threads. */
public final class ReadReport {
    /** How many bad lines are told of by name. */
    public static final int SHOWN_LINES = 10;

    private final long[] byType = new long[Type.values().length];
    private final Map<Invalid, Long> invalid = new EnumMap<>(Invalid.class);
    private final List<String> firstBadLines = new ArrayList<>();
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
                case Shape.Streak s -> STREAK;
                case Shape.Image i -> IMAGE;
            };
        }

        /** @return the name in catalogs and truth tables */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    void object(Shape shape) {
        byType[Type.of(shape).ordinal()]++;
    }

    void invalid(Invalid reason) {
        invalid.merge(reason, 1L, Long::sum);
    }

    void offFootprint() {
        offFootprint++;
    }

    void withInf() {
        withInf++;
    }

    void lateCommand() {
        lateCommands++;
    }

    void countClampedRv() {
        hostRvClamped++;
    }

    boolean wantsBadLine() {
        return firstBadLines.size() < SHOWN_LINES;
    }

    void badLine(String message) {
        badLines++;
        if (message != null) {
            firstBadLines.add(message);
        }
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

    /** @return objects inside the footprint that skip_invalid held back, by reason */
    public Map<Invalid, Long> invalid() {
        return Collections.unmodifiableMap(invalid);
    }

    /** @return objects that the footprint turned away */
    public long outsideFootprint() {
        return offFootprint;
    }

    /** @return object lines dropped because one of their tokens is {@code inf} */
    public long linesWithInf() {
        return withInf;
    }

    /** @return bad lines passed over ({@code skipBadLines}) */
    public long badLines() {
        return badLines;
    }

    /** @return what was wrong with the first bad lines */
    public List<String> firstBadLines() {
        return Collections.unmodifiableList(firstBadLines);
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

    /** @return what a user should be told: one sentence each, empty when all went as written */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        invalid.forEach((reason, count) -> notes.add(count + " objects not drawn (skip_invalid): " + reason.meaning()));
        if (withInf > 0) {
            notes.add(withInf + " object lines dropped: one of their values is inf");
        }
        if (lateCommands > 0) {
            notes.add(lateCommands + " header commands after the first object had no effect");
        }
        if (hostRvClamped > 0) {
            notes.add(hostRvClamped + " objects have host dust with Rv outside " + Dust.MIN_RV + " to " + Dust.MAX_RV
                    + "; the nearer end was taken");
        }
        if (badLines > 0) {
            notes.add(badLines + " bad lines passed over; the first: " + String.join(" | ", firstBadLines));
        }
        return notes;
    }
}
