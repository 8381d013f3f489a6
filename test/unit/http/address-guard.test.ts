import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllowedHost, isPublicAddress } from "../../../src/http/address-guard.ts";

describe("the guard against addresses that are not public", () => {
  it.each([
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.7",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2001::1",
    "localhost",
    "",
  ])("refuses %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450:4001::1"])(
    "lets %s through",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it("refuses every address of a private network, however it is mapped into IPv6", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), ([a, b, c]) => {
        for (const address of [`10.${a}.${b}.${c}`, `127.${a}.${b}.${c}`, `::ffff:${a}.${b}.${c}.1`]) {
          expect(isPublicAddress(address)).toBe(false);
        }
      }),
    );
  });

  it("allows exactly the named host, or host and port", () => {
    expect(isAllowedHost(["broker.test"], "BROKER.test", "80")).toBe(true);
    expect(isAllowedHost(["broker.test:8082"], "broker.test", "8082")).toBe(true);
    expect(isAllowedHost(["broker.test:8082"], "broker.test", "8083")).toBe(false);
    expect(isAllowedHost(["broker.test"], "evil.broker.test", "80")).toBe(false);
    expect(isAllowedHost(["::1", "[fd00::1]:80"], "[::1]", "443")).toBe(true);
    expect(isAllowedHost(["[fd00::1]:80"], "[fd00::1]", "80")).toBe(true);
    expect(isAllowedHost([], "127.0.0.1", "80")).toBe(false);
  });
});
