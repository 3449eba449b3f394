import { join } from "node:path";
import { Child, readJson } from "./children.ts";

/** sshd and nginx lines being written; `stop` says how many a second it really was. */
export class Load {
  readonly #child: Child;

  constructor(linesPerSecond: number, logs: { auth: string; access: string }) {
    const file = join(import.meta.dirname, "load.py");
    this.#child = new Child("load", ["/usr/bin/python3", file, String(linesPerSecond), logs.auth, logs.access]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  async stop(): Promise<{ lines: number; perSecond: number }> {
    this.#child.assertRuns();
    let out = "";
    this.#child.process.stdout?.on("data", (data) => (out += data));
    const closed = new Promise((resolve) => this.#child.process.once("close", resolve));
    this.#child.process.stdin?.end();
    await closed;
    const { lines, seconds } = readJson(out) as { lines: number; seconds: number };
    return { lines, perSecond: lines / seconds };
  }
}
