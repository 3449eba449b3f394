#!/usr/bin/python3
"""Takes uploads and forgets them, inside outside1's namespace. Usage: drop_box.py ADDRESS PORT"""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

UPLOAD_BYTES_MAX = 16 * 1024 * 1024


class Take(BaseHTTPRequestHandler):
    def do_PUT(self):
        left = min(int(self.headers.get("Content-Length", "0")), UPLOAD_BYTES_MAX)
        while left > 0:
            chunk = self.rfile.read(min(left, 65536))
            if not chunk:
                break
            left -= len(chunk)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


HTTPServer((sys.argv[1], int(sys.argv[2])), Take).serve_forever()
