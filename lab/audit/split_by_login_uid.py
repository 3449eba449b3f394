#!/usr/bin/python3
"""auditd plugin: writes each host's records to the host's own file and forgets all others before they reach a disk.

The kernel has one audit stream for the whole machine. An event belongs to a host when its login uid lies in the host's
range; the records of one event share a serial number, and only some of them carry the login uid.
Lines are written exactly as auditd formatted them. Usage: split_by_login_uid FOLDER (holds ranges.txt, receives HOST.log)
"""
import collections
import re
import sys

SERIAL = re.compile(r"msg=audit\((\d+\.\d+:\d+)\)")
LOGIN_UID = re.compile(r" auid=(\d+)")
UNDECIDED_EVENTS_MAX = 4096
DECIDED_EVENTS_MAX = 65536

folder = sys.argv[1]
with open(folder + "/ranges.txt", encoding="ascii") as table:
    RANGES = [(int(low), int(high), host) for low, high, host in (line.split() for line in table)]
files = {host: open(f"{folder}/{host}.log", "a", encoding="utf-8", errors="surrogateescape") for _, _, host in RANGES}
undecided = collections.OrderedDict()  # serial -> lines seen before a login uid was
decided = collections.OrderedDict()    # serial -> host, or None: discard


def remember(table, key, value, most):
    table[key] = value
    if len(table) > most:
        table.popitem(last=False)


def host_of(login_uid):
    return next((host for low, high, host in RANGES if low <= login_uid <= high), None)


def take(line):
    serial = SERIAL.search(line)
    if serial is None:
        return
    key = serial.group(1)
    if key not in decided:
        login_uid = LOGIN_UID.search(line)
        if login_uid is None:
            remember(undecided, key, undecided.get(key, []) + [line], UNDECIDED_EVENTS_MAX)
            return
        remember(decided, key, host_of(int(login_uid.group(1))), DECIDED_EVENTS_MAX)
    host = decided[key]
    lines = undecided.pop(key, []) + [line]
    if host is not None:
        files[host].writelines(lines)
        files[host].flush()


sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
for text in sys.stdin:
    take(text)
