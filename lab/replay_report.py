"""Prints what a replay came to: line, detection and kernel with their times, and which stages happened.

Usage: replay_report.py RUN act|rehearse. Reads what replay.sh left in RUN: truth.tsv, live/, watch.ndjson, held.txt.
A stage counts as happened when a log names its doing: the literals of its actions that do not come from auditd, or, where it has none, a
login from its address within its time.
"""

import json
import re
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

LOGS = {
    "jump1:auth": "hts-jump1/auth.log", "time1:auth": "hts-time1/auth.log", "web1:auth": "hts-web1/auth.log",
    "time1:syslog": "hts-time1/syslog.log", "time1:tracking": "hts-time1/tracking.log", "web1:access": "hts-web1/access.log",
    "jump1:tshark": "hts-monitor/tshark.ndjson", "time1:tshark": "hts-monitor/tshark.ndjson",
}
# Written by every attempt: no sign that an action had its way.
ATTEMPT = re.compile(r"^Failed password")
PACKETS = re.compile(r'"ip_src":\["([0-9.]+)"\],"ip_dst":\["([0-9.]+)"\]')
EPOCH = re.compile(r'"frame_time_epoch":\["?([0-9.]+)')
SITE = timezone(timedelta(hours=13))


def read_truth(path):
    stages = []
    for line in path.read_text().splitlines():
        kind, at, *rest = line.split("\t")
        if kind == "begin":
            stage, order, host, origin, account, title = rest
            stages.append({"id": stage, "order": order, "from": origin, "account": account, "title": title, "begin": int(at), "acts": []})
        elif kind == "end":
            stages[-1]["end"] = int(at)
        elif kind == "act":
            stages[-1]["acts"].append({"what": rest[0], "traces": list(zip(rest[1::2], rest[2::2]))})
    return stages


def syslog_ms(line, year):
    try:
        return datetime.strptime(f"{year} {line[:15]}", "%Y %b %d %H:%M:%S").replace(tzinfo=SITE).timestamp() * 1000
    except ValueError:
        return None


def logged_in(lines, stage, year):
    for line in lines:
        at = syslog_ms(line, year) if f"from {stage['from']} port" in line and "Accepted " in line else None
        if at is not None and stage["begin"] - 1000 <= at <= stage["end"] + 1000:
            return True
    return False


def answered(packets, stage, source, target):
    """A first packet proves nothing: somebody must have answered it."""
    reply = f'"ip_src":["{target}"],"ip_dst":["{source}"]'
    for line in packets:
        if reply not in line:
            continue
        at = EPOCH.search(line)
        if at is not None and stage["begin"] <= float(at.group(1)) * 1000 <= stage["end"]:
            return True
    return False


def has_trace(stage, log, text, logs):
    pair = PACKETS.search(text)
    if pair is None:
        return text in logs[log]
    return answered(logs[log].splitlines(), stage, *pair.groups())


def judge(stage, logs, year):
    found = missing = 0
    for act in stage["acts"]:
        traces = [(log, text) for log, text in act["traces"] if log in LOGS and not ATTEMPT.search(text)]
        for log, text in traces:
            if has_trace(stage, LOGS[log], text, logs):
                found += 1
            else:
                missing += 1
                stage.setdefault("lost", []).append(act["what"])
    entered = logged_in(logs["hts-jump1/auth.log"].splitlines(), stage, year)
    if found == 0 and not entered:
        return "stopped"
    return "in part" if missing else "happened"


def clock(text):
    return text[11:23]


def print_response(run):
    print("\nline read -> detection -> in the kernel (node's clock, UTC)")
    for line in (run / "watch.ndjson").read_text().splitlines():
        said = json.loads(line)
        action = said.get("action")
        if action is None:
            continue
        timing, target = action["timing"], action["targets"][0]
        read, held = timing["readAt"], timing["heldAt"]
        took = "" if read is None or held is None else f" ({(datetime.fromisoformat(held) - datetime.fromisoformat(read)).total_seconds() * 1000:.0f} ms)"
        rule = (action["rule"] or {}).get("title", "by a person")
        times = f"{clock(read) if read else '-':>12} -> {clock(timing['decidedAt'])} -> {clock(held) if held else '-':>12}{took}"
        print(f"  {times}  {action['step']} {action['measure']} {target['kind']} {target['value']}: {rule}")


def main():
    run, mode = Path(sys.argv[1]), sys.argv[2]
    logs = {name: (run / "live" / name).read_text(errors="replace") for name in set(LOGS.values())}
    stages = read_truth(run / "truth.tsv")
    year = datetime.now(SITE).year
    print_response(run)
    print(f"\nstages ({'blocking on' if mode == 'act' else 'rehearsed only'}; what only auditd would show is not judged)")
    for stage in stages:
        word = judge(stage, logs, year)
        lost = "; ".join(dict.fromkeys(stage.get("lost", [])))
        print(f"  {stage['order']} {stage['id']:<18} from {stage['from']:<15} {word:<9}{'without: ' + lost if lost and word != 'stopped' else ''}")
    held = (run / "held.txt").read_text() if (run / "held.txt").exists() else ""
    for address, packets, size in re.findall(r"([0-9a-f.:]+) counter packets (\d+) bytes (\d+)", held):
        print(f"\nthe kernel held back {packets} packets, {size} bytes from {address}")


if __name__ == "__main__":
    main()
