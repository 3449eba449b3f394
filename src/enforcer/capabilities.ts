import { readFileSync } from "node:fs";

/** capabilities(7), by their number in linux/capability.h. */
const NAMES: readonly string[] = `
  CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
  NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
  SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE
  AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON
  BPF CHECKPOINT_RESTORE
`
  .trim()
  .split(/\s+/);

const EFFECTIVE = /^CapEff:\s*([0-9a-f]{16})$/m;

/** The effective capabilities in the text of /proc/self/status, as CAP_… names; undefined where there are none to read. */
function capabilitiesIn(status: string): readonly string[] | undefined {
  const mask = EFFECTIVE.exec(status)?.[1];
  if (mask === undefined) return undefined;
  return NAMES.flatMap((name, bit) => (hasBit(mask, bit) ? [`CAP_${name}`] : []));
}

function hasBit(mask: string, bit: number): boolean {
  const digit = Number.parseInt(mask.at(-1 - (bit >> 2)) ?? "0", 16);
  return ((digit >> (bit & 3)) & 1) === 1;
}

/** Our own effective capabilities; undefined where the kernel does not tell. */
export function ownCapabilities(): readonly string[] | undefined {
  try {
    return capabilitiesIn(readFileSync("/proc/self/status", "utf8"));
  } catch {
    return undefined; // no /proc: not Linux, and the caller says so
  }
}
