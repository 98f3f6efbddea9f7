"""What the checks share: the processes they drive, and how a result is counted."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / ".build" / "globus"
CLI = BUILD / "venv" / "bin" / "globus"
JAVA = os.environ.get("JAVA", "java")
SOURCE = "11111111-1111-4111-8111-111111111111"
TARGET = "22222222-2222-4222-8222-222222222222"
failures = 0


def check(name, ok, detail=""):
    """Counts one check. A failed one says why on the same line."""
    global failures
    if ok:
        print("PASS globus: " + name)
    else:
        failures += 1
        print("FAIL globus: " + name + "  " + re.sub(r"\s+", " ", str(detail))[:600])
    sys.stdout.flush()
    return ok


def classpath():
    jars = (TOP / "app" / "target" / "test-classpath.txt").read_text().strip()
    return os.pathsep.join(
        [str(TOP / p) for p in ("app/target/test-classes", "app/target/classes", "transfer/target/test-classes")] + [jars]
    )


def java(main, *args):
    # The cheaper compiler: these are short runs on machines that have other work.
    cmd = [JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp", classpath(), main, *map(str, args)]
    return subprocess.Popen(cmd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TOP)


class Service:
    """The test service with two collections, SOURCE and TARGET."""

    def __init__(self, folder):
        self.source = pathlib.Path(folder) / "source"
        self.target = pathlib.Path(folder) / "target"
        self.process = java("ciel.transfer.globus.service.GlobusServiceMain", 0, f"{SOURCE}={self.source}", f"{TARGET}={self.target}")
        said = json.loads(self.process.stdout.readline())
        self.url, self.client_id, self.secret, self.native_id = (
            said["url"],
            said["client_id"],
            said["client_secret"],
            said["native_client_id"],
        )

    def admin(self, what, **body):
        data = None if what == "log" else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_admin/{what}", data=data)) as r:
            return json.load(r)

    def env(self, home):
        """The variables for globus-cli; ciel globus understands them too."""
        return client_env(self.url, self.url, home, self.client_id, self.secret)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def client_env(auth, transfer, home, client_id, secret):
    return {
        "HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "COLUMNS": "500",
        "GLOBUS_SDK_SERVICE_URL_AUTH": auth, "GLOBUS_SDK_SERVICE_URL_TRANSFER": transfer,
        "GLOBUS_CLI_CLIENT_ID": client_id, "GLOBUS_CLI_CLIENT_SECRET": secret,
    }


class Result:
    def __init__(self, rc, out, err):
        self.rc, self.out, self.err = rc, out, err

    def __str__(self):
        return f"rc={self.rc} out={self.out!r} err={self.err!r}"


class Ciel:
    """ciel globus, many times in one JVM."""

    def __init__(self):
        self.process = java("ciel.app.globus.GlobusDriver")

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        r = json.loads(self.process.stdout.readline())
        return Result(r["rc"], r["out"], r["err"])

    def run(self, env, *argv, stdin=""):
        return self.ask({"argv": list(argv), "env": env, "stdin": stdin})

    def typed(self, env, name):
        return self.ask({"typed": name, "env": env})

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def globus(env, *argv, stdin=None):
    p = subprocess.run([str(CLI), *argv], env=env, input=stdin, capture_output=True, text=True, timeout=60)
    return Result(p.returncode, p.stdout, p.stderr)


def same_text(a, b):
    """Equal but for blanks at the ends of lines, which a table of globus-cli has."""
    trim = lambda s: [l.rstrip() for l in s.strip().splitlines()]
    return trim(a) == trim(b)


def scratch():
    BUILD.mkdir(parents=True, exist_ok=True)
    return tempfile.mkdtemp(prefix="check-", dir=BUILD)


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
