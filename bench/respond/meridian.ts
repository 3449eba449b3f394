import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { askResponder } from "../../src/app/index.ts";
import { Child, readJson, until } from "./children.ts";
import type { KernelSet } from "./probe.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** As bin/launch.js starts installed programs: what was compiled is kept. */
const INSTALLED = { ...process.env, NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/meridian") };

/** Where the enforcer keeps single IPv4 addresses. */
export const MERIDIAN_SET: KernelSet = { family: 1, table: "meridian", set: "b4" };

/** Node and enforcer as two processes, as an operator runs them, in a folder of their own. */
export class Meridian {
  readonly #folder: string;
  readonly #socket: string;
  #enforcer: Child | undefined;
  #node: Child | undefined;
  problems = "";
  /** Of each block by a playbook, as its statement has it: from line read to decision, and from there to the actuator's answer. */
  readonly stages: { readonly decidedMs: number; readonly heldMs: number }[] = [];

  constructor(folder: string, logs: { auth: string; access: string }) {
    this.#folder = join(folder, "meridian");
    this.#socket = join(this.#folder, "enforcer.sock");
    mkdirSync(join(this.#folder, "playbooks"), { recursive: true });
    for (const playbook of ["ssh_guessing.yml", "web_attack.yml"])
      copyFileSync(join(ROOT, "packs/playbooks", playbook), join(this.#folder, "playbooks", playbook));
    writeFileSync(join(this.#folder, "meridian.yaml"), configOf(this.#socket, logs));
  }

  get data(): string {
    return join(this.#folder, "data");
  }

  get socket(): string {
    return this.#socket;
  }

  get pids(): readonly number[] {
    return [this.#enforcer?.pid, this.#node?.pid].flatMap((pid) => pid ?? []);
  }

  async startEnforcer(): Promise<void> {
    const main = join(ROOT, "src/enforcer/main.ts");
    const limits = "addressesPerMinute=10000000";
    const command = [
      process.execPath,
      main,
      "--socket",
      this.#socket,
      "--roles",
      "nft",
      "--limits",
      limits,
      "--allow-root",
    ] as const;
    this.#enforcer = new Child("meridian-enforcer", [...command], { env: INSTALLED });
    await this.#heard(this.#enforcer, "serving");
  }

  /** Resolves when the node follows its logs and its responder is at work. */
  async startNode(): Promise<void> {
    const main = join(ROOT, "src/cli/main.ts");
    const watch = ["watch", "--config", join(this.#folder, "meridian.yaml"), "--follow"];
    this.#node = new Child("meridian", [process.execPath, main, ...watch], { env: INSTALLED });
    if (this.#node.process.stdout !== null) createInterface(this.#node.process.stdout).on("line", (line) => this.#take(line));
    this.#node.process.stderr?.on("data", (data) => (this.problems = (this.problems + data).slice(-8000)));
    await until("the node's responder", async () => {
      this.#node?.assertRuns();
      return askStatus(this.data);
    });
  }

  /** The node first: what it has done is stated before it ends. */
  async stop(): Promise<void> {
    await this.#node?.stop("SIGINT");
    await this.#enforcer?.stop();
    [this.#node, this.#enforcer] = [undefined, undefined];
  }

  /** As a crash ends both: nothing is said or tidied. */
  async kill(): Promise<void> {
    await this.#node?.stop("SIGKILL");
    await this.#enforcer?.stop("SIGKILL");
    [this.#node, this.#enforcer] = [undefined, undefined];
    rmSync(join(this.data, "respond.sock"), { force: true });
  }

  block(targets: readonly string[], reason = "benchmark"): ReturnType<typeof askResponder<"block">> {
    const order = { measure: "block", durationMs: 6 * 3_600_000, case: null, spoofableOk: false, dryRun: false } as const;
    return askResponder(this.data, { ask: "block", evidence: [], targets, reason, by: "bench", ...order });
  }

  async unblock(target: string): Promise<void> {
    await askResponder(this.data, { ask: "unblock", what: [target], measure: null, reason: "benchmark", by: "bench" });
  }

  status(): ReturnType<typeof askResponder<"status">> {
    return askResponder(this.data, { ask: "status" });
  }

  #take(line: string): void {
    const { action } = readJson(line) as {
      action?: { step: string; timing: Readonly<Record<"readAt" | "decidedAt" | "heldAt", string | null>> };
    };
    if (action === undefined || action.step !== "applied" || action.timing.readAt === null) return;
    const { readAt, decidedAt, heldAt } = action.timing;
    const [read, decided, held] = [readAt, decidedAt ?? "", heldAt ?? ""].map((at) => Date.parse(at));
    if (read !== undefined && decided !== undefined && held !== undefined)
      this.stages.push({ decidedMs: decided - read, heldMs: held - decided });
  }

  async #heard(child: Child, word: string): Promise<void> {
    let out = "";
    child.process.stdout?.on("data", (data) => (out += data));
    await until(`${child.name} to say ${word}`, () => {
      child.assertRuns();
      return out.includes(word) || child.errors.includes(word);
    });
    child.process.stdout?.removeAllListeners("data").resume();
  }
}

/** Only a node that runs is asked: without one askResponder would open the ledger itself. */
async function askStatus(data: string): Promise<boolean> {
  return existsSync(join(data, "respond.sock")) && (await askResponder(data, { ask: "status" })).mode === "act";
}

function configOf(socket: string, { auth, access }: { auth: string; access: string }): string {
  const unlimited =
    "addressesPerMinute: 10000000, addressesPerHour: 10000000, heldMax: 500000, flowShareMax: 1, remoteShareMax: 1";
  return `site: { name: bench gate, utcOffset: "+00:00", exercise: true }
data: data
sources: [${auth}, ${access}]
respond:
  mode: act
  enforcer: ${socket}
  playbooks: [playbooks]
  budgets: { ${unlimited} }
`;
}
