import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, formatNetwork, isWithin, parseAddress, parseNetwork } from "./ip.ts";

const INSIDE: readonly (readonly [network: string, inside: readonly string[], outside: readonly string[]])[] = [
  ["10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"], ["11.0.0.0", "9.255.255.255", "::10.1.2.3", "fe80::1"]],
  ["192.168.1.128/25", ["192.168.1.128", "192.168.1.255"], ["192.168.1.127"]],
  ["172.16.5.4/12", ["172.16.0.0", "172.31.255.255"], ["172.32.0.0"]],
  ["0.0.0.0/0", ["255.255.255.255"], ["::1"]],
  ["203.0.113.7", ["203.0.113.7"], ["203.0.113.8"]],
  ["fe80::/10", ["fe80::1", "febf:ffff::", "FE80::1%eth0"], ["fec0::", "10.0.0.1"]],
  ["2001:db8::/33", ["2001:db8:7fff::"], ["2001:db8:8000::"]],
  ["::1/128", ["::1", "0:0:0:0:0:0:0:1"], ["::2"]],
  ["::ffff:10.0.0.0/104", ["10.9.9.9"], ["11.0.0.0"]],
  ["2001:db8::1:0:0:1/128", ["2001:db8:0:0:1::1"], ["2001:db8::1"]],
];

test("addresses lie inside the networks that hold them", () => {
  for (const [text, inside, outside] of INSIDE) {
    const network = parseNetwork(text);
    assert.ok(network !== undefined, text);
    for (const address of inside)
      assert.ok(isWithin(network, parseAddress(address) ?? assert.fail(address)), `${address} in ${text}`);
    for (const address of outside)
      assert.ok(!isWithin(network, parseAddress(address) ?? assert.fail(address)), `${address} not in ${text}`);
  }
});

test("what is no address or network is none", () => {
  for (const text of [
    "",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "1.2.3.4.5",
    "1.2.3.4:80",
    ":::",
    "1::2::3",
    "12345::",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "g::",
    "::1.2.3",
    "1.2.3.4::",
  ]) {
    assert.equal(parseAddress(text), undefined, text);
  }
  for (const text of [
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "::/129",
    "10.*",
    "10.0.0.0/8/8",
    "::ffff:10.0.0.0/8",
  ])
    assert.equal(parseNetwork(text), undefined, text);
});

const WRITTEN: readonly (readonly [given: string, written: string])[] = [
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["1:0:0:0:0:0:0:0", "1::"],
  ["::1", "::1"],
];

test("an address is written in one way (RFC 5952 §4)", () => {
  for (const [given, written] of WRITTEN) {
    const address = parseAddress(given);
    assert.ok(address, given);
    assert.equal(formatAddress(address), written);
  }
});

test("a network is written with the bits beyond its prefix cleared", () => {
  for (const [given, written] of [
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["203.0.113.255/25", "203.0.113.128/25"],
    ["2001:db8::ffff/64", "2001:db8::/64"],
    ["255.255.255.255/0", "0.0.0.0/0"],
    ["203.0.113.9", "203.0.113.9/32"],
  ] as const) {
    const network = parseNetwork(given);
    assert.ok(network, given);
    assert.equal(formatNetwork(network), written);
  }
});
