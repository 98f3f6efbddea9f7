package ciel.workflow.scheduler;

import java.util.stream.IntStream;

/** The indices of an array as Slurm prints them, {@code 0-70:2,90%3}. */
final class SlurmTasks {
    private static final int MOST = 4_000_001;

    private SlurmTasks() {}

    /** @return the indices in order; none where the text is no such list */
    static int[] of(String text) {
        int throttle = text.indexOf('%');
        String list = throttle < 0 ? text : text.substring(0, throttle);
        IntStream.Builder indices = IntStream.builder();
        try {
            for (String range : list.split(",")) {
                String[] stepped = range.split(":");
                String[] ends = stepped[0].split("-");
                int from = Integer.parseInt(ends[0]);
                int to = ends.length > 1 ? Integer.parseInt(ends[1]) : from;
                int step = stepped.length > 1 ? Integer.parseInt(stepped[1]) : 1;
                if (from < 0 || to < from || to > MOST || step < 1 || ends.length > 2 || stepped.length > 2) {
                    return new int[0];
                }
                for (int i = from; i <= to; i += step) {
                    indices.add(i);
                }
            }
        } catch (NumberFormatException e) {
            return new int[0];
        }
        return indices.build().toArray();
    }
}
