package ciel.workflow.daemon;

import ciel.workflow.scheduler.CancelAnswer;
import ciel.workflow.scheduler.Charge;
import ciel.workflow.scheduler.JobRequest;
import ciel.workflow.scheduler.JobRow;
import ciel.workflow.scheduler.Limits;
import ciel.workflow.scheduler.Resources;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.scheduler.SchedulerException;
import ciel.workflow.scheduler.Sighting;
import ciel.workflow.scheduler.SlurmScheduler;
import ciel.workflow.scheduler.SubmitAnswer;
import ciel.workflow.scheduler.SubmitLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Slurm whose jobs are charged to one account; what they are to render appears when they have ended. */
final class ChargedSlurm implements Scheduler {
    final List<String> accepted = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    private final SlurmScheduler slurm;
    private final InstantScheduler renders;
    private final String account;
    private final boolean tells;
    private final Map<String, JobRequest> open = new LinkedHashMap<>();

    /** @param tells whether it tells the limits of the account; where not, sbatch has to */
    ChargedSlurm(SlurmScheduler slurm, InstantScheduler renders, String account, boolean tells) {
        this.slurm = slurm;
        this.renders = renders;
        this.account = account;
        this.tells = tells;
    }

    @Override
    public String name() {
        return slurm.name();
    }

    @Override
    public synchronized Limits limits() throws SchedulerException {
        return slurm.limits();
    }

    @Override
    public synchronized List<SubmitLimit> submitLimits(Charge charge, boolean again) throws SchedulerException {
        return tells
                ? slurm.submitLimits(new Charge(Optional.of(account), charge.partition(), charge.qos()), again)
                : List.of();
    }

    @Override
    public synchronized SubmitAnswer submit(JobRequest r) {
        Resources of = r.resources();
        SubmitAnswer answer = slurm.submit(new JobRequest(
                r.name(),
                r.script(),
                r.lines(),
                r.tasks(),
                r.throttle(),
                new Resources(
                        of.cores(),
                        100,
                        of.time(),
                        of.warning(),
                        Optional.of(account),
                        of.partition(),
                        of.qos(),
                        of.constraint(),
                        of.gres(),
                        of.licenses(),
                        of.noHyperthreads())));
        if (answer instanceof SubmitAnswer.Accepted) {
            accepted.add(r.name());
            open.put(r.name(), r);
        } else {
            refused.add(answer.toString());
        }
        return answer;
    }

    @Override
    public synchronized Sighting query(Collection<String> names, Duration back) throws SchedulerException {
        Sighting saw = slurm.query(names, back);
        for (String name : names) {
            List<JobRow> rows = saw.named(name);
            boolean ended = !rows.isEmpty()
                    && rows.stream().noneMatch(row -> row.state().live());
            if (ended && open.containsKey(name)) {
                renders.submit(open.remove(name));
            }
        }
        return saw;
    }

    @Override
    public synchronized CancelAnswer cancel(String name, String id) throws SchedulerException {
        return slurm.cancel(name, id);
    }

    @Override
    public void close() {
        slurm.close();
    }
}
