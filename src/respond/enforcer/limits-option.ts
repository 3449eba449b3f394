import { type Checked, no, yes } from "../../lib/index.ts";
import { type BudgetLimits, DEFAULT_LIMITS, type Limits } from "../guards/limits.ts";

const NUMBERS = ["addressesPerMinute", "addressesPerHour", "namesPerMinute", "namesPerHour", "heldMax", "durationMaxMs"] as const;
const PERCENTS = { flowPercentMax: "flowShareMax", remotePercentMax: "remoteShareMax" } as const;
const PREFIXES = { prefixBitsMin4: "v4", prefixBitsMin6: "v6" } as const;

/** Names that enforcerLimits knows, for a message. */
const LIMIT_NAMES: readonly string[] = [...NUMBERS, ...Object.keys(PERCENTS), ...Object.keys(PREFIXES)];

/** The enforcer's own budget: the default, with what the operator says otherwise. The fault says which name or number is wrong. */
export function enforcerLimits(given: Readonly<Record<string, number>>): Checked<BudgetLimits, string> {
  let limits: Limits = DEFAULT_LIMITS.enforcer;
  for (const [name, value] of Object.entries(given)) {
    const next = withLimit(limits, name, value);
    if (next === undefined) return no(`expected one of ${LIMIT_NAMES.join(", ")} within its range, got ${name}=${value}`);
    limits = next;
  }
  return yes({ ...DEFAULT_LIMITS, enforcer: limits });
}

function withLimit(limits: Limits, name: string, value: number): Limits | undefined {
  if ((NUMBERS as readonly string[]).includes(name)) return { ...limits, [name]: value };
  if (name === "flowPercentMax" || name === "remotePercentMax") {
    return value <= 100 ? { ...limits, [PERCENTS[name]]: value / 100 } : undefined;
  }
  if (name !== "prefixBitsMin4" && name !== "prefixBitsMin6") return undefined;
  const family = PREFIXES[name];
  if (value > (family === "v4" ? 32 : 128)) return undefined;
  return { ...limits, prefixBitsMin: { ...limits.prefixBitsMin, [family]: value } };
}
