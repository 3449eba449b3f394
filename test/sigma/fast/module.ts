import { SCANNER_WASM } from "../../../src/detect/fast/scanner-wasm.ts";
import { instantiate, type ScannerExports } from "../../../src/detect/fast/wasm-host.ts";

/** The scanner's module in a memory of its own, for what a judge puts there. */
export type TestModule = ScannerExports & {
  readonly decide: (table: number, at: number, length: number) => number;
  readonly anyLiteral: (table: number, at: number, length: number) => number;
  /** Where lines may be put: 4 MB. */
  readonly lineAt: number;
};

const LINE_BYTES = 1 << 22;
const CHUNK_BYTES = 1 << 16;

/** Starts one. */
export function startModule(memoryBytes = 1 << 28): TestModule {
  const refuse = (): never => {
    throw new Error("the scanner was not asked to run");
  };
  const host = { name: refuse, forgetNames: refuse, route: refuse, columns: refuse, value: refuse, verdict: refuse };
  const module = instantiate(Buffer.from(SCANNER_WASM, "base64"), memoryBytes, host);
  if (module === undefined) throw new Error("this host has no WebAssembly with SIMD");
  module.begin(64, memoryBytes - 64);
  if (!module.beginScan(CHUNK_BYTES, 256, CHUNK_BYTES, 64)) throw new Error("there is no room for a scanner");
  return { ...(module as TestModule), lineAt: module.reserve(LINE_BYTES) };
}
