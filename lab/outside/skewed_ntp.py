#!/usr/bin/python3
"""A time server that is wrong by a fixed amount. It answers NTP (RFC 5905) on one address inside outside1's namespace.

Usage: skewed_ntp.py ADDRESS SECONDS
"""
import socket
import struct
import sys
import time

NTP_EPOCH = 2208988800
REQUESTS_MAX = 2000


def stamp(seconds):
    whole = int(seconds)
    return struct.pack("!II", whole + NTP_EPOCH & 0xFFFFFFFF, int((seconds - whole) * 2**32))


address, skew = sys.argv[1], float(sys.argv[2])
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((address, 123))
for _ in range(REQUESTS_MAX):
    request, peer = sock.recvfrom(512)
    received = time.time() + skew
    if len(request) < 48 or request[0] & 7 != 3:
        continue
    # Leap 0, version 4, mode 4 (server); stratum 1; poll as asked; precision 2^-20; refid "GNSS".
    head = struct.pack("!BBbbII4s", 0x24, 1, request[2], -20, 0, 16, b"GNSS")
    sock.sendto(head + stamp(received - 1) + request[40:48] + stamp(received) + stamp(time.time() + skew), peer)
