import { spawn } from "node:child_process";
import { parseChronycSources, parseTimeConf, parseTimesyncdConf } from "../guards/system-files.ts";
import type { Machine } from "./protected-files.ts";
import type { NamedHost } from "./protected-names.ts";

const CONFIGURATIONS = ["/etc/chrony/chrony.conf", "/etc/chrony.conf", "/etc/ntp.conf", "/etc/ntpsec/ntp.conf"];
const TIMESYNCD = "/etc/systemd/timesyncd.conf";
const FILES_MAX = 100;
const OUTPUT_BYTES_MAX = 256 * 1024;

/** The time sources that this machine's files name. */
export function configuredTimeSources(machine: Machine): NamedHost[] {
  return [...fromConfigurations(machine), ...fromTimesyncd(machine)];
}

function fromConfigurations(machine: Machine): NamedHost[] {
  const paths = [...CONFIGURATIONS];
  const found: NamedHost[] = [];
  for (let index = 0; index < paths.length && index < FILES_MAX; index++) {
    const path = paths[index] ?? "";
    const text = machine.text(path);
    if (text === undefined) continue;
    const { sources, files, folders } = parseTimeConf(text);
    found.push(...sources.map((host) => timeSource(host, path)));
    const inside = folders.flatMap((folder) => machine.list(folder).map((name) => `${folder}/${name}`));
    paths.push(...[...files, ...inside].filter((one) => /\.(conf|sources)$/.test(one) && !paths.includes(one)));
  }
  return found;
}

function fromTimesyncd(machine: Machine): NamedHost[] {
  const inside = [`${TIMESYNCD}.d`, "/run/systemd/timesyncd.conf.d"].flatMap((folder) =>
    machine.list(folder).map((name) => `${folder}/${name}`),
  );
  return [TIMESYNCD, ...inside].flatMap((path) =>
    parseTimesyncdConf(machine.text(path) ?? "").map((host) => timeSource(host, path)),
  );
}

function timeSource(host: string, from: string): NamedHost {
  return { guard: "time-source", host, why: "time source", from };
}

/** The sources that chronyd uses now, as `chronyc -c -n sources` says; none where it does not run. Never longer than `timeoutMs`. */
export async function usedTimeSources(timeoutMs: number): Promise<readonly NamedHost[]> {
  const text = await output("chronyc", ["-c", "-n", "sources"], timeoutMs);
  return parseChronycSources(text).map((host) => timeSource(host, "chronyc sources"));
}

/** What a program writes before it ends or its time is over; nothing when it cannot be started or fails. */
function output(program: string, words: readonly string[], timeoutMs: number): Promise<string> {
  return new Promise((done) => {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "ignore"], timeout: timeoutMs, killSignal: "SIGKILL" });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text = (text + part).slice(0, OUTPUT_BYTES_MAX);
    });
    child.once("error", () => done(""));
    child.once("close", (code) => done(code === 0 ? text : ""));
  });
}
