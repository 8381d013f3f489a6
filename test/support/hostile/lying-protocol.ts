import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { deflateSync, gunzipSync } from "node:zlib";

/** One call of git, and what an honest server would say. */
export interface Call {
  readonly kind: "advertise" | "list" | "fetch";
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** What an honest server says. */
  readonly honest: () => Buffer;
}

export type Answer = (call: Call) => void;

export const ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
export const RESULT = "application/x-git-upload-pack-result";
export const NO_ID = "4".repeat(40);

/** A line of git's protocol. */
export function line(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}

/** A line that carries a part of the pack (1) or a message (2). */
export function inBand(band: number, bytes: Buffer): Buffer {
  return line(Buffer.concat([Buffer.from([band]), bytes]));
}

export const FLUSH = Buffer.from("0000");

export function honestly({ kind, response, honest }: Call): void {
  response.writeHead(200, { "content-type": kind === "advertise" ? ADVERTISEMENT : RESULT }).end(honest());
}

/** Honest up to one kind of call, of which the answer is another. */
export function lies(kind: Call["kind"], answer: (call: Call) => void): Answer {
  return (call) => (call.kind === kind ? answer(call) : honestly(call));
}

export const changed =
  (change: (honest: Buffer) => Buffer) =>
  (call: Call): void => {
    honestly({ ...call, honest: () => change(call.honest()) });
  };

/** Writes as long as somebody reads. */
export function endlessly(response: ServerResponse, type: string, first: Buffer, part: () => Buffer): void {
  response.writeHead(200, { "content-type": type });
  response.write(first);
  response.on("error", () => undefined);
  const more = (): void => {
    while (!response.destroyed && response.write(part()));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
}

/** One byte now and then. */
export function dripping(response: ServerResponse, type: string, bytes: Buffer): void {
  response.writeHead(200, { "content-type": type });
  let at = 0;
  const timer = setInterval(() => response.write(bytes.subarray(at, (at += 1))), 100);
  response.on("close", () => clearInterval(timer));
}

/** Puts other bytes in the place of the pack: band 1 of `packfile` (gitprotocol-v2). */
export function withPack(honest: Buffer, pack: Buffer): Buffer {
  const start = honest.indexOf("packfile\n") + "packfile\n".length;
  const parts: Buffer[] = [honest.subarray(0, start)];
  for (let at = 0; at < pack.length; at += 65_000) {
    parts.push(inBand(1, pack.subarray(at, at + 65_000)));
  }
  return Buffer.concat([...parts, FLUSH]);
}

export function packHeader(objects: number): Buffer {
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects, 8);
  return head;
}

/** The head of a pack with one blob that has no end, and how its deflated bytes begin. */
export function endlessBlob(): Buffer {
  const size = [0xb0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02];
  return Buffer.concat([packHeader(1), Buffer.from(size), Buffer.from([0x78, 0x01])]);
}

/** A part of deflated bytes that stands as it is (RFC 1951, section 3.2.4). */
export function storedBlock(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

export function emptyPack(): Buffer {
  return withSum(packHeader(0));
}

/**
 * A few kilobytes that git's deltas blow up: a blob of 16 MiB of zeros, and one of 1 GiB that is its copy many times.
 */
export function deltaBomb(): Buffer {
  const base = Buffer.alloc(16 * 1024 * 1024 - 1);
  const copies = 64;
  // Copy from 0, of a size in three bytes (gitformat-pack).
  const copy = Buffer.from([0xf0, 0xff, 0xff, 0xff]);
  const delta = Buffer.concat([
    varint(base.length),
    varint(base.length * copies),
    ...Array.from({ length: copies }, () => copy),
  ]);
  return withSum(
    Buffer.concat([
      packHeader(2),
      entryHead(3, base.length),
      deflateSync(base),
      entryHead(7, delta.length),
      createHash("sha1")
        .update(`blob ${String(base.length)}\0`)
        .update(base)
        .digest(),
      deflateSync(delta),
    ]),
  );
}

function withSum(pack: Buffer): Buffer {
  return Buffer.concat([pack, createHash("sha1").update(pack).digest()]);
}

/** Type and size before an object in a pack: four bits of the size, then seven in each byte. */
function entryHead(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let left = size >>> 4; left > 0; left >>>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(left & 0x7f);
  }
  return Buffer.from(bytes);
}

function varint(size: number): Buffer {
  const bytes: number[] = [];
  let left = size;
  do {
    bytes.push((left % 128) | (left >= 128 ? 0x80 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.from(bytes);
}

/** What git itself would answer for a repository, at once. */
export function honestAnswer(
  repository: string,
  kind: Call["kind"],
  request: IncomingMessage,
  body: Buffer,
): Buffer {
  const isAdvertised = kind === "advertise";
  const input = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  const args = ["upload-pack", "--stateless-rpc", ...(isAdvertised ? ["--advertise-refs"] : []), repository];
  const { stdout } = spawnSync("git", ["-c", "uploadpack.allowFilter=true", ...args], {
    input: isAdvertised ? "" : input,
    env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_PROTOCOL: "version=2" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
