#!/usr/bin/python3
"""Refuses a recording in which an action of the ground truth left no trace. Usage: verify.py RECORDING"""
import functools
import json
import subprocess
import sys

folder = sys.argv[1]


@functools.cache
def text(path):
    program = "zstd" if path.endswith(".zst") else "gzip"
    return subprocess.run([program, "-dc", f"{folder}/{path}"], check=True, capture_output=True).stdout.decode("utf-8", "replace")


with open(folder + "/ground-truth.json", encoding="utf-8") as file:
    stages = json.load(file)["stages"]
missing = [f"{stage['id']}: {path} lacks {action['contains']!r}"
           for stage in stages for action in stage["actions"] for path in action["expectIn"]
           if action["contains"] not in text(path)]
if len(stages) != 9:
    missing.append(f"expected 9 stages, got {len(stages)}")
print("\n".join(missing) or "every action left its trace")
sys.exit(1 if missing else 0)
