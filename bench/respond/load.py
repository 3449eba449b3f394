"""Appends sshd and nginx lines to two logs at a steady rate, one write a line as the daemons do: the load behind the benchmark `respond`.

usage: load.py LINES_PER_SECOND AUTH_LOG ACCESS_LOG

Ends when its standard input does; then prints how many lines it wrote and in how many seconds. Addresses that fail are 100.64.0.0/10,
each three times at most, so that nothing of it comes to ten; users log in from 10.0.0.0/8.
"""

import json
import os
import random
import select
import sys
import time

TICK_S = 0.002
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "curl/8.5.0", "Mozilla/5.0 (compatible; probe/1.0)"]
PATHS = ["/", "/status", "/assets/site.css", "/api/v1/berths?page=3", "/tides/2026-11", "/login", "/img/quay.png"]


def carrier(number):
    return f"100.{64 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}"


def sshd(number, pick):
    stamp = time.strftime("%b %e %H:%M:%S")
    head = f"{stamp} gate sshd[{1000 + number % 30000}]: "
    user, inside = f"user{pick.randrange(400)}", f"10.{pick.randrange(256)}.{pick.randrange(256)}.{1 + pick.randrange(254)}"
    port = 30000 + number % 30000
    kind = number % 8
    if kind == 0:
        return f"{head}Failed password for {user} from {carrier(number // 24)} port {port} ssh2\n"
    if kind == 1:
        return f"{head}Accepted publickey for {user} from {inside} port {port} ssh2: ED25519 SHA256:k2vyWbS0nVgM5x2vY8gVgkM7aVqBqf7o0oQ\n"
    if kind in (2, 3):
        return f"{head}pam_unix(sshd:session): session {'opened' if kind == 2 else 'closed'} for user {user}\n"
    if kind == 4:
        return f"{head}Received disconnect from {inside} port {port}:11: disconnected by user\n"
    if kind == 5:
        return f"{head}Disconnected from user {user} {inside} port {port}\n"
    if kind == 6:
        return f"{head}Connection closed by {inside} port {port} [preauth]\n"
    return f"{head}Connection from {inside} port {port} on 10.99.0.1 port 22 rdomain \"\"\n"


def nginx(number, pick):
    inside = f"10.{pick.randrange(256)}.{pick.randrange(256)}.{1 + pick.randrange(254)}"
    stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
    status = 404 if number % 50 == 0 else 200
    return f'{inside} - - [{stamp}] "GET {PATHS[number % 7]} HTTP/1.1" {status} {200 + number % 9000} "-" "{AGENTS[number % 3]}"\n'


def main():
    rate = int(sys.argv[1])
    logs = [os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) for path in sys.argv[2:4]]
    pick = random.Random(4)
    started, written = time.monotonic(), 0
    while not select.select([sys.stdin], [], [], TICK_S)[0]:
        due = int((time.monotonic() - started) * rate)
        while written < due:
            which = written & 1
            text = (nginx if which else sshd)(written >> 1, pick)
            os.write(logs[which], text.encode())
            written += 1
    print(json.dumps({"lines": written, "seconds": time.monotonic() - started}), flush=True)


main()
