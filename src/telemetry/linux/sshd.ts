import type { Pattern } from "./pattern.ts";

const SUCCESS = { action: "login", outcome: "success" };
const FAILURE = { action: "login", outcome: "failure" };

/**
 * What OpenSSH's sshd, sshd-session and sshd-auth say (openssh-portable auth.c, auth2.c, packet.c, monitor.c). The user's name is the
 * caller's word and may hold " from "; the last one that fits is the daemon's own. What follows the address may be the caller's word too: a
 * certificate's key id (auth2-pubkey.c), or names in "Change of username". Where both could be, no address is named: it would be blocked.
 */
export const SSHD: readonly Pattern[] = [
  {
    shape:
      /^Accepted (?<method>[a-z/-]+) for (?=.* from \S+ port \d.* from \S+ port \d)(?!.{0,440} from \S+ port \d+(?: ssh\d?)?$)/,
    constants: SUCCESS,
  },
  {
    shape:
      /^Failed (?<method>[a-z/-]+) for (?=.* from \S+ port \d.* from \S+ port \d)(?!.{0,440} from \S+ port \d+(?: ssh\d?)?$)/,
    constants: FAILURE,
  },
  {
    shape:
      /^Postponed (?<method>\S+) for (?=.* from \S+ port \d.* from \S+ port \d)(?!.{0,440} from \S+ port \d+(?: ssh\d?)?(?: \[preauth\])?$)/,
    constants: { action: "login" },
  },
  {
    shape:
      /^(?:Connection (?:closed|reset) by|Disconnecting|Disconnected from) (?:authenticating|(?<invalid_user>invalid)) user (?=.* [0-9A-Fa-f.:]+ port \d.* [0-9A-Fa-f.:]+ port \d)(?!.{0,440} [0-9A-Fa-f.:]+ port \d+(?: \[preauth\])?$)/,
    constants: { action: "disconnect", outcome: "failure" },
  },
  {
    shape:
      /^Accepted (?<method>[a-z/-]+) for (?<user>.*) from (?<src_ip>\S+) port (?<src_port>\d+)(?: ssh\d?)?(?:: (?<key_type>\S+) (?<key_fingerprint>\S+).*)?$/,
    constants: SUCCESS,
  },
  {
    shape:
      /^Failed (?<method>[a-z/-]+) for (?:(?<invalid_user>invalid user) )?(?<user>.*) from (?<src_ip>\S+) port (?<src_port>\d+)(?: ssh\d?)?(?:: (?<key_type>\S+) (?<key_fingerprint>\S+).*)?$/,
    constants: FAILURE,
  },
  {
    shape: /^(?<invalid_user>Invalid user) (?<user>.*?) ?from (?<src_ip>[0-9A-Fa-f.:]+)(?: port (?<src_port>\d+))?$/,
    constants: FAILURE,
  },
  { shape: /^User (?<user>.*) from (?<src_ip>\S+) not allowed because (?<reason>.+)$/, constants: FAILURE },
  { shape: /^User (?<user>.*) not allowed because (?<reason>.+)$/, constants: FAILURE },
  {
    shape: /^refused connect from \S+ \((?:::ffff:)?(?<src_ip>[0-9A-Fa-f.:]+)\)$/,
    constants: { action: "connect", outcome: "failure" },
  },
  {
    shape:
      /^(?:error: )?maximum authentication attempts exceeded for (?:(?<invalid_user>invalid user) )?(?<user>.*) from (?<src_ip>\S+) port (?<src_port>\d+)(?: ssh\d?)?(?: \[preauth\])?$/,
    constants: { ...FAILURE, reason: "too many attempts" },
  },
  {
    shape:
      /^(?:Connection (?:closed|reset) by|Disconnecting|Disconnected from) (?:authenticating|(?<invalid_user>invalid)) user (?<user>.*) (?<src_ip>[0-9A-Fa-f.:]+) port (?<src_port>\d+)(?:: (?<reason>.*?))?(?: \[preauth\])?$/,
    constants: { action: "disconnect", outcome: "failure" },
  },
  {
    shape: /^Disconnected from user (?<user>.*) (?<src_ip>[0-9A-Fa-f.:]+) port (?<src_port>\d+)$/,
    constants: { action: "disconnect" },
  },
  {
    shape:
      /^(?:Connection (?:closed|reset) by|Disconnected from) (?<src_ip>[0-9A-Fa-f.:]+)(?: port (?<src_port>\d+))?(?: \[preauth\])?$/,
    constants: { action: "disconnect" },
  },
  {
    shape: /^Received disconnect from (?<src_ip>[0-9A-Fa-f.:]+?)(?: port (?<src_port>\d+))?:\s?(?<reason>.*)$/,
    constants: { action: "disconnect" },
  },
  {
    shape: /^Connection from (?<src_ip>\S+) port (?<src_port>\d+)(?: on (?<dst_ip>\S+) port (?<dst_port>\d+))?/,
    constants: { action: "connect" },
  },
  {
    shape: /^Starting session: (?<command>.*) for (?<user>\S+) from (?<src_ip>\S+) port (?<src_port>\d+)(?: id \d+)?$/,
    constants: { action: "session" },
  },
  {
    shape:
      /^(?:error: )?(?<reason>Did not receive identification string|Bad protocol version identification .*|Unable to negotiate|Timeout before authentication|banner exchange: Connection|Protocol major versions differ|beginning MaxStartups throttling|drop connection #\d+) (?:from|with|for)(?: connection from)? \[?(?<src_ip>[0-9A-Fa-f.:]+?)\]?(?::(?=\d+ on ))?(?: port (?<src_port>\d+))?(?:[: ].*)?$/,
    constants: { action: "connect", outcome: "failure" },
  },
  {
    shape:
      /^Postponed (?<method>\S+) for (?:(?<invalid_user>invalid user) )?(?<user>.*) from (?<src_ip>\S+) port (?<src_port>\d+)/,
    constants: { action: "login" },
  },
  {
    shape: /^(?<reason>.*?) \[?(?<src_ip>(?:\d{1,3}\.){3}\d{1,3})\]? port (?<src_port>\d+)/,
  },
];

/** "message repeated 3 times: [ Failed password for …]": how often, and the message inside (rsyslog). */
export const REPEATED = /^message repeated (?<repeated>\d+) times: \[ ?(?<inner>.*)\]$/;
