"""ciel globus against every Auth and Transfer response in globus_sdk.testing, taken from the installed package at run time and
served over loopback."""

import concurrent.futures
import http.server
import importlib
import json
import pkgutil
import threading
import urllib.parse

import globus_sdk.testing.data
from globus_sdk.testing.models import ResponseList

from live import error_fields
from support import check, client_env, globus, same_text

CLIENT = "c0000000-0000-4000-8000-00000000c1e1"
SECRET = "Y2FuYXJ5LWNsaWVudC1zZWNyZXQtb2YtdGhlLXRlc3Qtc2VydmljZQ=="
ANY = "44444444-4444-4444-8444-444444444444"


class Case:
    def __init__(self, name, response):
        self.name, self.service, self.method = name, response.service, response.method
        self.path, self.status, self.json = response.path, response.status, response.json
        self.headers = response.headers or {}

    def body(self):
        return json.dumps(self.json).encode()


def collect():
    out = []
    data = globus_sdk.testing.data
    for module in pkgutil.walk_packages(data.__path__, data.__name__ + "."):
        short = module.name[len(data.__name__) + 1:]
        if module.ispkg or short.split(".")[0] not in ("auth", "transfer"):
            continue
        responses = getattr(importlib.import_module(module.name), "RESPONSES", None)
        for case in responses.cases() if responses is not None else ():
            found = responses.lookup(case)
            for i, r in enumerate(found.responses if isinstance(found, ResponseList) else [found]):
                out.append(Case(f"{short} {case}" + (f" {i}" if i else ""), r))
    return out


class Handler(http.server.BaseHTTPRequestHandler):
    """/NUMBER/... serves the response of one case where method and path are its own, and what a client needs before: a token, a
    submission id."""
    protocol_version = "HTTP/1.1"
    cases = []
    hits = []

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length).decode()
        _, number, rest = self.path.split("/", 2)
        case = self.cases[int(number)]
        path = urllib.parse.unquote("/" + rest.split("?")[0])
        if self.command == case.method and path == case.path:
            self.hits[int(number)] += 1
            return self.answer(case.status, case.body(), case.headers)
        if path == "/v2/oauth2/token":
            scope = urllib.parse.parse_qs(sent).get("scope", [""])[0]
            server = "transfer.api.globus.org" if "transfer.api" in scope else "auth.globus.org"
            token = {
                "access_token": "a-token",
                "scope": scope,
                "expires_in": 172800,
                "token_type": "Bearer",
                "resource_server": server,
                "other_tokens": [],
            }
            return self.answer(200, json.dumps(token).encode(), {})
        if path == "/v0.10/submission_id":
            return self.answer(200, json.dumps({"value": ANY}).encode(), {})
        return self.answer(404, b'{"code": "ClientError.NotFound", "message": "not part of the case"}', {})

    def answer(self, status, body, headers):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for k, v in headers.items():
            self.send_header(k, v)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def log_message(self, *args):
        pass


def verb(case):
    """The command of both clients for a case, or None where there is only `api`. The second value is what only globus-cli wants."""
    last = case.name.split()[0]
    parts = case.path.strip("/").split("/")
    return {
        "auth.userinfo": (["whoami"], []),
        "transfer.get_submission_id": (["task", "generate-submission-id"], []),
        "transfer.submit_transfer": (["transfer", f"{ANY}:/a", f"{ANY}:/b"], []),
        "transfer.submit_delete": (["delete", f"{ANY}:/a"], []),
        "transfer.task_list": (["task", "list"], []),
        "transfer.cancel_task": (["task", "cancel", parts[2] if len(parts) > 2 else ""], []),
        "transfer.operation_mkdir": (["mkdir", f"{parts[3] if len(parts) > 3 else ''}:/a"], []),
        "transfer.operation_rename": (["rename", parts[3] if len(parts) > 3 else "", "/a", "/b"], []),
        "transfer.operation_stat": (["stat", f"{parts[3] if len(parts) > 3 else ''}:~/foo"], []),
        "transfer.get_endpoint": (["endpoint", "show", parts[-1]], ["--skip-endpoint-type-check"]),
    }.get(last)


