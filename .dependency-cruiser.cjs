// The walls of the house (ARCHITECTURE.md, "Rooms"). Each rule has a canary in test/tidy/layers-canary.test.ts.

const FAST_ROOMS = ["telemetry", "detect", "respond", "assure", "insider"];
const SLOW_ROOMS = ["ledger", "witness", "time", "vault", "case", "law", "review", "remedy", "decision", "publish"];
const ROOMS = [...FAST_ROOMS, ...SLOW_ROOMS].join("|");
const EDGES = "app|api|cli|enforcer";
const NOT_TESTS = "\\.test\\.ts$";

/** A door is a room's index.ts, its io/index.ts, and the Sigma core's, which ships alone. */
const DOOR = "^src/[^/]+/(io/)?index\\.ts$|^src/detect/sigma/index\\.ts$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** `layer` may import itself and `others` of our own folders, nothing else of ours. */
const onlyImports = (layer, ...others) =>
  rule(
    `${layer}-imports-only-${["itself", ...others].join("-")}`,
    `src/${layer} may import ${others.length === 0 ? "no other folder" : `only ${others.join(", ")}`}.`,
    { path: `^src/${layer}/` },
    { path: "^(src|bench|scripts|bin)/", pathNot: [`^src/(${[layer, ...others].join("|")})/`] },
  );

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    rule("no-cycle", "A cycle has no first file to read.", {}, { circular: true }),
    rule("resolves", "An import must lead somewhere.", {}, { couldNotResolve: true }),

    onlyImports("lib"),
    onlyImports("model", "lib"),
    onlyImports("merkle", "lib", "model"),
    onlyImports("verify", "lib", "model", "merkle"),
    onlyImports("stix", "lib"),
    onlyImports("evtx", "lib"),
    onlyImports("yaml", "lib"),
    onlyImports("enforcer", "lib", "model", "respond"),
    rule(
      "verify-has-one-dependency",
      "A stranger audits the verifier: WebCrypto and @noble/post-quantum, nothing else.",
      { path: "^src/(lib|model|merkle|verify)/", pathNot: NOT_TESTS },
      { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"], pathNot: "node_modules/@noble/post-quantum/" },
    ),
    rule(
      "rooms-are-strangers",
      "Rooms share nouns; src/app wires them.",
      { path: `^src/(${ROOMS})/` },
      { path: `^src/(${ROOMS}|verify|${EDGES})/`, pathNot: "^src/$1/" },
    ),
    rule(
      "fast-path-without-merkle",
      "Nothing on the fast path waits for the ledger.",
      { path: `^src/(${FAST_ROOMS.join("|")})/` },
      { path: "^src/merkle/" },
    ),
    rule(
      "one-door-a-room",
      "A room is entered by its index.ts and by nothing else.",
      { path: "^src/([^/]+)/" },
      { path: "^src/[^/]+/", pathNot: ["^src/$1/", DOOR] },
    ),
    rule(
      "only-app-wires-rooms",
      "src/api and src/cli are thin: they reach a room through src/app.",
      { path: "^src/(api|cli)/", pathNot: NOT_TESTS },
      { path: `^src/(${ROOMS})/` },
    ),
    rule("edges-on-top", "src/app knows no edge.", { path: "^src/app/" }, { path: "^src/(api|cli|enforcer)/" }),
    rule("cli-above-api", "src/api does not know src/cli.", { path: "^src/api/" }, { path: "^src/cli/" }),
    rule(
      "node-only-at-the-rim",
      "Only io/ and the edges touch Node; everything else takes what it needs as an argument.",
      { path: "^src/", pathNot: ["/io/", `^src/(${EDGES})/`, NOT_TESTS] },
      { dependencyTypes: ["core"] },
    ),
    rule(
      "io-only-from-the-rim",
      "Pure code never imports io/.",
      { path: "^src/", pathNot: ["/io/", `^src/(${EDGES})/`, NOT_TESTS] },
      { path: "^src/.*/io/" },
    ),
    rule(
      "no-dev-dependency-in-src",
      "What ships must be a dependency of what ships.",
      { path: "^(src|bin)/", pathNot: NOT_TESTS },
      { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], pathNot: "node_modules/@types/" },
    ),
    rule("no-tests-in-src", "Shipped code does not import tests.", { path: "^(src|bin)/", pathNot: NOT_TESTS }, { path: "^test/|\\.test\\.ts$" }),
    rule("no-outer-folder-in-src", "Shipped code does not import tools.", { path: "^src/" }, { path: "^(bench|scripts|bin|lab)/" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|verifier)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs", ".cjs"], exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
