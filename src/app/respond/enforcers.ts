import { type Clock, Failure } from "../../lib/index.ts";
import type { Measure } from "../../model/index.ts";
import { type Actuator, joinActuators } from "../../respond/index.ts";
import { connectEnforcer, type EnforcerClient } from "../../respond/io/index.ts";

/** The enforcers of a node: as one to act through, and each by itself to be compared. */
export type Enforcers = { readonly actuator: Actuator; readonly each: readonly Actuator[]; close(): Promise<void> };

const TIMEOUT_MS = 10_000;

/**
 * Connects to the enforcers at `paths`. One that does not answer is tried again with each call, and the others act meanwhile. Throws
 * ENFORCER_UNREACHABLE when none answers, CONFIG_INVALID when two take the same measure.
 */
export async function openEnforcers(
  paths: readonly string[],
  { clock, onProblem }: { readonly clock: Clock; readonly onProblem: (what: string) => void },
): Promise<Enforcers> {
  const each: LateEnforcer[] = [];
  for (const path of paths) each.push(new LateEnforcer(path, clock, (measures) => clash(each, path, measures)));
  const close = async () => {
    await Promise.all(each.map((one) => one.close()));
  };
  try {
    const tried: PromiseSettledResult<unknown>[] = [];
    for (const one of each) tried.push(...(await Promise.allSettled([one.reach()])));
    const faults = tried.flatMap((one): unknown[] => (one.status === "rejected" ? [one.reason] : []));
    const fatal = faults.find((fault) => !isAway(fault)) ?? (faults.length === each.length ? faults[0] : undefined);
    if (fatal !== undefined) throw fatal;
    for (const fault of faults) onProblem(`${(fault as Failure).message}; the other enforcers act meanwhile`);
    const joined = joinActuators(each);
    if (!joined.ok) throw new Failure("CONFIG_INVALID", joined.fault);
    return { actuator: joined.value, each, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isAway(fault: unknown): boolean {
  return fault instanceof Failure && fault.code === "ENFORCER_UNREACHABLE";
}

/** Refuses what two enforcers would do, since nobody could say which of them holds it. */
function clash(each: readonly LateEnforcer[], path: string, measures: readonly Measure[]): void {
  for (const other of each) {
    const both = other.path === path ? undefined : measures.find((measure) => other.measures.includes(measure));
    if (both !== undefined)
      throw new Failure(
        "CONFIG_INVALID",
        `the enforcers at ${other.path} and ${path} both take ${both}: give each its own roles`,
      );
  }
}

/** An enforcer that need not be there yet: it takes no measure until it has said which. */
class LateEnforcer implements Actuator {
  readonly path: string;
  readonly #clock: Clock;
  readonly #admit: (measures: readonly Measure[]) => void;
  #client: EnforcerClient | undefined;
  #opening: Promise<EnforcerClient> | undefined;
  #closed = false;

  constructor(path: string, clock: Clock, admit: (measures: readonly Measure[]) => void) {
    this.path = path;
    this.#clock = clock;
    this.#admit = admit;
  }

  get name(): string {
    return this.#client?.name ?? `enforcer at ${this.path}`;
  }

  get measures(): readonly Measure[] {
    return this.#client?.measures ?? [];
  }

  /** The connection, now. Throws ENFORCER_UNREACHABLE or CONFIG_INVALID. */
  reach(): Promise<EnforcerClient> {
    if (this.#client !== undefined) return Promise.resolve(this.#client);
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #open(): Promise<EnforcerClient> {
    const client = await connectEnforcer(this.path, { clock: this.#clock, timeoutMs: TIMEOUT_MS });
    try {
      if (this.#closed) throw new Failure("ENFORCER_UNREACHABLE", `the connection to ${this.path} was closed`);
      this.#admit(client.measures);
    } catch (error) {
      await client.close();
      throw error;
    }
    this.#client = client;
    return client;
  }

  // What is to be done goes out before the call returns once the enforcer is known: the fast path waits for nothing.
  readonly apply: Actuator["apply"] = (orders) => this.#with((client) => client.apply(orders));
  readonly rehearse: Actuator["rehearse"] = (orders) => this.#with((client) => client.rehearse(orders));
  readonly undo: Actuator["undo"] = (orders) => this.#with((client) => client.undo(orders));
  readonly list: Actuator["list"] = () => this.#with((client) => client.list());
  readonly generation: Actuator["generation"] = () => this.#with((client) => client.generation());

  #with<Value>(call: (client: EnforcerClient) => Promise<Value>): Promise<Value> {
    return this.#client === undefined ? this.reach().then(call) : call(this.#client);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => undefined); // whoever asked for it hears of it
    await this.#client?.close();
  }
}