TYPED = {
    "auth.oauth2_client_credentials_tokens": "client_credentials",
    "auth.oauth2_exchange_code_for_tokens": "exchange_code",
    "auth.oauth2_get_dependent_tokens": "dependent_tokens",
    "auth.oauth2_revoke_token": "revoke",
    "auth.oauth2_token_introspect": "introspect",
    "auth.userinfo": "userinfo",
}


def servers_of(answer):
    """Resource servers in a token answer, which has one shape for each of the grants."""
    docs = answer if isinstance(answer, list) else [answer, *answer.get("other_tokens", [])]
    return {d["resource_server"]: {"scope": d["scope"], "refresh": bool(d.get("refresh_token"))} for d in docs}


def expected_rc(status):
    return 0 if status < 400 else 4 if status == 401 else 1


def read_all(ciel, folder):
    cases = collect()
    Handler.cases, Handler.hits = cases, [0] * len(cases)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    (folder / "home-fixtures").mkdir()

    def env(i, who):
        home = folder / "home-fixtures" / f"{who}{i}"
        home.mkdir()
        # Each case has its own base URL, so that each has its own answers.
        return client_env(f"{base}/{i}", f"{base}/{i}", home, CLIENT, SECRET)

    wrong = []
    errors = read = 0
    for i, case in enumerate(cases):
        if case.path == "/v2/oauth2/token":
            # This one answers the client, not the bearer of a token: it is read by the typed calls below.
            continue
        argv = ["api", case.service, case.method, case.path] + ([] if case.method in ("GET", "DELETE") else ["--body", "{}"])
        r = ciel.run(env(i, "api"), *argv)
        errors += case.status >= 400
        read += 1
        problem = None
        if r.rc != (4 if authorization_asked(case) else expected_rc(case.status)):
            problem = f"exit code for {case.status}"
        elif not Handler.hits[i] or not r.out or json.loads(r.out) != case.json:
            problem = "body"
        if problem:
            wrong.append(f"{case.name}: {problem}: {r}")
    check(
        f"ciel globus api reads {read} of the {len(cases)} Auth and Transfer responses of globus_sdk.testing, {errors} of them errors",
        read and errors and not wrong,
        wrong[:3],
    )
    typed = sum(TYPED.get(c.name.split()[0]) is not None for c in cases if c.path == "/v2/oauth2/token")
    check(f"the other {len(cases) - read} are token answers, read by the calls below", typed == len(cases) - read)

    for i, case in enumerate(cases):
        name = TYPED.get(case.name.split()[0])
        if name:
            r = ciel.typed(env(i, "typed"), name)
            ok = r.rc == expected_rc(case.status)
            if ok and r.rc == 0:
                got = json.loads(r.out)
                ok = got == (
                    servers_of(case.json)
                    if name in ("client_credentials", "exchange_code", "dependent_tokens")
                    else True if name == "revoke" else case.json
                )
            check("the Auth client reads " + case.name, ok, r)

    both = [(i, case, verb(case)) for i, case in enumerate(cases) if verb(case)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        theirs = list(pool.map(lambda t: globus(env(t[0], "cli"), *t[2][0], *t[2][1]), both))
    for (i, case, (argv, _)), a in zip(both, theirs):
        b = ciel.run(env(i, "verb"), *argv)
        if case.status < 400:
            ok = a.rc == b.rc == 0 and same_text(a.out, b.out)
        elif case.name.startswith("auth.userinfo"):
            # globus-cli says only that it failed; ciel globus says what failed and what to run.
            ok = a.rc == 1 and b.rc == expected_rc(case.status) and str(case.status) in b.err
        elif "not_found" in case.name:
            ok = a.out == b.out and b.rc == 1
        else:
            ok = a.rc == b.rc == 1 and error_fields(a.err) == error_fields(b.err) and error_fields(b.err)["code"] == case.json["code"]
        check(f"same fields as globus-cli: {' '.join(argv[:2])} on {case.name}", ok, f"{a} / {b}")
    server.shutdown()


def authorization_asked(case):
    return isinstance(case.json, dict) and (
        isinstance(case.json.get("authorization_parameters"), dict) or case.json.get("code") == "ConsentRequired"
    )
