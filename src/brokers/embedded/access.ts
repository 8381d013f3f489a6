import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { Request } from "express";
import type { Client } from "./book.ts";

export interface AccessOptions {
  /** HTTP Basic credentials that strangers must give; open when absent. */
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** The secret with which our own client says for whom it asks. */
  readonly clientToken: string | undefined;
}

/** Who calls. `undefined` means that credentials are wanted and were not given. */
export type Caller = Client & { readonly mayUpdateAll: boolean };

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");
loopback.addSubnet("::ffff:127.0.0.0", 104, "ipv6");

/**
 * Finds out who calls: an actor of our own web (by the shared secret), an account of the operator's (Basic), or
 * an address. Without credentials set, everybody may ask, and callers on this machine may update everything.
 */
export function findCaller(request: Request, options: AccessOptions): Caller | undefined {
  const address = request.ip ?? "unknown";
  const actor = request.get("x-execat-client");
  if (isTrusted(request, options.clientToken) && actor !== undefined && actor !== "") {
    return { id: `actor:${actor}`, owner: `actor:${actor}`, mayUpdateAll: false };
  }
  if (options.credentials === undefined) {
    return { id: `address:${address}`, owner: `address:${address}`, mayUpdateAll: isLoopback(address) };
  }
  const { username, password } = options.credentials;
  const given = basicOf(request.get("authorization"));
  if (given === undefined || !same(given, `${username}:${password}`)) return undefined;
  return { id: `address:${address}`, owner: `account:${username}`, mayUpdateAll: false };
}

/** True for our own client, which may say for whom it asks. */
export function isTrusted(request: Request, clientToken: string | undefined): boolean {
  const token = request.get("x-execat-token");
  return clientToken !== undefined && token !== undefined && same(token, clientToken);
}

/** Only what created a session may change it. */
export function mayUpdate(caller: Caller, owner: string): boolean {
  return caller.mayUpdateAll || caller.owner === owner;
}

function basicOf(header: string | undefined): string | undefined {
  const match = /^basic\s+([A-Za-z0-9+/=]+)$/i.exec(header ?? "");
  return match?.[1] === undefined ? undefined : Buffer.from(match[1], "base64").toString("utf8");
}

/** Compares in a time that tells nothing about the secret, not even its length. */
function same(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? "ipv4" : "ipv6");
}
