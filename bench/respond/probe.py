"""Sees what the kernel holds, and when: the witness of the benchmark `respond`, independent of everything that it measures.

usage: probe.py OTHER_NETNS_PID VICTIM_ADDRESS   (as root, in the network namespace that is protected)

Orders come as JSON lines on standard input and are answered by JSON lines on standard output. Python 3, standard library only. Three
ways to see an element: a listener on NFNLGRP_NFTABLES, stamped when the kernel's notice is read; NFT_MSG_GETSETELEM for one key; and
TCP segments (RST, port 22) sent from the attacker's own address in the other namespace, of which the first missing one is found.
All times are CLOCK_MONOTONIC in milliseconds; both namespaces share it. Linux UAPI: nf_tables.h, nfnetlink.h.
"""

import ctypes
import errno
import json
import os
import select
import socket
import struct
import sys
import time

NETLINK_NETFILTER, SUBSYS, GROUP_NFTABLES = 12, 10, 7
NEWSETELEM, GETSETELEM, DELSETELEM = 12, 13, 14
INET, IPV4 = 1, 2
CLONE_NEWNET = 0x40000000
MISSING_MIN = 5
TICK_S = 0.001


def now_ms():
    return time.monotonic_ns() / 1e6


def attribute(kind, payload):
    length = 4 + len(payload)
    return struct.pack("=HH", length, kind) + payload + b"\0" * (-length % 4)


def attributes(data):
    found, at = {}, 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            break
        found.setdefault(kind & 0x3FFF, []).append(data[at + 4 : at + length])
        at += (length + 3) & ~3
    return found


def keys_of(payload):
    """Table, set and the keys of the elements that one NEWSETELEM or DELSETELEM message names."""
    top = attributes(payload[4:])
    name = [top.get(kind, [b""])[0].rstrip(b"\0").decode() for kind in (1, 2)]
    keys = []
    for elements in top.get(3, []):
        for element in attributes(elements).get(1, []):
            for key in attributes(element).get(1, []):
                keys += attributes(key).get(1, [])
    return name, keys


class Kernel:
    """Asks nf_tables for one element, and hears of those that come and go."""

    def __init__(self):
        self.asking = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.asking.bind((0, 0))
        self.hearing = None
        self.sequence = 0
        self.lost = 0

    def hear(self, on):
        if self.hearing is not None:
            self.hearing.close()
            self.hearing = None
        if not on:
            return
        self.hearing = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.hearing.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
        self.hearing.bind((0, 0))
        self.hearing.setsockopt(270, 1, GROUP_NFTABLES)  # SOL_NETLINK, NETLINK_ADD_MEMBERSHIP
        self.hearing.setblocking(False)

    def heard(self):
        """Every (isNew, table, set, key) that the kernel has told since, and when it was read."""
        told = []
        while self.hearing is not None:
            try:
                data = self.hearing.recv(1 << 18)
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                self.lost += 1
                continue
            at_ms, at = now_ms(), 0
            while at + 16 <= len(data):
                length, kind = struct.unpack_from("=IH", data, at)
                if length < 16:
                    break
                if kind >> 8 == SUBSYS and kind & 255 in (NEWSETELEM, DELSETELEM):
                    (table, name), keys = keys_of(data[at + 16 : at + length])
                    told += [(kind & 255 == NEWSETELEM, table, name, key, at_ms) for key in keys]
                at += (length + 3) & ~3
        return told

    def holds(self, where, key):
        """One NFT_MSG_GETSETELEM: true or false, never from a cache."""
        family, table, name = where
        self.sequence += 1
        element = attribute(1 | 0x8000, attribute(1 | 0x8000, attribute(1, key)))
        body = struct.pack("=BBH", family, 0, 0)
        body += attribute(1, table.encode() + b"\0") + attribute(2, name.encode() + b"\0") + attribute(3 | 0x8000, element)
        header = struct.pack("=IHHII", 16 + len(body), SUBSYS << 8 | GETSETELEM, 1, self.sequence, 0)
        self.asking.send(header + body)
        while True:
            data = self.asking.recv(1 << 16)
            _, kind, _, sequence = struct.unpack_from("=IHHI", data, 0)
            if sequence != self.sequence:
                continue
            if kind == 2:
                code = -struct.unpack_from("=i", data, 16)[0]
                if code in (errno.ENOENT, 0):
                    return False
                raise OSError(code, os.strerror(code))
            return kind & 255 == NEWSETELEM


