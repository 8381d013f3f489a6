import { ExecatError } from "../../../src/errors.ts";
import type { HttpClient, HttpResponse } from "../../../src/http/http-client.ts";
import { retryAfter } from "../../../src/http/retry-after.ts";
import { otherFormat, tokenRefused } from "./failures.ts";
import { DELIMITER, FLUSH, parsePackets, toPackets, type Packet } from "./pkt-line.ts";
import { isId, type Advertised } from "./refs.ts";
import type { Remote } from "./remote.ts";

export interface WebAccess {
  readonly client: HttpClient;
  readonly now: () => Date;
}

/** What an address answered. */
export type RefsAnswer =
  | { readonly kind: "refs"; readonly refs: Advertised }
  | { readonly kind: "gone" | "redirected" }
  /** It speaks no protocol of git's that is known here, or cannot be reached from here; git may try. */
  | { readonly kind: "other" };

interface Question {
  readonly web: WebAccess;
  readonly remote: Remote;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Some 100,000 tags. */
const MAX_BYTES = 8 * 1024 * 1024;
const SERVICE = "git-upload-pack";
/** Forges tell git from a browser by the beginning of this name. */
const USER_AGENT = "git/2.39 (Execat)";

/**
 * Asks a server by smart HTTP for `HEAD` and the tags, and for nothing else where it knows protocol version 2
 * (gitprotocol-http, gitprotocol-v2). No process is started for it, and other refs are never sent.
 *
 * Fails as `HttpClient`, with `TOO_MANY_REQUESTS` when the server asks for patience, and with `TOO_LARGE` when its
 * list has no end.
 */
export async function askRefs(question: Question): Promise<RefsAnswer> {
  const response = await send(question, `/info/refs?service=${SERVICE}`, undefined);
  if (response === undefined) return { kind: "other" };
  const early = judge(question.remote, response);
  if (early !== undefined) return early;
  const packets = parsePackets(response.body);
  const lines = packets.filter((packet) => typeof packet === "string");
  const capabilities = capabilitiesOf(lines);
  if (capabilities === undefined) return { kind: "refs", refs: readOldList(lines, question.remote.url) };
  if (!capabilities.has("ls-refs")) return { kind: "other" };
  const refs = await listRefs(question, capabilities);
  return refs === undefined ? { kind: "other" } : { kind: "refs", refs };
}

/** Those of version 2; absent when the server answered in an older one. */
function capabilitiesOf(lines: readonly string[]): ReadonlyMap<string, string> | undefined {
  const start = lines.indexOf("version 2");
  if (start === -1) return undefined;
  return new Map(
    lines.slice(start + 1).map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")] as const;
    }),
  );
}

async function listRefs(
  question: Question,
  capabilities: ReadonlyMap<string, string>,
): Promise<Advertised | undefined> {
  const format = capabilities.get("object-format");
  if (format !== undefined && format !== "sha1") throw otherFormat(question.remote.url, format);
  const ask = (prefixes: readonly string[]): Promise<HttpResponse | undefined> =>
    send(question, `/${SERVICE}`, [
      "command=ls-refs",
      ...(capabilities.has("agent") ? ["agent=execat"] : []),
      ...(format === undefined ? [] : [`object-format=${format}`]),
      DELIMITER,
      "peel",
      "symrefs",
      ...(capabilities.get("ls-refs")?.includes("unborn") === true ? ["unborn"] : []),
      ...prefixes.map((prefix) => `ref-prefix ${prefix}`),
      FLUSH,
    ]);
  const response = await ask(["HEAD", "refs/tags/"]);
  if (response === undefined) return undefined;
  if (response.status !== 200) throw badStatus(question.remote.url, response.status);
  return readList(parsePackets(response.body));
}

/** Version 2: `<id> <ref> symref-target:<ref> peeled:<id>`. */
function readList(packets: readonly Packet[]): Advertised {
  const ids = new Map<string, string>();
  let headTarget: string | undefined;
  for (const packet of packets) {
    if (typeof packet !== "string") continue;
    const [id = "", ref = "", ...attributes] = toText(packet).split(" ");
    if (isId(id)) ids.set(ref, id);
    for (const attribute of attributes) {
      const [name, value] = splitOnce(attribute, ":");
      if (name === "peeled") ids.set(`${ref}^{}`, value);
      if (name === "symref-target" && ref === "HEAD") headTarget = value;
    }
  }
  return { ids, headTarget };
}

