package ciel.workflow.daemon;

import ciel.workflow.ledger.Act;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Lease;
import ciel.workflow.ledger.LedgerWriter;
import ciel.workflow.ledger.Notice;
import ciel.workflow.stage.PortException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all passes share: the ledger with the lease, time, calls, chance, parked places, messages. */
final class DaemonContext {
    static final Logger LOG = LoggerFactory.getLogger("ciel.daemon");

    final CampaignLedger ledger;
    final Timer timer;
    final Calls calls;
    final RandomGenerator random;
    final Notifier notifier;
    final DaemonSettings settings;
    final Places places;
    final DaemonMetrics metrics;
    final List<CampaignRun> runs;
    final Items items;
    private final Consumer<String> stop;
    private Lease lease;

    DaemonContext(
            CampaignLedger ledger,
            Timer timer,
            Calls calls,
            RandomGenerator random,
            Notifier notifier,
            DaemonSettings settings,
            DaemonMetrics metrics,
            List<CampaignRun> runs,
            Consumer<String> stop) {
        this.ledger = ledger;
        this.timer = timer;
        this.calls = calls;
        this.random = random;
        this.notifier = notifier;
        this.settings = settings;
        this.places = new Places(settings.parkFirst(), settings.parkMost());
        this.metrics = metrics;
        this.runs = runs;
        this.items = new Items(ledger, Math.min(4 * settings.fetchesAhead(), 100_000));
        this.stop = stop;
    }

    void lease(Lease taken) {
        lease = taken;
    }

    Lease lease() {
        return lease;
    }

    long token() {
        return lease.token();
    }

    /** One transaction with the daemon's token. */
    <T> T write(Function<LedgerWriter, T> work) {
        return ledger.write(lease, work);
    }

    /** One transaction without a result. */
    void writing(Consumer<LedgerWriter> work) {
        ledger.write(lease, w -> {
            work.accept(w);
            return null;
        });
    }

    /** Ends the daemon: another has taken over. */
    void deposed(String why) {
        stop.accept(why);
    }

    /** @return when a place may be asked */
    Instant free(String place, Instant now) {
        return places.free(place, now);
    }

    /**
     * A place could not be asked, or refused because another daemon has taken over.
     *
     * @param act what was asked for: a disk that is full can still be read
     * @return true; false where the failure is an answer, which the caller has to deal with
     */
    boolean failed(CampaignRun run, String place, String act, PortException failure, Instant now) {
        return switch (failure) {
            case PortException.CouldNotAsk away -> {
                boolean news = places.park(place, act, away, now);
                metrics.parked(place, true);
                if (news) {
                    park(run, place, away.kind(), away.getMessage(), now);
                } else {
                    LOG.debug("campaign={} place=\"{}\" still parked: {}", run.name(), place, away.getMessage());
                }
                yield true;
            }
            case PortException.Fenced fenced -> {
                deposed(fenced.getMessage());
                yield true;
            }
            case PortException.Refused refused -> false;
        };
    }

    /** Says that a place is parked; once for each cause, also over restarts. */
    void park(CampaignRun run, String place, PortException.Cause cause, String reason, Instant now) {
        Notifier.Level level = cause == PortException.Cause.AWAY ? Notifier.Level.WARNING : Notifier.Level.ERROR;
        Set<PortException.Cause> stand = places.causes(place);
        for (PortException.Cause other : PortException.Cause.values()) {
            if (other != cause && !stand.contains(other)) {
                write(w -> w.clear(run.id(), key(place, other)));
            }
        }
        tell(run, level, place, key(place, cause), reason, now);
    }

    private static String key(String place, PortException.Cause cause) {
        return place.replace(' ', '/') + "/" + cause.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** An act at a place has worked. The place is open again where that was the act that had not, for whatever cause. */
    void works(CampaignRun run, String place, String act, Instant now) {
        if (places.open(place, act, now)) {
            metrics.parked(place, false);
            opened(place, now);
        }
    }

    /** Campaigns may share a place: each that was told of its trouble is told that it is over. */
    void opened(String place, Instant now) {
        for (CampaignRun run : runs) {
            boolean was = write(w -> {
                boolean any = false;
                for (PortException.Cause cause : PortException.Cause.values()) {
                    any |= w.clear(run.id(), key(place, cause));
                }
                return any;
            });
            if (was) {
                send(
                        run,
                        new Notifier.Notice(
                                Notifier.Level.INFO, run.name(), place, "open", place + " works again", now),
                        null);
            }
        }
    }

    /** Raises a notice, and tells people where it is new. */
    void tell(CampaignRun run, Notifier.Level level, String subject, String key, String text, Instant now) {
        String act = "notify/" + run.name() + "/" + key + "/" + now.toEpochMilli();
        boolean news = write(w -> {
            boolean raised = w.raise(run.id(), new Notice(key, text, now, null, 1));
            if (raised) {
                w.begin(List.of(
                        new Act(run.id(), "notify", act, level + "\t" + subject + "\t" + key + "\t" + text, now)));
            }
            return raised;
        });
        if (news) {
            send(run, new Notifier.Notice(level, run.name(), subject, key, text, now), act);
        }
    }

    /** Hands a message over, and notes that it was; tries again after a while where that fails. */
    void send(CampaignRun run, Notifier.Notice notice, String act) {
        switch (notice.level()) {
            case ERROR -> LOG.error("campaign={} subject=\"{}\" {}", run.name(), notice.subject(), notice.text());
            case WARNING -> LOG.warn("campaign={} subject=\"{}\" {}", run.name(), notice.subject(), notice.text());
            case INFO -> LOG.info("campaign={} subject=\"{}\" {}", run.name(), notice.subject(), notice.text());
        }
        calls.<Boolean>ask(
                "notify",
                "tell " + notice.subject(),
                () -> {
                    notifier.tell(notice);
                    return true;
                },
                answer -> {
                    switch (answer) {
                        case Calls.Answer.Value<Boolean> told -> {
                            if (act != null) {
                                writing(w -> w.answer(act, "told", timer.now()));
                            }
                        }
                        case Calls.Answer.Failed<Boolean> failed -> {
                            LOG.warn(
                                    "a message could not be sent: {}",
                                    failed.failure().getMessage());
                            timer.at(timer.now().plus(settings.parkMost()), () -> send(run, notice, act));
                        }
                    }
                });
    }

    /** Sends what an earlier daemon had raised and not sent. */
    void resend(CampaignRun run) {
        for (Act act : ledger.openActs(run.id())) {
            String[] parts = act.subject().split("\t", 4);
            if (act.kind().equals("notify") && parts.length == 4) {
                send(
                        run,
                        new Notifier.Notice(
                                Notifier.Level.valueOf(parts[0]),
                                run.name(),
                                parts[1],
                                parts[2],
                                parts[3],
                                act.asked()),
                        act.key());
            }
        }
    }
}
