package ciel.workflow.daemon;

import ciel.workflow.ledger.RateRow;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.stage.SiteFolder.Room;
import java.time.Instant;

/**
 * How many units more a render site has room for. What is free is asked for every now and then; units that wait or run in
 * jobs are counted as if they lay there, so that jobs do not end for want of room. A unit is as large as those before it.
 */
final class SiteRoom {
    /** Part of what is free that is left free: sizes differ, and others write too. */
    private static final double RESERVE = 0.03;
    /** Units that are left room for beside that: of few units, one may be much larger than the mean. */
    private static final double SPARE = 2;
    /** A unit before the first was rendered: e-image, raw, truth, preview and manifest with a rich sky. */
    private static final double FIRST_BYTES = 100e6;

    private static final double FIRST_FILES = 6;

    private final DaemonContext context;
    private final CampaignRun run;
    private Room room;
    private Instant asked = Instant.MIN;
    private long thereThen;
    private double bytes = FIRST_BYTES;
    private double files = FIRST_FILES;
    private boolean asking;

    SiteRoom(DaemonContext context, CampaignRun run) {
        this.context = context;
        this.run = run;
    }

    /**
     * @param wake runs when the answer has come
     * @return units that may be put into jobs; negative while that is not known
     */
    long units(Instant now, Runnable wake) {
        if (!asking && (room == null || now.isAfter(asked.plus(context.settings.poll())))) {
            ask(now, wake);
        }
        if (room == null) {
            return -1;
        }
        long there = 0;
        long inJobs = 0;
        for (CampaignRun each : context.runs) {
            if (each.site().equals(run.site())) {
                Tally tally = context.ledger.tally(each.id());
                there += tally.units(UnitState.RENDERED) + tally.units(UnitState.DELIVERED);
                inJobs += tally.units(UnitState.QUEUED) + tally.units(UnitState.RUNNING);
            }
        }
        double more = inJobs + Math.max(0, there - thereThen);
        double byBytes =
                room.bytes() == Long.MAX_VALUE ? Double.MAX_VALUE : room.bytes() * (1 - RESERVE) / bytes - SPARE;
        double byFiles =
                room.inodes() == Long.MAX_VALUE ? Double.MAX_VALUE : room.inodes() * (1 - RESERVE) / files - SPARE;
        return (long) Math.max(0, Math.min(byBytes, byFiles) - more);
    }

    private void ask(Instant now, Runnable wake) {
        asking = true;
        asked = now;
        measure();
        long there = 0;
        for (CampaignRun each : context.runs) {
            if (each.site().equals(run.site())) {
                Tally tally = context.ledger.tally(each.id());
                there += tally.units(UnitState.RENDERED) + tally.units(UnitState.DELIVERED);
            }
        }
        long then = there;
        context.calls.ask(
                run.site() + " room",
                "room at " + run.site(),
                () -> run.ports.site().room(),
                answer -> {
                    asking = false;
                    Instant at = context.timer.now();
                    switch (answer) {
                        case Calls.Answer.Value<Room> value -> {
                            room = value.value();
                            thereThen = then;
                            context.works(run, run.site(), "room", at);
                        }
                        case Calls.Answer.Failed<Room> failed ->
                            context.failed(run, run.site(), "room", failed.failure(), at);
                    }
                    wake.run();
                });
    }

    /** Size and number of files of a unit, from those that were rendered. */
    private void measure() {
        double units = 0;
        double sumBytes = 0;
        double sumFiles = 0;
        for (RateRow rate : context.ledger.rates()) {
            if (rate.physics().equals(run.campaign.rendering().physics())) {
                units += rate.units();
                sumBytes += rate.bytes();
                sumFiles += rate.files();
            }
        }
        if (units > 0) {
            bytes = Math.max(1, sumBytes / units);
            files = Math.max(1, sumFiles / units);
        }
    }

    /** @return what people are told when jobs wait for room */
    String text() {
        return "[" + run.site() + "] jobs wait for room: "
                + (room.bytes() == Long.MAX_VALUE ? "" : (room.bytes() / 1_000_000_000) + " GB")
                + (room.inodes() == Long.MAX_VALUE ? "" : " and " + room.inodes() + " files")
                + " are free, and a unit takes "
                + Math.round(bytes / 1e6) + " MB; they go on when delivered units are deleted there";
    }
}
