"""rucio_server.py FOLDER: a Rucio server of its own with SQLite on a free port of this machine. Prints its address when it answers; ends
with standard input. FOLDER/rucio.cfg is the client's configuration, FOLDER/token holds a token. The storage
element is LYON, the scope desc."""

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

folder = pathlib.Path(sys.argv[1]).resolve()
folder.mkdir(parents=True)
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
url = f"http://127.0.0.1:{port}"

import rucio  # noqa: E402

package = pathlib.Path(rucio.__file__).parent
(folder / "log").mkdir()
(folder / "mail").mkdir()
(folder / "alembic.ini").write_text(f"""[alembic]
script_location = {package}/db/sqla/migrate_repo
sqlalchemy.url = sqlite:///{folder}/rucio.db
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARN
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
""")
(folder / "rucio.cfg").write_text(f"""[common]
logdir = {folder}/log
loglevel = WARNING
mailtemplatedir = {folder}/mail
[client]
rucio_host = {url}
auth_host = {url}
auth_type = userpass
username = ciel
password = ciel-test
account = root
request_retries = 3
[database]
default = sqlite:///{folder}/rucio.db
[alembic]
cfg = {folder}/alembic.ini
[bootstrap]
userpass_identity = ciel
userpass_pwd = ciel-test
userpass_email = nobody@example.org
[policy]
permission = generic
schema = generic
[api]
endpoints_remove = opendata, opendata_public
""")
os.environ["RUCIO_CONFIG"] = str(folder / "rucio.cfg")
from rucio.db.sqla.util import build_database, create_base_vo, create_root_account  # noqa: E402

build_database()
create_base_vo()
create_root_account()
log = open(folder / "server.log", "w")
server = subprocess.Popen(
    [
        str(pathlib.Path(sys.executable).with_name("gunicorn")),
        *("-w", "1", "-b", f"127.0.0.1:{port}", "rucio.web.rest.flaskapi.v1.main:application"),
    ],
    stdout=log, stderr=log)
try:
    end = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url + "/ping", timeout=5).read()
            break
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                sys.exit("the server does not answer; see " + str(folder / "server.log"))
            time.sleep(0.3)
    login = {"X-Rucio-Account": "root", "X-Rucio-Username": "ciel", "X-Rucio-Password": "ciel-test"}
    ask = urllib.request.Request(url + "/auth/userpass", headers=login)
    with urllib.request.urlopen(ask, timeout=30) as answer:
        (folder / "token").write_text(answer.headers["X-Rucio-Auth-Token"] + "\n")
    from rucio.client import Client  # noqa: E402

    client = Client()
    client.add_scope("root", "desc")
    client.add_rse("LYON")
    print(url, flush=True)
    sys.stdin.read()
finally:
    server.terminate()
    server.wait()
