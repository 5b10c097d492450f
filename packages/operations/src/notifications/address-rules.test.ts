import { expect, test } from "vitest";
import { addressRules } from "./address-rules.ts";
import { resolveTarget } from "./resolve-target.ts";

const strict = addressRules({ allowPrivate: false, clusterRanges: ["203.1.0.0/16", "198.51.99.7", "2a01:db9::/64"] });
const open = addressRules({ allowPrivate: true, clusterRanges: ["203.1.0.0/16"] });

const inner = [
  "127.0.0.1",
  "127.9.9.9",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "::1",
  "fd12::1",
  "::ffff:10.0.0.1",
  "::ffff:a00:1",
  "0:0:0:0:0:ffff:7f00:1",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::a00:1",
  "::ffff:0:a00:1",
  "2002:7f00:1::",
  "203.1.2.3",
  "198.51.99.7",
  "2a01:db9::5",
];
const nowhere = [
  "0.0.0.0",
  "169.254.169.254",
  "169.254.1.1",
  "100.100.100.200",
  "::ffff:169.254.169.254",
  "::",
  "fe80::1",
  "fe80::1%eth0",
  "fd00:ec2::254",
  "224.0.0.1",
  "255.255.255.255",
  "ff02::1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b::169.254.169.254",
  "64:ff9b:1::a9fe:a9fe",
  "64:ff9b:1:a9fe:a9:fe00::",
  "2002:a9fe:a9fe::1",
  "::a9fe:a9fe",
  "::ffff:0:a9fe:a9fe",
  "2001:0:1234:5678:0:0:5601:5601",
];

const answers =
  (...addresses: readonly string[]) =>
  () =>
    Promise.resolve(addresses);

test.each(inner)("%s is inside, and connected to only when that was allowed", (address) => {
  expect(strict(address)).toBeDefined();
  expect(open(address)).toBeUndefined();
});

test.each(nowhere)("%s is never connected to", (address) => {
  expect(strict(address)).toBeDefined();
  expect(open(address)).toBeDefined();
});

test.each(["1.1.1.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is outside", (address) => {
  expect(strict(address)).toBeUndefined();
});

test.each([
  "http://2130706433/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://[::ffff:127.0.0.1]/",
])("%s is this machine, however it is written", async (url) => {
  await expect(resolveTarget(new URL(url).hostname, strict, answers("1.1.1.1"))).rejects.toThrow("private network");
});

test("a name is refused when any of its addresses is inside, and connected to at the address that was checked", async () => {
  await expect(resolveTarget("both.example.com", strict, answers("1.1.1.1", "10.0.0.1"))).rejects.toThrow(
    "at 10.0.0.1",
  );
  expect(await resolveTarget("good.example.com", strict, answers("1.1.1.1", "2606:4700::1111"))).toEqual({
    address: "1.1.1.1",
    family: 4,
  });
});
