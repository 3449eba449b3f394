import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child, run, until } from "./children.ts";
import type { KernelSet } from "./probe.ts";

/** Where its nftables action keeps addresses. */
export const FAIL2BAN_SET: KernelSet = { family: 1, table: "f2b-table", set: "addr-set-sshd" };

/** Debian's fail2ban: its own sshd filter, the tenth failure in ten minutes, action nftables, woken by inotify where python3-pyinotify is. */
export async function startFail2ban(folder: string, log: string): Promise<Child | undefined> {
  const program = "/usr/bin/fail2ban-server";
  if (!existsSync(program)) return undefined;
  const config = join(folder, "fail2ban");
  mkdirSync(config);
  for (const part of ["action.d", "filter.d", "jail.conf", "fail2ban.conf", "paths-common.conf", "paths-debian.conf"])
    cpSync(join("/etc/fail2ban", part), join(config, part), { recursive: true });
  const [socket, pid] = [join(config, "socket"), join(config, "pid")];
  writeFileSync(
    join(config, "fail2ban.local"),
    `[Definition]\nlogtarget = ${join(config, "log")}\nsocket = ${socket}\npidfile = ${pid}\ndbfile = None\n`,
  );
  writeFileSync(
    join(config, "jail.local"),
    `[DEFAULT]\nbackend = auto\nusedns = no\nbanaction = nftables[type=allports]\nbanaction_allports = nftables[type=allports]\nmaxretry = 10\nfindtime = 10m\nbantime = 1h\n[sshd]\nenabled = true\nbackend = auto\nlogpath = ${log}\n`,
  );
  const child = new Child("fail2ban", [program, "-c", config, "-s", socket, "-p", pid, "-xf", "start"]);
  const answers = () =>
    run(["/usr/bin/fail2ban-client", "-c", config, "-s", socket, "status", "sshd"]).then(
      () => true,
      () => false,
    );
  await until("fail2ban to answer", async () => {
    child.assertRuns();
    return answers();
  });
  return child;
}
