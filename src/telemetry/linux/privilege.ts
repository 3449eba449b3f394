import type { Pattern } from "./pattern.ts";

/**
 * What sudo logs (sudo 1.9, plugins/sudoers/logging.c): who : [why not ;] [TTY=… ;] PWD=… ; USER=… ; COMMAND=…. A command comes last and
 * runs to the end of the line, so nothing in it is taken for another part.
 */
export const SUDO: readonly Pattern[] = [
  {
    shape:
      /^ *(?<user>\S+) : (?:HOST=\S+ ; )?(?:TTY=(?<tty>[^;]*?) ; )?PWD=(?<pwd>.*?) ; (?:CHROOT=.*? ; )?USER=(?<target_user>[^;]*?) ; (?:GROUP=(?<target_group>[^;]*?) ; )?(?:TSID=\S+ ; )?(?:ENV=(?<env>.*?) ; )?COMMAND=(?<command>.*)$/,
    constants: { action: "sudo", outcome: "success" },
  },
  {
    shape:
      /^ *(?<user>\S+) : (?:(?<attempts>\d+) incorrect password attempts?|(?<reason>[^;]+?)) ; (?:HOST=\S+ ; )?(?:TTY=(?<tty>[^;]*?) ; )?PWD=(?<pwd>.*?) ; (?:CHROOT=.*? ; )?USER=(?<target_user>[^;]*?) ; (?:GROUP=(?<target_group>[^;]*?) ; )?(?:TSID=\S+ ; )?(?:ENV=(?<env>.*?) ; )?COMMAND=(?<command>.*)$/,
    constants: { action: "sudo", outcome: "failure" },
  },
];

/** What su logs: util-linux login-utils/su-common.c, shadow src/su.c. */
export const SU: readonly Pattern[] = [
  { shape: /^\(to (?<target_user>\S+)\) (?<user>\S+) on (?<tty>\S+)$/, constants: { action: "su", outcome: "success" } },
  {
    shape: /^FAILED SU \(to (?<target_user>\S+)\) (?<user>\S+) on (?<tty>\S+)$/,
    constants: { action: "su", outcome: "failure" },
  },
  { shape: /^Successful su for (?<target_user>\S+) by (?<user>\S+)$/, constants: { action: "su", outcome: "success" } },
  { shape: /^FAILED su for (?<target_user>\S+) by (?<user>\S+)$/, constants: { action: "su", outcome: "failure" } },
  { shape: /^\+ (?<tty>\S+) (?<user>[^:\s]+)[:-](?<target_user>\S+)$/, constants: { action: "su", outcome: "success" } },
  { shape: /^- (?<tty>\S+) (?<user>[^:\s]+)[:-](?<target_user>\S+)$/, constants: { action: "su", outcome: "failure" } },
];

/** What the PAM modules say in the name of any program (Linux-PAM modules/pam_unix, pam_faillock). */
export const PAM: readonly Pattern[] = [
  {
    shape:
      /^pam_unix\((?<pam_service>[^:)]+):session\): session opened for user (?<target_user>[^ (]+)(?:\(uid=(?<target_uid>\d+)\))? by (?<user>[^ (]*)(?:\(uid=(?<uid>\d+)\))?/,
    constants: { action: "session-open", outcome: "success" },
  },
  {
    shape: /^pam_unix\((?<pam_service>[^:)]+):session\): session closed for user (?<target_user>\S+)$/,
    constants: { action: "session-close" },
  },
  {
    shape:
      /^pam_[a-z]+\((?<pam_service>[^:)]+):auth\): authentication failure; logname=(?<logname>\S*) uid=(?<uid>\d*) euid=(?<euid>\d*) tty=(?<tty>\S*) ruser=(?<ruser>\S*) rhost=(?<src_ip>\S*)(?: +user=(?<user>.*))?$/,
    constants: { action: "login", outcome: "failure" },
  },
  {
    shape: /^PAM (?<repeated>\d+) more authentication failures?; .*?rhost=(?<src_ip>\S*)(?: +user=(?<user>.*))?$/,
    constants: { action: "login", outcome: "failure" },
  },
  {
    shape: /^pam_unix\((?<pam_service>[^:)]+):chauthtok\): password changed for (?<target_user>\S+)$/,
    constants: { action: "password-change", outcome: "success" },
  },
];

/** Accounts and groups made, changed and removed (shadow src/useradd.c, usermod.c, groupadd.c, gpasswd.c), and cron's commands. */
export const ACCOUNTS: readonly Pattern[] = [
  {
    shape:
      /^new user: name=(?<target_user>[^,]+), UID=(?<target_uid>\d+), GID=(?<target_gid>\d+), home=(?<home>[^,]*), shell=(?<shell>[^,]*)/,
    constants: { action: "user-add", outcome: "success" },
  },
  {
    shape: /^new group: name=(?<target_group>[^,]+), GID=(?<target_gid>\d+)/,
    constants: { action: "group-add", outcome: "success" },
  },
  {
    shape: /^add '(?<target_user>[^']+)' to (?:shadow )?group '(?<target_group>[^']+)'/,
    constants: { action: "group-join", outcome: "success" },
  },
  {
    shape: /^user (?<target_user>\S+) added by (?<user>\S+) to group (?<target_group>\S+)$/,
    constants: { action: "group-join", outcome: "success" },
  },
  { shape: /^delete user '(?<target_user>[^']+)'/, constants: { action: "user-delete", outcome: "success" } },
  { shape: /^\((?<user>[^)]+)\) CMD \((?<command>.*)\)$/, constants: { action: "cron", outcome: "success" } },
];
