"""The official clients against the test service, and ciel globus beside globus-cli on the same service."""
import hashlib
import json
import os
import shlex
import subprocess

import support
from support import SOURCE, TARGET, check, globus, same_text


def prepare(service):
    (service.source / "sub").mkdir(parents=True)
    (service.source / "a.fits").write_bytes(os.urandom(200_000))
    (service.source / "sub" / "b with blank.txt").write_text("b\n")
    (service.source / ".hidden").write_text("h\n")


def digests(root):
    return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(root.rglob("*")) if p.is_file()}


def official_cli(service, folder):
    """globus-cli by client credentials: everything that the issue names."""
    env = service.env(folder / "home-cli")
    (folder / "home-cli").mkdir()
    r = globus(env, "whoami")
    check(
        "globus-cli logs in by client credentials; whoami", r.rc == 0 and r.out.strip() == service.client_id + "@clients.auth.globus.org", r
    )
    r = globus(env, "ls", SOURCE + ":/")
    check("globus-cli ls", r.rc == 0 and r.out.split("\n")[:2] == ["a.fits", "sub/"], r)
    r = globus(env, "transfer", "-r", SOURCE + ":/", TARGET + ":/by-cli/", "--label", "by cli", "-Fjson")
    task = json.loads(r.out)["task_id"] if r.rc == 0 else ""
    check("globus-cli transfer", r.rc == 0 and task, r)
    r = globus(env, "task", "wait", "--timeout", "30", "--polling-interval", "1", task)
    check("globus-cli task wait ends with 0", r.rc == 0, r)
    check("every file arrived whole", digests(service.source) == digests(service.target / "by-cli"), digests(service.target))
    r = globus(env, "task", "show", task)
    check("globus-cli task show", r.rc == 0 and "SUCCEEDED" in r.out, r)
    r = globus(env, "task", "event-list", task)
    check("globus-cli task event-list", r.rc == 0 and all(c in r.out for c in ("STARTED", "PROGRESS", "SUCCEEDED")), r)

    service.admin("task_fault", kind="paused")
    r = globus(env, "transfer", SOURCE + ":/a.fits", TARGET + ":/paused.fits", "-Fjson")
    task = json.loads(r.out)["task_id"] if r.rc == 0 else ""
    r = globus(env, "task", "wait", "--timeout", "1", "--polling-interval", "1", "--timeout-exit-code", "50", task)
    check("globus-cli task wait gives up on a paused task", r.rc == 50, r)
    r = globus(env, "task", "cancel", task)
    check("globus-cli task cancel", r.rc == 0 and "cancelled" in r.out, r)
    r = globus(env, "task", "show", task)
    check("a cancelled task has FAILED", "FAILED" in r.out, r)

    guarded = "33333333-3333-4333-8333-333333333333"
    service.admin("collection", id=guarded, name="guarded", root=str(service.source), data_access=True)
    r = globus(env, "ls", guarded + ":/")
    check("globus-cli consents for its client and lists a guarded collection", r.rc == 0 and "a.fits" in r.out, r)
    service.admin("fault", match="GET /v0.10/operation/.*", action="status", status=429, code="TooManyRequests", retry_after=1)
    r = globus(env, "ls", SOURCE + ":/")
    check("globus-cli waits out a 429", r.rc == 0, r)
    service.admin("expire")
    r = globus(env, "ls", SOURCE + ":/")
    check("globus-cli renews a token that has expired", r.rc == 0, r)


