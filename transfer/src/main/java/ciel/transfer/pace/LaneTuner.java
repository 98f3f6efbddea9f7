package ciel.transfer.pace;

/**
 * Finds how many lanes a link is worth by climbing: a step up is kept while it gives at least 5 % more, else the step
 * is taken back and made smaller; now and then it
 * looks one step further up and one down, because links change. Until the first step that gives nothing the lanes are
 * doubled. Fed once an interval with the rate reached.
 */
public final class LaneTuner {
    /** Least gain that justifies more lanes (part of the rate). */
    public static final double GAIN = 0.05;

    private static final int CALM_INTERVALS = 8;

    private enum Move {
        FIRST,
        UP,
        DOWN,
        STAY
    }

    private final int least;
    private final int most;
    private int lanes;
    private int before;
    private int step;
    private double reference;
    private Move last = Move.FIRST;
    private int calm;
    private boolean upNext = true;
    private boolean doubling = true;

    /**
     * @param least fewest lanes, &ge; 1
     * @param start lanes to begin with
     * @param most  most lanes, &ge; least
     */
    public LaneTuner(int least, int start, int most) {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("lanes from " + least + " to " + most + "; must be 1 <= least <= most");
        }
        this.least = least;
        this.most = most;
        this.lanes = Math.clamp(start, least, most);
        this.step = lanes;
    }

    /** @return whether every step so far gave more, so that the lanes are doubled */
    public synchronized boolean isDoubling() {
        return doubling;
    }

    /** @return lanes to use now */
    public synchronized int lanes() {
        return lanes;
    }

    /**
     * @param rate what the present number of lanes gave over the last interval (any unit)
     * @return lanes to use from now on
     */
    public synchronized int observe(double rate) {
        switch (last) {
            case FIRST -> {
                reference = rate;
                move(Move.UP);
            }
            case UP -> {
                if (rate > reference * (1 + GAIN)) {
                    reference = rate;
                    step = doubling ? lanes : Math.max(1, lanes / 2);
                    move(Move.UP);
                } else {
                    settle(before);
                }
            }
            case DOWN -> {
                if (rate >= reference * (1 - GAIN / 2)) {
                    reference = Math.max(rate, reference * (1 - GAIN / 2));
                    move(Move.DOWN);
                } else {
                    settle(before);
                }
            }
            case STAY -> {
                reference = 0.5 * (reference + rate);
                if (++calm >= CALM_INTERVALS) {
                    calm = 0;
                    step = Math.max(1, lanes / 8);
                    move(upNext ? Move.UP : Move.DOWN);
                    upNext = !upNext;
                }
            }
        }
        return lanes;
    }

    private void settle(int at) {
        boolean up = last == Move.UP;
        doubling = false;
        lanes = at;
        if (up && step > 1) {
            step /= 2;
            move(Move.UP);
        } else {
            last = Move.STAY;
            calm = 0;
        }
    }

    private void move(Move direction) {
        before = lanes;
        int next = Math.clamp(
                direction == Move.UP ? (long) lanes + step : (long) lanes - Math.max(1, step / 2), least, most);
        last = next == lanes ? Move.STAY : direction;
        doubling &= next != lanes;
        lanes = next;
    }
}