/** Versions 0 and 1: `<id> <ref>`, after the first of them a NUL and the server's abilities. */
function readOldList(lines: readonly string[], url: string): Advertised {
  const ids = new Map<string, string>();
  let headTarget: string | undefined;
  for (const line of lines) {
    const [text, abilities] = splitOnce(line, "\0");
    const [id, ref] = splitOnce(toText(text), " ");
    if (isId(id)) ids.set(ref, id);
    for (const ability of abilities.split(" ")) {
      if (ability.startsWith("symref=HEAD:")) headTarget = ability.slice("symref=HEAD:".length);
      if (ability === "object-format=sha256") throw otherFormat(url, "sha256");
    }
  }
  return { ids, headTarget };
}

/** The client gives a sign for each byte. */
function toText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

async function send(
  { web, remote, timeoutMs, signal }: Question,
  path: string,
  packets: readonly Packet[] | undefined,
): Promise<HttpResponse | undefined> {
  try {
    const response = await web.client.request(`${remote.url.replace(/\/+$/, "")}${path}`, {
      method: packets === undefined ? "GET" : "POST",
      headers: {
        "user-agent": USER_AGENT,
        accept: "*/*",
        "git-protocol": "version=2",
        ...(packets === undefined ? {} : { "content-type": `application/x-${SERVICE}-request` }),
        ...(remote.reach.authorization === undefined ? {} : { authorization: remote.reach.authorization }),
      },
      body: packets === undefined ? undefined : toPackets(packets),
      encoding: "latin1",
      signal,
      timeoutMs,
      maxBytes: MAX_BYTES,
    });
    if (response.status !== 429) return response;
    const now = web.now();
    throw patience(remote.url, retryAfter(response, now) ?? new Date(now.getTime() + WAIT_MS));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExecatError) || error.code !== "UPSTREAM_FAILED") throw error;
    if (error.details?.["maxBytes"] !== undefined) throw endless(remote.url);
    // A connection that broke, or a certificate that only the system's list knows: git tries once more.
    return undefined;
  }
}

/** What the first answer means when it is no list. */
function judge({ url, reach }: Remote, { status, headers, body }: HttpResponse): RefsAnswer | undefined {
  if (status === 401 && reach.authorization !== undefined) throw tokenRefused(url);
  // A forge that tells nobody which private repositories it has asks for a password instead.
  if (status === 401 || status === 404 || status === 410) return { kind: "gone" };
  if (status >= 300 && status < 400) return { kind: "redirected" };
  if (status !== 200) throw badStatus(url, status);
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  if (type.startsWith(`application/x-${SERVICE}-advertisement`)) return undefined;
  if (type.startsWith("text/html") || /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200))) throw webPage(url);
  return { kind: "other" };
}

/** When a server says that it is too much, and not until when. */
const WAIT_MS = 60_000;

function patience(url: string, until: Date): ExecatError {
  const retryAt = until.toISOString();
  return new ExecatError(
    "TOO_MANY_REQUESTS",
    `"${new URL(url).host}" asks to wait until ${retryAt.slice(11, 16)} UTC.`,
    {
      hint: "It goes on by itself then.",
      details: { retryAt },
    },
  );
}

function badStatus(url: string, status: number): ExecatError {
  const hint = status === 403 ? "Make it public, or give the catalogue a token." : "It is tried again later.";
  return new ExecatError("UPSTREAM_FAILED", `"${url}" answered with status ${String(status)}.`, { hint });
}

function webPage(url: string): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `"${url}" answered with a web page in place of a repository.`, {
    hint: "Give the address that `git clone` takes.",
  });
}

function endless(url: string): ExecatError {
  return new ExecatError(
    "TOO_LARGE",
    `"${url}" sent more than ${String(MAX_BYTES / 1024 / 1024)} MiB as its list of branches and tags.`,
    { hint: "Delete tags that nobody needs; it is tried again later." },
  );
}