def same_fields(service, ciel, folder):
    """Where both have the command, both print the same text from the same service."""
    cli, own = service.env(folder / "home-cli"), service.env(folder / "home-ciel")
    (folder / "home-ciel").mkdir()
    r = ciel.run(own, "login")
    check("ciel globus login by client credentials", r.rc == 0 and service.client_id in r.out, r)
    mode = oct((folder / "home-ciel/.config/ciel/globus/tokens.json").stat().st_mode & 0o777)
    check("its token file has mode 600", mode == "0o600", mode)
    r = ciel.run(own, "transfer", "-r", "--label", "by ciel", "--json", SOURCE + ":/", TARGET + ":/by-ciel/")
    task = json.loads(r.out)["task_id"] if r.rc == 0 else ""
    check("ciel globus transfer", r.rc == 0 and task, r)
    r = ciel.run(own, "task", "wait", "--timeout", "30", task)
    check("ciel globus task wait ends with 0", r.rc == 0, r)
    check("ciel: every file arrived whole", digests(service.source) == digests(service.target / "by-ciel"))
    service.admin("fault", match="POST /v0.10/transfer", times=10, action="drop_after")
    before = service.admin("log")["tasks"]
    r = ciel.run(own, "transfer", "--label", "lost answers", SOURCE + ":/a.fits", TARGET + ":/lost.fits")
    check("ciel: ten lost answers to a submission make one task", r.rc == 0 and service.admin("log")["tasks"] == before + 1, r)
    r = ciel.run(own, "task", "wait", r.out.split()[-1])
    for argv in (
        ["whoami"],
        ["whoami", "-v"],
        ["whoami", "--linked-identities"],
        ["ls", SOURCE + ":/"],
        ["ls", "-a", SOURCE + ":/"],
        ["ls", "-l", SOURCE + ":/"],
        ["ls", "-r", SOURCE + ":/"],
        ["ls", "--filter", "~*.fits", SOURCE + ":/"],
        ["ls", "--orderby", "size:DESC", SOURCE + ":/"],
        ["ls", "-r", "--filter", "~*.txt", SOURCE + ":/"],
        ["stat", SOURCE + ":/a.fits"],
        ["task", "list"],
        ["task", "list", "--filter-label", "by*"],
        ["task", "list", "--filter-status", "FAILED"],
        ["task", "show", task],
        ["task", "show", "-t", task],
        ["task", "show", "--skipped-errors", task],
        ["task", "event-list", task],
        ["task", "event-list", "--filter-errors", task],
        ["endpoint", "search", "source"],
        ["task", "cancel", task],
        ["transfer", "--dry-run", "-r", SOURCE + ":/", TARGET + ":/x"],
    ):
        a, b = globus(cli, *argv), ciel.run(own, *argv)
        check("same text as globus-cli: " + " ".join(argv[:3]), a.rc == b.rc == 0 and same_text(a.out, b.out), f"{a} / {b}")
    for argv in (
        ["ls", SOURCE + ":/"],
        ["stat", SOURCE + ":/a.fits"],
        ["task", "show", task],
        ["task", "event-list", task],
        ["task", "list"],
    ):
        a, b = globus(cli, *argv, "-Fjson"), ciel.run(own, *argv, "--json")
        check("same JSON as globus-cli: " + " ".join(argv[:2]), a.rc == b.rc == 0 and json.loads(a.out) == json.loads(b.out), f"{a} / {b}")
    batch = (
        "# a comment\n\n'sub/b with blank.txt' \"renamed file\"\na.fits  copy.fits --external-checksum "
        + hashlib.md5((service.source / "a.fits").read_bytes()).hexdigest()
        + "\nsub tree -r\n"
    )
    a = globus(cli, "transfer", SOURCE + ":/", TARGET + ":/batch/", "--batch", "-", "--dry-run", stdin=batch)
    b = ciel.run(own, "transfer", SOURCE + ":/", TARGET + ":/batch/", "--batch", "-", "--dry-run", stdin=batch)
    check("same items from a batch as globus-cli", a.rc == b.rc == 0 and same_text(a.out, b.out), f"{a} / {b}")
    for argv in (
        ["ls", SOURCE + ":/nothing"],
        ["mkdir", TARGET + ":/by-cli"],
        ["task", "show", "99999999-9999-4999-8999-999999999999"],
        ["ls", "99999999-9999-4999-8999-999999999999:/"],
    ):
        a, b = globus(cli, *argv), ciel.run(own, *argv)
        check(
            "same error fields as globus-cli: " + " ".join(argv),
            a.rc == b.rc == 1 and error_fields(a.err, drop=("request_id",)) == error_fields(b.err, drop=("request_id",)),
            f"{a} / {b}",
        )


