#!/usr/bin/python3
"""Makes ground-truth.json and the recording's README from the lines the stages wrote.

Usage: truth.py TRUTH_TSV README_TEMPLATE VERSIONS OUT
"""
import json
import sys
from datetime import datetime, timedelta, timezone

LOGS = {
    "jump1:auth": "logs/hts-jump1/auth.log.gz",
    "jump1:audit": "logs/hts-jump1/audit.log.zst",
    "time1:auth": "logs/hts-time1/auth.log.gz",
    "time1:audit": "logs/hts-time1/audit.log.zst",
    "time1:syslog": "logs/hts-time1/syslog.log.gz",
    "time1:tracking": "logs/hts-time1/chrony/tracking.log.gz",
    "time1:measurements": "logs/hts-time1/chrony/measurements.log.gz",
    "time1:statistics": "logs/hts-time1/chrony/statistics.log.gz",
    "web1:access": "logs/hts-web1/nginx/access.log.gz",
    "web1:audit": "logs/hts-web1/audit.log.zst",
    "jump1:tshark": "logs/hts-monitor/tshark.ndjson.zst",
    "time1:tshark": "logs/hts-monitor/tshark.ndjson.zst",
}
SITE_ZONE = timezone(timedelta(hours=13))
HOSTS = [
    {"name": "hts-jump1", "addresses": ["10.20.0.10", "192.0.2.10"], "role": "jump host"},
    {"name": "hts-time1", "addresses": ["10.20.0.20"], "role": "time server"},
    {"name": "hts-web1", "addresses": ["10.20.0.30", "192.0.2.30"], "role": "public status page"},
    {"name": "hts-ref1", "addresses": ["10.20.0.40"], "role": "reference clock"},
    {"name": "hts-monitor", "addresses": ["10.20.0.50"], "role": "log collector and network monitor"},
    {"name": "ops1", "addresses": ["10.20.0.101", "10.20.0.102", "10.20.0.103"], "role": "operators' desks"},
    {"name": "outside1", "addresses": ["203.0.113.66", "203.0.113.123", "198.51.100.23", "198.51.100.77"],
     "role": "everything outside: two entrances of Party A, its false clock, and an ordinary visitor"},
]
PARTIES = [
    {"name": "Harbour Time Service", "role": "operator of the site", "invented": True},
    {"name": "Party A", "role": "the intruder", "invented": True,
     "addresses": ["203.0.113.66", "203.0.113.123", "198.51.100.23"]},
]


def moment(ms):
    return datetime.fromtimestamp(int(ms) / 1000, timezone.utc)


def iso(ms):
    return moment(ms).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(ms) % 1000:03d}Z"


def actions(at, command, *traces):
    """One entry for each trace that an action must have left; an action without a trace says so with an empty list."""
    if not traces:
        return [{"at": iso(at), "command": command, "expectIn": [], "contains": ""}]
    pairs = zip(traces[::2], traces[1::2], strict=True)
    return [{"at": iso(at), "command": command, "expectIn": [LOGS[log]], "contains": text} for log, text in pairs]


def read_stages(path):
    stages = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, at, *rest = line.rstrip("\n").split("\t")
            if kind == "begin":
                name, order, host, origin, account, title = rest
                stages.append({"id": name, "order": int(order), "title": title, "startedAt": iso(at), "endedAt": None,
                               "host": host, "from": origin, "account": account, "actions": []})
            elif kind == "act":
                stages[-1]["actions"].extend(actions(at, *rest))
            else:
                stages[-1]["endedAt"] = iso(at)
    return stages


def table(stages):
    rows = ["| # | stage | what happened | host | from | account | start (UTC) | end (UTC) | start (site, +13:00) |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for s in stages:
        local = datetime.fromisoformat(s["startedAt"].replace("Z", "+00:00")).astimezone(SITE_ZONE)
        rows.append(f"| {s['order']} | `{s['id']}` | {s['title']} | {s['host']} | {s['from']} | {s['account']} | "
                    f"{s['startedAt'][11:19]} | {s['endedAt'][11:19]} | {local:%Y-%m-%d %H:%M:%S} |")
    return "\n".join(rows)


truth_path, template, versions, out = sys.argv[1:]
stages = read_stages(truth_path)
truth = {"exercise": True, "site": {"name": "Harbour Time Service", "utcOffset": "+13:00"},
         "hosts": HOSTS, "parties": PARTIES, "stages": stages}
with open(out + "/ground-truth.json", "w", encoding="utf-8") as file:
    json.dump(truth, file, indent=2, ensure_ascii=False)
    file.write("\n")
with open(template, encoding="utf-8") as source, open(out + "/README.md", "w", encoding="utf-8") as file:
    page = source.read().replace("{{STAGES}}", table(stages)).replace("{{PROGRAMS}}", versions)
    file.write(page.replace("{{DATE}}", stages[0]["startedAt"][:10]))