class Wire:
    """Sends segments from any address out of the other namespace, and sees which come through to a raw socket in this one."""

    def __init__(self, other_pid, victim):
        self.victim = socket.inet_aton(victim)
        self.victim_text = victim
        self.arriving = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
        self.arriving.setblocking(False)
        libc = ctypes.CDLL(None, use_errno=True)
        here, there = os.open("/proc/self/ns/net", os.O_RDONLY), os.open(f"/proc/{other_pid}/ns/net", os.O_RDONLY)
        if libc.setns(there, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        self.leaving = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        if libc.setns(here, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        os.close(here)
        os.close(there)

    def send(self, source, number):
        tcp = struct.pack("!HHIIBBHHH", 40000, 22, number, 0, 0x50, 0x04, 0, 0, 0)
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 0, 0, 64, 6, 0, source, self.victim)
        self.leaving.sendto(ip + tcp, (self.victim_text, 0))

    def arrived(self):
        while True:
            try:
                data = self.arriving.recv(256)
            except BlockingIOError:
                return
            if len(data) >= 40 and data[33] == 0x04:
                yield data[12:16], struct.unpack_from("!I", data, 24)[0]


class Attacker:
    """One address on its way from the line that should have it blocked to the block."""

    def __init__(self, text):
        self.text, self.key = text, socket.inet_aton(text)
        self.line_ms = self.told_ms = self.asked = self.dropped_ms = None
        self.sent, self.through = [], -1

    def missing_ms(self):
        lost = self.sent[self.through + 1 :]
        return lost[0] if len(lost) >= MISSING_MIN else None

    def report(self):
        def since(at_ms):
            return None if at_ms is None or self.line_ms is None else round(at_ms - self.line_ms, 3)

        return {
            "address": self.text,
            "element_ms": since(self.told_ms),
            "asked": self.asked,
            "drop_ms": since(self.dropped_ms),
            "packets_through": self.through + 1,
        }


def failing_line(address, number):
    stamp = time.strftime("%b %e %H:%M:%S")
    return f"{stamp} gate sshd[{20000 + number}]: Failed password for invalid user admin from {address} port {40000 + number} ssh2\n"


def injecting_line(address):
    stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
    return f'{address} - - [{stamp}] "GET /status?berth=3;cat%20/etc/passwd HTTP/1.1" 404 153 "-" "curl/8.5.0"\n'


class Probe:
    def __init__(self, other_pid, victim):
        self.kernel = Kernel()
        self.wire = Wire(other_pid, victim)
        self.number = 0

    def write(self, log, address, lines):
        text = "".join(failing_line(address, self.number + index) for index in range(lines)).encode()
        self.number = (self.number + lines) % 20000
        os.write(log, text)

    def trials(self, order):
        """Attackers one after another: `before` failing lines, then, `warm_s` later, the one line that makes the block due."""
        where = (order["family"], order["table"], order["set"])
        log = os.open(order["log"], os.O_WRONLY | os.O_APPEND)
        self.kernel.hear(True)
        waiting = [Attacker(text) for text in order["addresses"]]
        started, active, done = time.monotonic(), [], []
        warmed = 0
        deadline = started + order["timeout_s"]
        next_tick = started
        while (waiting or active) and time.monotonic() < deadline:
            clock = time.monotonic()
            while warmed < len(waiting) + len(active) + len(done) and clock >= started + warmed * order["gap_s"]:
                self.write(log, order["addresses"][warmed], order["before"])
                warmed += 1
            begun = len(active) + len(done)
            if waiting and clock >= started + order["warm_s"] + begun * order["gap_s"]:
                active.append(self.begin(waiting.pop(0), where, log))
            if clock >= next_tick:
                next_tick = max(next_tick + order.get("tick_s", TICK_S), clock)
                self.tick(active)
            self.listen(active, where)
            for attacker in [one for one in active if self.is_done(one)]:
                active.remove(attacker)
                done.append(attacker)
            self.rest(next_tick)
        self.kernel.hear(False)
        os.close(log)
        return {"trials": [one.report() for one in done + active + waiting], "lost": self.kernel.lost}

    def begin(self, attacker, where, log):
        try:
            attacker.was_held = self.kernel.holds(where, attacker.key)
        except FileNotFoundError:
            attacker.was_held = False
        if attacker.was_held:
            raise RuntimeError(f"{attacker.text} is held before its line was written")
        for _ in range(2):
            self.send(attacker)
        attacker.line_ms = now_ms()
        self.write(log, attacker.text, 1)
        return attacker

    def send(self, attacker):
        self.wire.send(attacker.key, len(attacker.sent))
        attacker.sent.append(now_ms())

    def tick(self, active):
        for attacker in active:
            self.send(attacker)

    def listen(self, active, where):
        by_key = {one.key: one for one in active}
        for source, number in self.wire.arrived():
            if source in by_key:
                by_key[source].through = max(by_key[source].through, number)
        for is_new, table, name, key, at_ms in self.kernel.heard():
            one = by_key.get(key)
            if is_new and one is not None and (table, name) == where[1:] and one.told_ms is None:
                one.told_ms = at_ms
                one.asked = self.kernel.holds(where, key)

    def is_done(self, attacker):
        if attacker.told_ms is None:
            return False
        attacker.dropped_ms = attacker.missing_ms()
        return attacker.dropped_ms is not None

    def rest(self, until):
        left = until - time.monotonic()
        if left > 0:
            ready = [self.wire.arriving] + ([self.kernel.hearing] if self.kernel.hearing else [])
            select.select(ready, [], [], left)

    def holds(self, order):
        where = (order["family"], order["table"], order["set"])
        key = socket.inet_pton(socket.AF_INET6 if ":" in order["address"] else socket.AF_INET, order["address"])
        return {"holds": self.kernel.holds(where, key), "at_ms": now_ms()}

    def until(self, order):
        """Asks without pause until the kernel holds (or no longer holds) every one of some addresses."""
        where = (order["family"], order["table"], order["set"])
        deadline = time.monotonic() + order["timeout_s"]
        for address in order["addresses"]:
            key = socket.inet_aton(address)
            while True:
                try:
                    held = self.kernel.holds(where, key)
                except FileNotFoundError:
                    held = False
                if held == order["held"]:
                    break
                if time.monotonic() > deadline:
                    return {"reached": False, "at_ms": now_ms()}
                time.sleep(order.get("pause_s", 0.001))
        return {"reached": True, "at_ms": now_ms()}

    def sustain(self, order):
        """One request an address at a steady rate, each of which makes a block due; how long each took to be held."""
        log = os.open(order["log"], os.O_WRONLY | os.O_APPEND)
        self.kernel.hear(True)
        written, took, last_ms = {}, [], 0
        addresses, started = order["addresses"], time.monotonic()
        deadline = started + len(addresses) / order["per_s"] + order["grace_s"]
        while len(took) < len(addresses) and time.monotonic() < deadline:
            due = min(len(addresses), int((time.monotonic() - started) * order["per_s"]) + 1)
            for address in addresses[len(written) : due]:
                written[socket.inet_aton(address)] = now_ms()
                os.write(log, injecting_line(address).encode())
            for is_new, table, name, key, at_ms in self.kernel.heard():
                if is_new and (table, name) == (order["table"], order["set"]) and key in written:
                    took.append(round(at_ms - written[key], 3))
                    last_ms = at_ms
            select.select([self.kernel.hearing], [], [], 0.001)
        self.kernel.hear(False)
        os.close(log)
        seconds = max(0.001, (last_ms - min(written.values())) / 1000)
        return {"took_ms": took, "due": len(addresses), "seconds": seconds, "lost": self.kernel.lost}


def main():
    probe = Probe(int(sys.argv[1]), sys.argv[2])
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = getattr(probe, order["do"])(order)
        except Exception as error:  # told to the bench, which decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
