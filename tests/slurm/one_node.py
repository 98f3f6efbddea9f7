"""A real Slurm of one node on loopback, with accounting, in a folder of its own: for tests.

one_node.py up FOLDER      starts it, prints the path of its slurm.conf
one_node.py down FOLDER    ends it

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
    return subprocess.run(command, env={**os.environ, "PATH": PATH, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def up(base):
    missing = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name, path=PATH)})
    if missing:
        raise SystemExit("one_node.py: these packages are missing: " + " ".join(missing))
    for name in ("state", "spool", "log", "run", "mysql"):
        (base / name).mkdir(parents=True, exist_ok=True)
    base.chmod(0o755)
    host = socket.gethostname().split(".")[0]
    ctld, slurmd, dbd, database = free_ports(4)
    password = secrets.token_hex(8)
    pids = {}

    def start(name, *command, **env):
        log = open(base / "log" / name, "ab")
        pids[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                                      env={**os.environ, "PATH": PATH, **env}).pid
        (base / "pids").write_text("".join(f"{n} {p}\n" for n, p in pids.items()))

    munge = base / "munge"
    munge.mkdir(mode=0o700, exist_ok=True)
    (munge / "key").write_bytes(secrets.token_bytes(128))
    (munge / "key").chmod(0o400)
    start("munged", "munged", "--foreground", "--force", f"--key-file={munge}/key", f"--socket={munge}/sock", f"--pid-file={munge}/pid",
          f"--log-file={munge}/log", f"--seed-file={munge}/seed")
    wait("munged", lambda: (munge / "sock").exists())
    munge.chmod(0o711)

    data = base / "mysql" / "data"
    with open(base / "log" / "mysql_install_db", "wb") as log:
        subprocess.run(["mysql_install_db", "--no-defaults", "--user=root", f"--datadir={data}", "--auth-root-authentication-method=normal"],
                       env={**os.environ, "PATH": PATH}, stdout=log, stderr=log, check=True)
    sock = base / "mysql" / "sock"
    start("mariadbd", "mariadbd", "--no-defaults", "--user=root", f"--datadir={data}", f"--socket={sock}", "--bind-address=127.0.0.1",
          f"--port={database}", f"--pid-file={base}/run/mariadbd.pid", "--innodb-buffer-pool-size=64M", "--innodb-lock-wait-timeout=900")
    client = ["mariadb", "--no-defaults", f"--socket={sock}"]
    wait("mariadbd", lambda: succeeds(*client, "-e", "select 1"))
    users = "".join(f"CREATE USER 'slurm'@'{h}' IDENTIFIED BY '{password}'; GRANT ALL ON accounts.* TO 'slurm'@'{h}';" for h in ("127.0.0.1", "localhost"))
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
Licenses=sps:4
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort={dbd}
AccountingStorageEnforce=associations
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory=4000 State=UNKNOWN
PartitionName=cpu Nodes=ALL Default=YES MaxTime=100:00:00 DefaultTime=00:10:00 State=UP
PartitionName=closed Nodes=ALL MaxTime=20:00:00 State=DOWN
""")
    env = {"SLURM_CONF": str(conf)}
    start("slurmdbd", "slurmdbd", "-D", **env)
    wait("slurmdbd", lambda: succeeds("sacctmgr", "-nP", "show", "cluster", **env))
    for command in (["add", "cluster", "test"], ["add", "account", "lsst@cpu"], ["add", "user", "root", "account=lsst@cpu"]):
        subprocess.run(["sacctmgr", "-i", *command], env={**os.environ, "PATH": PATH, **env}, stdout=subprocess.DEVNULL, check=True)
    start("slurmctld", "slurmctld", "-D", "-i", **env)
    start("slurmd", "slurmd", "-D", "-N", host, **env)

    def idle():
        answer = subprocess.run(["sinfo", "-h", "-o", "%T"], env={**os.environ, "PATH": PATH, **env}, capture_output=True, text=True, check=False)
        return "idle" in answer.stdout.split()
    wait("slurmd", idle)
    print(conf)


def down(base):
    try:
        lines = (base / "pids").read_text().split("\n")
    except FileNotFoundError:
        return
    for line in reversed([x for x in lines if x]):
        pid = int(line.split()[1])
        try:
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


if len(sys.argv) != 3 or sys.argv[1] not in ("up", "down"):
    raise SystemExit(__doc__)
base_folder = pathlib.Path(sys.argv[2]).absolute()
up(base_folder) if sys.argv[1] == "up" else down(base_folder)
