import { ExecatError } from "../../../src/errors.ts";

/** A line of git's protocol (gitprotocol-common): its text without the line end, or what separates lines. */
export type Packet = string | typeof FLUSH | typeof DELIMITER;

export const FLUSH = Symbol("flush");
export const DELIMITER = Symbol("delimiter");

/** Lines as they are sent. */
export function toPackets(packets: readonly Packet[]): string {
  return packets.map(toPacket).join("");
}

function toPacket(packet: Packet): string {
  if (packet === FLUSH) return "0000";
  if (packet === DELIMITER) return "0001";
  const size = Buffer.byteLength(packet, "latin1") + 5;
  return `${size.toString(16).padStart(4, "0")}${packet}\n`;
}

/**
 * Reads what a server sent, one sign a byte. Throws `UPSTREAM_FAILED` for what is cut off or no such lines, and with
 * the server's own words when it sent an error.
 */
export function parsePackets(body: string): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < body.length;) {
    const digits = body.slice(at, at + 4);
    const size = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : -1;
    if (size === 0 || size === 1 || size === 2) {
      if (size < 2) packets.push(size === 0 ? FLUSH : DELIMITER);
      at += 4;
      continue;
    }
    if (size < 4 || at + size > body.length) throw damaged();
    const line = body.slice(at + 4, at + size).replace(/\n$/, "");
    if (line.startsWith("ERR ")) throw refusal(line.slice("ERR ".length));
    packets.push(line);
    at += size;
  }
  return packets;
}

function damaged(): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", "The server's list of branches and tags is cut off or damaged.", {
    hint: "It is tried again later.",
  });
}

function refusal(text: string): ExecatError {
  const told = text
    .replaceAll(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, 200);
  return new ExecatError("UPSTREAM_FAILED", `The server gives no list of branches: "${told}".`, {
    hint: "Check the address of the source; it is tried again later.",
  });
}
