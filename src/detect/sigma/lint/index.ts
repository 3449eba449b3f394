export { type Check, SEVERITIES, type Severity } from "./check.ts";
export { BUILT_IN_CHECKS, type Finding, type LintReport, type LintSettings, lintRules, type Suppressed } from "./lint.ts";
export { CHECK_GROUPS, CHECKS } from "./table.ts";
