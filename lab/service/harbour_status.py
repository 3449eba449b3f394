#!/usr/bin/python3
"""Our own test service, wrong on purpose: its status page hands a request parameter to a shell.

It answers on 127.0.0.1 inside the namespace of hts-web1 and nowhere else.
Known flaws, used by stage 3: command injection in /status?host=, and /uploads/ runs what is stored there.
"""
import os
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

UPLOADS = "/srv/hts/www/uploads"
OUTPUT_BYTES_MAX = 64 * 1024
RUN_SECONDS_MAX = 5


def run(command, extra_env):
    env = {"PATH": "/usr/bin:/bin", **extra_env}
    done = subprocess.run(command, shell=True, cwd=UPLOADS, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=RUN_SECONDS_MAX)
    return done.stdout[:OUTPUT_BYTES_MAX]


class Status(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/status":
            self.answer(200, run("getent hosts " + query.get("host", "hts-time1"), {}))
        elif url.path.startswith("/uploads/") and url.path.endswith(".sh"):
            self.answer(200, run("sh ./" + os.path.basename(unquote(url.path)), {"CMD": query.get("cmd", "")}))
        else:
            self.answer(404, b"not found\n")

    def answer(self, code, body):
        self.send_response(code)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", 8081), Status).serve_forever()
