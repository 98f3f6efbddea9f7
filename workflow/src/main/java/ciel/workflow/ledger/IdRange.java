package ciel.workflow.ledger;

/** @param first number of a unit @param last included; &ge; first */
public record IdRange(long first, long last) {
    public IdRange {
        if (last < first) {
            throw new IllegalArgumentException("a range from " + first + " to " + last);
        }
    }

    /** @return how many in all */
    static int count(Iterable<IdRange> ranges) {
        long n = 0;
        for (IdRange r : ranges) {
            n += r.size();
        }
        return Math.toIntExact(n);
    }

    /** @return how many */
    public long size() {
        return last - first + 1;
    }
}
