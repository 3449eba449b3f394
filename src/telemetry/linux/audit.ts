import type { TextFormat } from "../format.ts";
import { parseAuditLine } from "./audit-line.ts";

/** auditd's audit.log, raw or enriched. Each line is a part; hold.ts joins them. */
export const AUDIT: TextFormat = {
  name: "linux-audit",
  read: (text) => {
    const part = parseAuditLine(text);
    return part === undefined ? undefined : { kind: "part", part };
  },
};
