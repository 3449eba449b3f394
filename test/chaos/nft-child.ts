import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import type { Actuator } from "../../src/respond/index.ts";
import { openNftActuator } from "../../src/respond/io/index.ts";
import type { Kernel } from "./kernel.ts";
import { playScenario } from "./scenario.ts";
import { FAMILIES } from "./scenarios/index.ts";

/** Some families whose scenarios need no kernel that fails, forgets or keeps an invented clock. */
const PLAYED = ["gateway", "peer", "operator address", "CDN", "IPv6 /64"];

let now: () => number = Date.now;
let real: (Actuator & { close(): Promise<void> }) | undefined;
let applied = 0;

before(async () => {
  real = await openNftActuator({ clock: () => now(), host: "harbour-1", onProblem: (problem) => assert.fail(problem) });
});

after(async () => {
  await real?.close();
});

/** nft itself, in a namespace of its own; what it says that it holds is read by patterns of our own. */
function nftOf(kernel: Kernel, wall: () => number): Actuator {
  assert.ok(real !== undefined);
  const nft = real;
  now = wall;
  const mirror = () => {
    const text = execFileSync("/usr/sbin/nft", ["list", "table", "inet", "meridian"], { encoding: "utf8", timeout: 10_000 });
    kernel.elements = [...text.matchAll(/set (b[46]\S*) \{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g)].flatMap(
      ([, set = "", body = ""]) => {
        const list = /elements = \{([^}]*)\}/.exec(body)?.[1] ?? "";
        return list.split(",").flatMap((item) => {
          const element = item.trim().split(/\s/, 1)[0] ?? "";
          return element === "" ? [] : [{ set, element, endsMs: null }];
        });
      },
    );
    kernel.onChange();
  };
  const busy = async <Answer>(asking: Promise<Answer>) => {
    kernel.busy++;
    return await asking.finally(() => kernel.busy--);
  };
  return {
    ...nft,
    generation: () => busy(nft.generation()),
    list: () => busy(nft.list()),
    apply: async (orders) => {
      applied += orders.length;
      const outcomes = await busy(nft.apply(orders));
      mirror();
      return outcomes;
    },
    undo: async (orders) => {
      const outcomes = await busy(nft.undo(orders));
      mirror();
      return outcomes;
    },
  };
}

describe("no self-inflicted outage with nft itself", () => {
  for (const family of PLAYED) {
    for (const scenario of FAMILIES[family] ?? []) {
      test(`${family}: ${scenario.name}`, async () => {
        await playScenario(scenario, { system: nftOf });
        const held = (await real?.list()) ?? [];
        await real?.undo(held);
      });
    }
  }

  test("and some was really held by nft", () => {
    assert.ok(applied > 70, `${applied} orders`);
    process.stdout.write(`measured: ${applied} orders reached nft\n`);
  });
});
