import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, test } from "node:test";
import { block, openHere, quarantine, until } from "./nft-open.ts";

const IP = "/sbin/ip";
const ESTABLISHED = "10.30.0.2";
/** Who sends, and what blocks them; management is 10.20.0.0/16 and 2001:db8:20::/48. */
const SENDERS = {
  [ESTABLISHED]: ESTABLISHED,
  "10.30.1.2": "10.30.1.0/24",
  "10.30.2.2": null,
  "10.20.0.2": null,
  "2001:db8:30::2": "2001:db8:30::2",
  "2001:db8:30:1::2": "2001:db8:30:1::/64",
  "2001:db8:30:2::2": null,
  "2001:db8:20::2": null,
} as const;
const NETWORKS = [
  ["10.30.", "10.30.0.1"],
  ["10.20.", "10.20.0.1"],
  ["2001:db8:30:", "2001:db8:30::1"],
  ["2001:db8:20:", "2001:db8:20::1"],
] as const;
const MINE = NETWORKS.map(([, address]) => address);
const MANAGEMENT_SENDERS = ["10.20.0.2", "2001:db8:20::2"];

const heard = new Map<string, number>();
const children: ChildProcess[] = [];
const sockets: Socket[] = [];
const ticks = createServer((connection) => connection.on("data", () => hear("tick")).on("error", () => hear("reset")));

function hear(who: string): void {
  heard.set(who, (heard.get(who) ?? 0) + 1);
}

function count(who: string): number {
  return heard.get(who) ?? 0;
}

/** Until each of them was heard so many times more. */
async function hearMore(who: readonly string[], more: number): Promise<void> {
  const from = new Map(who.map((one) => [one, count(one)]));
  const lacking = () => who.filter((one) => count(one) < (from.get(one) ?? 0) + more);
  await until(() => lacking().length === 0);
}

const network = (address: string) => `${address}/${address.includes(":") ? 48 : 16}`;
const nodad = (address: string) => (address.includes(":") ? ["nodad"] : []);

before(async () => {
  const peer = spawn("unshare", ["-n", "sleep", "100"], { stdio: "ignore" });
  children.push(peer);
  const mine = execFileSync("readlink", ["/proc/self/ns/net"], { encoding: "utf8" });
  const theirs = () => execFileSync("readlink", [`/proc/${peer.pid}/ns/net`], { encoding: "utf8" });
  await until(() => theirs() !== mine);
  const ip = (...args: readonly string[]) => execFileSync(IP, args);
  const there = ["nsenter", "-t", String(peer.pid), "-n"] as const;
  const ipThere = (...args: readonly string[]) => execFileSync(there[0], [...there.slice(1), IP, ...args]);
  ip("link", "set", "lo", "up");
  ip("link", "add", "here", "type", "veth", "peer", "name", "there", "netns", String(peer.pid));
  for (const address of MINE) ip("addr", "add", network(address), "dev", "here", ...nodad(address));
  for (const address of Object.keys(SENDERS)) ipThere("addr", "add", network(address), "dev", "there", ...nodad(address));
  ip("link", "set", "here", "up");
  ipThere("link", "set", "there", "up");

  const port = 5140;
  for (const address of MINE) {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    sockets.push(socket.on("message", (text) => hear(text.toString())));
    await once(socket.bind(port, address), "listening");
  }
  await once(ticks.listen(0, "10.30.0.1"), "listening");
  const pairs = Object.keys(SENDERS).map((from) => {
    const to = NETWORKS.find(([prefix]) => from.startsWith(prefix));
    return `${from}>${to?.[1]}`;
  });
  const program = `${import.meta.dirname}/nft-peer-child.ts`;
  const args = [
    ...there.slice(1),
    process.execPath,
    program,
    String(port),
    String((ticks.address() as AddressInfo).port),
    ...pairs,
  ];
  children.push(spawn(there[0], args, { stdio: "inherit" }));
  await hearMore([...Object.keys(SENDERS), "tick"], 1);
});

after(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const socket of sockets) socket.close();
  ticks.close();
});

/** What was under way when the order was carried out has arrived when the others were heard again. */
async function assertSilent(silent: readonly string[], others: readonly string[]): Promise<void> {
  await hearMore(others, 3);
  const before = silent.map(count);
  await hearMore(others, 10);
  assert.deepEqual(silent.map(count), before);
}

test("blocked addresses and prefixes are not heard, others are, and undoing is heard at once", async () => {
  const { actuator } = await openHere();
  const blocks = Object.values(SENDERS).flatMap((target) => (target === null ? [] : [block(target)]));
  const silent = Object.entries(SENDERS).flatMap(([sender, target]) => (target === null ? [] : [sender]));
  const others = Object.keys(SENDERS).filter((sender) => !silent.includes(sender));
  await actuator.apply(blocks);
  await assertSilent([...silent, "tick"], others);
  for (const { target, dropped } of await actuator.list()) {
    assert((dropped?.packets ?? 0) >= 5 && (dropped?.bytes ?? 0) >= 140, `${target.value} dropped ${JSON.stringify(dropped)}`);
  }
  await actuator.undo(blocks);
  await hearMore([...silent, "tick"], 1);
  await actuator.close();
});

test("under quarantine only management and loopback are left, in both directions, and it ends by itself", async () => {
  const { actuator } = await openHere();
  const all = Object.keys(SENDERS);
  await actuator.apply([quarantine(700)]);
  await assertSilent(
    all.filter((sender) => !MANAGEMENT_SENDERS.includes(sender)),
    MANAGEMENT_SENDERS,
  );
  const [toV4, , toV6] = sockets;
  assert(toV4 !== undefined && toV6 !== undefined);
  const send = (socket: Socket, to: string) =>
    new Promise<string>((resolve) =>
      socket.send("x", 9, to, (error: NodeJS.ErrnoException | null) => resolve(error?.code ?? "sent")),
    );
  assert.equal(await send(toV4, "10.30.2.2"), "EPERM");
  assert.equal(await send(toV6, "2001:db8:30:2::2"), "EPERM");
  assert.equal(await send(toV4, "10.20.0.2"), "sent");
  assert.equal(await send(toV6, "2001:db8:20::2"), "sent");
  const looped = createSocket("udp4");
  await once(looped.bind(0, "127.0.0.1"), "listening");
  const arrived = once(looped, "message");
  looped.send("loop", looped.address().port, "127.0.0.1");
  await arrived;
  looped.close();
  await actuator.close();
  await hearMore(all, 3);
});
