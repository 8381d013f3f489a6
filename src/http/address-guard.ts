import { BlockList, isIP } from "node:net";

/** IPv4 ranges that are not on the public internet, from the IANA special-purpose address registry. */
const NOT_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Parts of 2000::/3 that are not public, or that carry an IPv4 address which nobody has looked at. */
const NOT_PUBLIC_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const refusedV4 = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_V4) refusedV4.addSubnet(network, prefix, "ipv4");
const refusedV6 = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_V6) refusedV6.addSubnet(network, prefix, "ipv6");
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");

/**
 * True for an address of the public internet. Text that is no address is not public.
 *
 * For IPv6 only global unicast counts, so loopback, link-local, unique-local, multicast, IPv4-mapped and
 * NAT64 addresses are all refused without being listed.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedV4.check(address, "ipv4");
    case 6:
      // An address with a zone (`fe80::1%eth0`) is local by definition, and BlockList does not read it.
      return !address.includes("%") && globalV6.check(address, "ipv6") && !refusedV6.check(address, "ipv6");
    default:
      return false;
  }
}

/**
 * True when a setting names exactly this host, or this host and port. Compared without case; an IPv6
 * address may be written with or without brackets when it stands without a port.
 */
export function isAllowedHost(allowed: readonly string[], hostname: string, port: string): boolean {
  const host = bareHost(hostname);
  const withPort = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return allowed.some((entry) => {
    const name = entry.trim().toLowerCase();
    return bareHost(name) === host || name === withPort;
  });
}

/** A host name in lower case, without the brackets that a URL puts around an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[(.*)\]$/, "$1");
}
