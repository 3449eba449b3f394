import type { ScannerModule } from "./module.ts";

type Global = { readonly value: number };

/** What assembly/index.ts exports. */
export type ScannerExports = ScannerModule & {
  readonly begin: (from: number, until: number) => void;
  readonly setSeed: (seed: bigint) => void;
  readonly beginScan: (chunkBytes: number, places: number, arenaBytes: number, tokenMax: number) => number;
  readonly addRouting: (slot: number) => void;
  readonly addRequired: (slot: number, text: number) => void;
  readonly reserveColumns: (count: number) => number;
  readonly scan: (length: number) => number;
  readonly input: Global;
  readonly handed: Global;
  readonly quiet: Global;
};

/** What assembly/host.ts imports. */
export type ScannerImports = {
  readonly name: (node: number, at: number, length: number, answer: number) => void;
  readonly forgetNames: () => void;
  readonly route: (tokens: number) => number;
  readonly columns: (partition: number) => number;
  readonly value: (partition: number, column: number, at: number, length: number) => number;
  readonly verdict: (partition: number, values: number) => number;
};

/** As much of the WebAssembly JavaScript Interface (W3C, 2.0) as is used here: the types of the language alone do not have it. */
type Wasm = {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => { readonly buffer: ArrayBufferLike };
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE_BYTES = 65_536;

/** An instance with a memory of this size, which never grows, so that views of it stay good. Undefined where the host cannot run it. */
export function instantiate(bytes: Uint8Array, memoryBytes: number, host: ScannerImports): ScannerExports | undefined {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly?: Wasm };
  if (wasm === undefined || !wasm.validate(bytes)) return undefined;
  const pages = Math.ceil(memoryBytes / PAGE_BYTES);
  const memory = new wasm.Memory({ initial: pages, maximum: pages });
  const { exports } = new wasm.Instance(new wasm.Module(bytes), { env: { memory }, host });
  return { ...(exports as ScannerExports), memory };
}
