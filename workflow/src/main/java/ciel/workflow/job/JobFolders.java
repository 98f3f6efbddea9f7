package ciel.workflow.job;

import ciel.workflow.scheduler.JobName;

/**
 * Paths below the folder at a render site (the gate's root), without a leading slash. All tries of a job share claims and
 * exit files: whichever of them won the claim has written them.
 */
public final class JobFolders {
    private JobFolders() {}

    /** @return the units file of one try */
    public static String units(JobName name) {
        return "units/" + name.text() + ".txt";
    }

    /** @return an input by its checksum (sha256 of the file as it lies there, 64 digits) */
    public static String input(String sha256) {
        return "inputs/" + sha256;
    }

    /** @return the folder that is there once a task of the job has begun; below it a folder for each task, by index */
    public static String claims(JobName name) {
        return "claim/" + name.stem();
    }

    /** @return the folder of the exit files of a job */
    public static String exits(JobName name) {
        return "exit/" + name.stem();
    }

    /** @return the exit file of a unit */
    public static String exit(JobName name, UnitSpec unit) {
        return exits(name) + "/" + unit.fileStem() + ".json";
    }

    /** @return the log of a unit */
    public static String log(JobName name, UnitSpec unit) {
        return "logs/" + name.stem() + "/" + unit.fileStem() + ".log";
    }

    /** @return where a unit's files are published, its manifest last */
    public static String out(String campaign, UnitSpec unit) {
        return "out/" + campaign + "/" + unit;
    }

    /** @return where a visit's files are made */
    public static String work(String campaign, long visit) {
        return "work/" + campaign + "/" + visit;
    }
}
