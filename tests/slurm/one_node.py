"""A real Slurm of one node on loopback, with accounting, in a folder of its own: for tests.

one_node.py up FOLDER [OPTION=VALUE...]     starts it, prints the path of its slurm.conf. Options: MessageTimeout (s), CPUs and
                                            RealMemory (MB) of the node, whatever the machine has, and any other line of slurm.conf
one_node.py down FOLDER                     ends it
one_node.py stop|cont|kill FOLDER PROGRAM   SIGSTOP, SIGCONT, SIGKILL to slurmctld, slurmd or slurmdbd
one_node.py start FOLDER PROGRAM            starts one that was killed, with the state that it has kept
one_node.py janitor FOLDER                  what an operator would do: resumes the node, releases held jobs, lets requeued ones begin

Needs root, and Debian's packages slurm-wlm, slurmdbd, munge and mariadb-server. No systemd. Ports are free ones.
Facts about Slurm 22.05 that this rests on: slurmd wants a cgroup.conf even where no cgroup is used; the accounting daemon
wants a database that answers before it starts; sacct sees a job some seconds after squeue does.
"""
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

PROGRAMS = {"munged": "munge", "mariadbd": "mariadb-server", "slurmdbd": "slurmdbd", "slurmctld": "slurm-wlm", "slurmd": "slurm-wlm"}
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def wait(what, done, seconds=60):
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise SystemExit(f"one_node.py: {what} did not come up within {seconds} s")
        time.sleep(0.1)


