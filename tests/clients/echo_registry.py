"""Answers as a Rucio server does, but repeats the token that it was shown: once in an error, before it works. Prints its address."""
import http.server
import json


class Registry(http.server.BaseHTTPRequestHandler):
    refused = False
    files = {}

    def say(self, status, text, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self):
        token = self.headers.get("X-Rucio-Auth-Token", "")
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if not Registry.refused:
            Registry.refused = True
            self.say(503, f"the database is away; you sent {token}", ExceptionClass=f"DatabaseException-{token}")
        elif self.path == "/replicas":
            Registry.files.update({f["name"]: f for f in body["files"]})
            self.say(201, "Created")
        elif self.path == "/replicas/list":
            self.say(200, "".join(json.dumps(Registry.files[d["name"]]) + "\n" for d in body["dids"] if d["name"] in Registry.files))
        else:
            self.say(201, "Created")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