def exit_codes(service, ciel, folder):
    """A person's login with a pasted code, what asks for a person, and the documented exit codes."""
    home = folder / "home-person"
    home.mkdir()
    env = {
        "HOME": str(home),
        "GLOBUS_SDK_SERVICE_URL_AUTH": service.url,
        "GLOBUS_SDK_SERVICE_URL_TRANSFER": service.url,
        "CIEL_GLOBUS_CLIENT_ID": service.native_id,
    }

    def expect(name, rc, *argv, text="", stdin="", env=env):
        r = ciel.run(env, *argv, stdin=stdin)
        check(f"exit code {rc}: {name}", r.rc == rc and text in r.out + r.err and "Exception" not in r.err, r)
        return r

    guarded = "33333333-3333-4333-8333-333333333333"
    expect("nobody is logged in", 4, "whoami", text="ciel globus login")
    expect("no code is pasted", 3, "login", text="no code")
    expect("a wrong code is pasted", 4, "login", stdin="wrong\n", text="invalid_grant")
    expect("a person logs in with a pasted code", 0, "login", stdin="@browser", text="Logged in as ada@example.org")
    expect("whoami", 0, "whoami", text="ada@example.org")
    r = expect("consent is missing", 4, "ls", guarded + ":/", text="run: ciel globus login")
    command = shlex.split(next((l for l in r.err.splitlines() if "run: " in l), "run: ciel globus none").split("run: ")[1])
    expect("the command that the message names gives the consent", 0, *command[2:], stdin="@browser")
    expect("and then it works", 0, "ls", guarded + ":/", text="a.fits")
    service.admin(
        "fault",
        match="GET /v0.10/task_list",
        action="status",
        status=403,
        code="PermissionDenied",
        extra={"authorization_parameters": {"session_message": "with your institute", "session_required_single_domain": ["in2p3.fr"]}},
    )
    r = expect("the session has to change", 4, "task", "list", text="with your institute")
    check("and the command says how", "ciel globus login --force --session-domain 'in2p3.fr'" in r.err, r)
    expect("not a collection", 2, "ls", "nonsense", text="UUID")
    expect("an option that is not there", 2, "task", "list", "--nonsense")
    expect("a transfer without a path", 2, "transfer", SOURCE, TARGET)
    expect(
        "plain http to another machine",
        3,
        "whoami",
        env={**env, "GLOBUS_SDK_SERVICE_URL_AUTH": "http://auth.example.org"},
        text="unencrypted",
    )
    expect("no client id", 3, "whoami", env={k: v for k, v in env.items() if k != "CIEL_GLOBUS_CLIENT_ID"}, text="CIEL_GLOBUS_CLIENT_ID")
    expect("a damaged batch", 3, "transfer", SOURCE, TARGET, "--batch", "-", stdin="a b c\n", text="batch line 1")
    r = expect(
        "a transfer that leaves something out", 0, "transfer", "--json", "--skip-source-errors", SOURCE + ":/gone", TARGET + ":/gone"
    )
    expect("is done in part", 5, "task", "wait", json.loads(r.out)["task_id"], text="1 paths were skipped")
    r = expect("a transfer that fails", 0, "transfer", "--json", "--name", "once", SOURCE + ":/gone", TARGET + ":/gone")
    expect("has failed", 1, "task", "wait", json.loads(r.out)["task_id"], text="FILE_NOT_FOUND")
    again = expect(
        "the same name again finds the same task", 0, "transfer", "--json", "--name", "once", SOURCE + ":/gone", TARGET + ":/gone"
    )
    check("and makes no second one", json.loads(again.out)["task_id"] == json.loads(r.out)["task_id"], again)
    expect("the same name for other work", 3, "transfer", "--name", "once", SOURCE + ":/a.fits", TARGET + ":/gone", text="already recorded")
    tokens = home / ".config/ciel/globus/tokens.json"
    tokens.chmod(0o644)
    expect("a token file that others may read", 3, "whoami", text="chmod 600")
    tokens.chmod(0o600)
    expect("logout", 0, "logout")
    expect("and nobody is logged in", 4, "whoami")