def succeeds(*command, **env):
    return (
        subprocess.run(
            command, env={**os.environ, "PATH": PATH, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    )


def environment(base, **more):
    return {**os.environ, "PATH": PATH, "SLURM_CONF": str(base / "slurm.conf"), **more}


def pids(base):
    try:
        return {name: int(pid) for name, pid in (line.split() for line in (base / "pids").read_text().splitlines())}
    except FileNotFoundError:
        return {}


def start(base, name, *command):
    """Starts a program in a session of its own and notes its number."""
    with open(base / "log" / name, "ab") as log:
        pid = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment(base)).pid
    known = {**pids(base), name: pid}
    whole = base / ".pids"
    whole.write_text("".join(f"{n} {p}\n" for n, p in known.items()))
    whole.rename(base / "pids")


def daemon(name):
    return {
        "slurmctld": ["slurmctld", "-D"],
        "slurmdbd": ["slurmdbd", "-D"],
        "slurmd": ["slurmd", "-D", "-N", socket.gethostname().split(".")[0]],
    }[name]


def janitor(base):
    def run(*command):
        return subprocess.run(command, env=environment(base), capture_output=True, text=True, check=False, timeout=30).stdout
    host = socket.gethostname().split(".")[0]
    if any(word in run("sinfo", "-h", "-o", "%T") for word in ("drain", "down", "fail", "*")):
        run("scontrol", "update", f"nodename={host}", "state=resume")
    for line in run("squeue", "-h", "-o", "%A %T %r").splitlines():
        number, state, reason = line.split(" ", 2)
        # REQUEUE_HOLD: after five launches that failed (JobHoldMaxRequeue) a job is no longer among the pending ones
        if state == "REQUEUE_HOLD" or state == "PENDING" and ("held" in reason.lower() or reason.startswith("JobH")):
            run("scontrol", "release", number)
        elif state == "PENDING" and reason == "BeginTime":  # a requeued job waits for two minutes
            run("scontrol", "update", f"jobid={number}", "StartTime=now")


def up(base, options):
    missing = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name, path=PATH)})
    if missing:
        raise SystemExit("one_node.py: these packages are missing: " + " ".join(missing))
    for name in ("state", "spool", "log", "run", "mysql"):
        (base / name).mkdir(parents=True, exist_ok=True)
    base.chmod(0o755)
    host = socket.gethostname().split(".")[0]
    ctld, slurmd, dbd, database = free_ports(4)
    password = secrets.token_hex(8)
    cpus = options.pop("CPUs", str(os.cpu_count()))
    memory = options.pop("RealMemory", "4000")
    options = {"MessageTimeout": "10", **options}

    munge = base / "munge"
    munge.mkdir(mode=0o700, exist_ok=True)
    (munge / "key").write_bytes(secrets.token_bytes(128))
    (munge / "key").chmod(0o400)
    start(
        base,
        "munged",
        "munged",
        "--foreground",
        "--force",
        f"--key-file={munge}/key",
        f"--socket={munge}/sock",
        f"--pid-file={munge}/pid",
        f"--log-file={munge}/log",
        f"--seed-file={munge}/seed",
    )
    wait("munged", lambda: (munge / "sock").exists())
    munge.chmod(0o711)

    data = base / "mysql" / "data"
    with open(base / "log" / "mysql_install_db", "wb") as log:
        subprocess.run(
            ["mysql_install_db", "--no-defaults", "--user=root", f"--datadir={data}", "--auth-root-authentication-method=normal"],
            env={**os.environ, "PATH": PATH},
            stdout=log,
            stderr=log,
            check=True,
        )
    sock = base / "mysql" / "sock"
    start(base, "mariadbd", "mariadbd", "--no-defaults", "--user=root", f"--datadir={data}", f"--socket={sock}", "--bind-address=127.0.0.1",
          f"--port={database}", f"--pid-file={base}/run/mariadbd.pid", "--innodb-buffer-pool-size=64M", "--innodb-lock-wait-timeout=900")
    client = ["mariadb", "--no-defaults", f"--socket={sock}"]
    wait("mariadbd", lambda: succeeds(*client, "-e", "select 1"))
    users = "".join(
        f"CREATE USER 'slurm'@'{h}' IDENTIFIED BY '{password}'; GRANT ALL ON accounts.* TO 'slurm'@'{h}';"
        for h in ("127.0.0.1", "localhost")
    )
    subprocess.run([*client, "-e", "CREATE DATABASE accounts;" + users], check=True, env={**os.environ, "PATH": PATH})

    (base / "slurmdbd.conf").write_text(f"""AuthType=auth/munge
AuthInfo=socket={munge}/sock
DbdHost=localhost
DbdPort={dbd}
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={database}
StorageUser=slurm
StoragePass={password}
StorageLoc=accounts
LogFile={base}/log/slurmdbd.log
PidFile={base}/run/slurmdbd.pid
""")
    (base / "slurmdbd.conf").chmod(0o600)
    (base / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\nIgnoreSystemd=yes\n")
    conf = base / "slurm.conf"
    more = "".join(f"{key}={value}\n" for key, value in options.items())
    conf.write_text(f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={munge}/sock
AccountingStoragePass={munge}/sock
SlurmctldPort={ctld}
SlurmdPort={slurmd}
StateSaveLocation={base}/state
SlurmdSpoolDir={base}/spool
SlurmctldPidFile={base}/run/slurmctld.pid
SlurmdPidFile={base}/run/slurmd.pid
SlurmctldLogFile={base}/log/slurmctld.log
SlurmdLogFile={base}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
MaxArraySize=10001
KillWait=5
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
SlurmdParameters=config_overrides
Licenses=sps:4
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort={dbd}
AccountingStorageEnforce=associations,limits
{more}NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=cpu Nodes=ALL Default=YES MaxTime=100:00:00 DefaultTime=00:10:00 State=UP
PartitionName=closed Nodes=ALL MaxTime=20:00:00 State=DOWN
""")
    env = {"SLURM_CONF": str(conf)}
    start(base, "slurmdbd", *daemon("slurmdbd"))
    wait("slurmdbd", lambda: succeeds("sacctmgr", "-nP", "show", "cluster", **env))
    for command in (["add", "cluster", "test"], ["add", "account", "lsst@cpu"], ["add", "user", "root", "account=lsst@cpu"]):
        subprocess.run(["sacctmgr", "-i", *command], env={**os.environ, "PATH": PATH, **env}, stdout=subprocess.DEVNULL, check=True)
    start(base, "slurmctld", *daemon("slurmctld"), "-i")
    start(base, "slurmd", *daemon("slurmd"))

    def idle():
        answer = subprocess.run(
            ["sinfo", "-h", "-o", "%T"], env={**os.environ, "PATH": PATH, **env}, capture_output=True, text=True, check=False
        )
        return "idle" in answer.stdout.split()
    wait("slurmd", idle)
    print(conf)


def down(base):
    for pid in reversed(pids(base).values()):
        try:
            os.killpg(pid, signal.SIGCONT)
            os.killpg(pid, signal.SIGTERM)
        except ProcessLookupError:
            continue
        end = time.monotonic() + 10
        while time.monotonic() < end and os.path.exists(f"/proc/{pid}"):
            try:
                if open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] == "Z":
                    break
            except (FileNotFoundError, ProcessLookupError):
                break
            time.sleep(0.05)
        else:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def main(verb, base, *rest):
    signals = {"stop": signal.SIGSTOP, "cont": signal.SIGCONT, "kill": signal.SIGKILL}
    if verb == "up":
        up(base, dict(option.split("=", 1) for option in rest))
    elif verb == "down" and not rest:
        down(base)
    elif verb == "janitor" and not rest:
        janitor(base)
    elif verb in signals and len(rest) == 1:
        try:
            os.killpg(pids(base)[rest[0]], signals[verb])
        except ProcessLookupError:
            pass
    elif verb == "start" and len(rest) == 1:
        start(base, rest[0], *daemon(rest[0]))
    else:
        raise SystemExit(__doc__)


if len(sys.argv) < 3:
    raise SystemExit(__doc__)
main(sys.argv[1], pathlib.Path(sys.argv[2]).absolute(), *sys.argv[3:])
