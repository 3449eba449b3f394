import assert from "node:assert/strict";
import { test } from "node:test";
import { isWithin, parseAddress, parseNetwork } from "./network.ts";

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
