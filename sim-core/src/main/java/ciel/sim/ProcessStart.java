package ciel.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * When a process began, as a number that stays the same when the clock of the machine is set: beside the number of the
 * process it tells whether the process is still the same one. The Java platform gives a time of the wall clock, worked out
 * from the clock as it is when it is asked; after a step two processes get different times for a third.
 */
public final class ProcessStart {
    private static final int FIELD = 19; // "starttime" of proc(5), counted from the state of the process

    private ProcessStart() {}

    /** @return clock ticks since the machine was started; elsewhere than on Linux milliseconds since 1970; 0: not known */
    public static long of(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FIELD]);
        } catch (IOException | RuntimeException e) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }
}
