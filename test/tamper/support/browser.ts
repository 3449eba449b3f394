import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// apt: chromium
const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A browser of this machine, or undefined. */
export function findBrowser(): string | undefined {
  return PATHS.find((path) => existsSync(path));
}

type Answer = {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
};

/** One page of a headless browser with a fresh profile, driven by the DevTools protocol over a loopback socket. */
export class BrowserPage {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { done: (result: Record<string, unknown>) => void; failed: (error: Error) => void }>();
  #next = 1;
  #loaded: () => void = () => undefined;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, method, result, error } = JSON.parse(String(data)) as Answer;
      if (method === "Page.loadEventFired") this.#loaded();
      const waiting = this.#waiting.get(id ?? 0);
      if (error) waiting?.failed(new Error(error.message));
      else waiting?.done(result ?? {});
    });
  }

  /** Opens `url`. */
  static async open(browser: string, url: string): Promise<BrowserPage> {
    const profile = mkdtempSync(join(tmpdir(), "meridian-browser-"));
    const args = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      `--user-data-dir=${profile}`,
      "--remote-debugging-port=0",
      "about:blank",
    ];
    const child = spawn(browser, args, { stdio: ["ignore", "ignore", "pipe"] });
    const port = await debuggingPort(child);
    for (;;) {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
        type: string;
        url: string;
        webSocketDebuggerUrl: string;
      }[];
      const target = targets.find(({ type, url: at }) => type === "page" && at === "about:blank");
      if (target === undefined) continue;
      const socket = new WebSocket(target.webSocketDebuggerUrl);
      await new Promise((done, failed) => {
        socket.addEventListener("open", done, { once: true });
        socket.addEventListener("error", failed, { once: true });
      });
      const page = new BrowserPage(child, profile, socket);
      await page.#visit(url);
      return page;
    }
  }

  async #visit(url: string): Promise<void> {
    await this.send("Page.enable");
    const loaded = new Promise<void>((done) => {
      this.#loaded = done;
    });
    await this.send("Page.navigate", { url });
    await loaded;
  }

  /** Sends one DevTools command. */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, failed) => this.#waiting.set(id, { done, failed }));
  }

  /** The value of an expression, a promise awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  }

  /** Waits until the text of `selector` matches, and gives it. The page itself tells when it changes. */
  async textOf(selector: string, pattern: RegExp): Promise<string> {
    const watch = `new Promise((done) => {
      const at = document.querySelector(${JSON.stringify(selector)});
      const look = () => ${pattern}.test(at.innerText) && done(at.innerText);
      new MutationObserver(look).observe(at, { childList: true, subtree: true, characterData: true });
      look();
    })`;
    return String(await this.evaluate(watch));
  }

  /** Puts files or a folder into a file input. */
  async select(selector: string, paths: readonly string[]): Promise<void> {
    const { root } = (await this.send("DOM.getDocument")) as { root: { nodeId: number } };
    const { nodeId } = await this.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    await this.send("DOM.setFileInputFiles", { nodeId, files: paths });
  }

  /** Ends the browser that this test started, and waits for it. */
  async close(): Promise<void> {
    const ended = new Promise((done) => this.#process.once("exit", done));
    this.#process.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function debuggingPort(child: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      text += String(chunk);
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
      if (port !== undefined) done(port);
    });
    child.once("exit", () => failed(new Error(`the browser ended: ${text}`)));
  });
}