def error_fields(text, drop=()):
    """Name and value of the lines 'name:  value' of an error message."""
    out, last = {}, None
    for line in text.splitlines():
        name, colon, value = line.strip().partition(":")
        if colon and name in ("HTTP status", "request_id", "code", "message"):
            out[name], last = value.strip(), name
        elif last == "message" and line.startswith("   "):
            out["message"] += "\n" + line.strip()
    return {k: v.strip() for k, v in out.items() if k not in drop}


def javascript(service):
    """@globus/sdk as in its own documentation, its fetch sent to the service."""
    env = {"PATH": os.environ["PATH"], "URL": service.url, "CLIENT_ID": service.client_id, "SOURCE": SOURCE, "TARGET": TARGET,
           "CLIENT_SECRET": service.secret, "SDK": str(support.BUILD / "node" / "package.json")}
    p = subprocess.run(
        [str(support.BUILD / "bin" / "node"), str(support.TOP / "tests/globus/client.mjs")],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    seen = [l for l in p.stdout.splitlines() if l.startswith("ok ")]
    for l in seen:
        check("@globus/sdk: " + l[3:], True)
    check("@globus/sdk ran to its end", p.returncode == 0 and p.stdout.strip().endswith("done"), p.stdout[-500:] + p.stderr[-800:])


def python_sdk(service):
    """globus-sdk: its pagers and its retries against the service."""
    os.environ["GLOBUS_SDK_SERVICE_URL_AUTH"] = os.environ["GLOBUS_SDK_SERVICE_URL_TRANSFER"] = service.url
    import globus_sdk

    with globus_sdk.ClientApp(
        "check", client_id=service.client_id, client_secret=service.secret, config=globus_sdk.GlobusAppConfig(token_storage="memory")
    ) as app:
        with globus_sdk.TransferClient(app=app) as tc:
            data = globus_sdk.TransferData(SOURCE, TARGET, label="by sdk")
            data.add_item("/a.fits", "/by-sdk.fits")
            first = tc.submit_transfer(data)
            again = tc.submit_transfer(data)
            check(
                "globus-sdk: a repeated submission is a Duplicate of the same task",
                again["code"] == "Duplicate" and again["task_id"] == first["task_id"],
                again.text,
            )
            check("globus-sdk: task_wait", tc.task_wait(first["task_id"], timeout=20, polling_interval=1))
            check("globus-sdk: task_list pager finds it", any(t["task_id"] == first["task_id"] for t in tc.paginated.task_list().items()))
            check(
                "globus-sdk: event_list pager",
                [e["code"] for e in tc.paginated.task_event_list(first["task_id"]).items()][0] == "SUCCEEDED",
            )
            check(
                "globus-sdk: successful_transfers pager", len(list(tc.paginated.task_successful_transfers(first["task_id"]).items())) == 1
            )
            service.admin("fault", match="GET /v0.10/operation/.*", action="status", status=502, code="BadGateway")
            check("globus-sdk: retries a 502", len(tc.operation_ls(SOURCE, path="/")["DATA"]) == 3)
            service.admin(
                "fault", match="GET /v0.10/operation/.*", action="status", status=502, code="ExternalError.DirListingFailed.GCDisconnected"
            )
            try:
                tc.operation_ls(SOURCE, path="/")
                check("globus-sdk: does not retry an ExternalError", False, "no error")
            except globus_sdk.TransferAPIError as e:
                check("globus-sdk: does not retry an ExternalError", e.code.endswith("GCDisconnected"), e)
            service.admin("fault", match="GET /v0.10/operation/.*", action="status", status=403, code="PermissionDenied")
            try:
                tc.operation_ls(SOURCE, path="/")
                check("globus-sdk: understands the errors", False, "no error")
            except globus_sdk.TransferAPIError as e:
                check("globus-sdk: understands the errors", e.code == "PermissionDenied" and e.request_id, e)
