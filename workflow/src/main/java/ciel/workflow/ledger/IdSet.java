package ciel.workflow.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A set of numbers of units, kept as ranges in ascending order. Units of a visit have consecutive numbers, so that a
 * job of forty detectors, or a whole visit, is one range; most operations of the ledger cost one statement a range.
 */
public final class IdSet {
    /** No unit. */
    public static final IdSet EMPTY = new IdSet(List.of());

    private final List<IdRange> ranges;

    private IdSet(List<IdRange> ranges) {
        this.ranges = ranges;
    }

    /** @return the set of these numbers; order and repetition do not matter */
    public static IdSet of(long... ids) {
        long[] sorted = ids.clone();
        Arrays.sort(sorted);
        List<IdRange> ranges = new ArrayList<>();
        for (int i = 0; i < sorted.length; ) {
            int j = i;
            while (j + 1 < sorted.length && sorted[j + 1] - sorted[j] <= 1) {
                j++;
            }
            ranges.add(new IdRange(sorted[i], sorted[j]));
            i = j + 1;
        }
        return new IdSet(List.copyOf(ranges));
    }

    /** @return the set of these numbers */
    public static IdSet of(Collection<Long> ids) {
        return of(ids.stream().mapToLong(Long::longValue).toArray());
    }

    /** @return the set of the units of these rows */
    public static IdSet ofUnits(Collection<UnitRow> units) {
        return of(units.stream().mapToLong(UnitRow::unit).toArray());
    }

    /** @return the set of all numbers from first to last */
    public static IdSet range(long first, long last) {
        return new IdSet(List.of(new IdRange(first, last)));
    }

    /** @param ranges ascending, apart from one another */
    static IdSet ofRanges(List<IdRange> ranges) {
        List<IdRange> out = new ArrayList<>();
        for (IdRange r : ranges) {
            IdRange before = out.isEmpty() ? null : out.getLast();
            if (before != null && r.first() <= before.last()) {
                throw new IllegalArgumentException("ranges " + before + " and " + r + " are not in ascending order");
            }
            if (before != null && r.first() == before.last() + 1) {
                out.set(out.size() - 1, new IdRange(before.first(), r.last()));
            } else {
                out.add(r);
            }
        }
        return new IdSet(List.copyOf(out));
    }

    /** @return the ranges, ascending, with a gap between them */
    public List<IdRange> ranges() {
        return ranges;
    }

    /** @return how many numbers */
    public long size() {
        return ranges.stream().mapToLong(IdRange::size).sum();
    }

    /** @return whether there is none */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** @return whether the number is one of them */
    public boolean contains(long id) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            IdRange r = ranges.get(mid);
            if (id < r.first()) {
                high = mid - 1;
            } else if (id > r.last()) {
                low = mid + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** @return whether all numbers of the range are in the set */
    public boolean containsAll(IdRange range) {
        return ranges.stream().anyMatch(r -> r.first() <= range.first() && r.last() >= range.last());
    }

    /** @return the numbers, ascending */
    public LongStream stream() {
        return ranges.stream().flatMapToLong(r -> LongStream.rangeClosed(r.first(), r.last()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdSet set && ranges.equals(set.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    /** @return such as {@code 1-9, 12} */
    @Override
    public String toString() {
        return ranges.stream()
                .map(r -> r.first() == r.last() ? Long.toString(r.first()) : r.first() + "-" + r.last())
                .collect(Collectors.joining(", "));
    }
}
