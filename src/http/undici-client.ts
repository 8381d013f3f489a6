import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, request as undiciRequest, type Dispatcher } from "undici";
import { ExecatError } from "../errors.ts";
import { bareHost, isAllowedHost, isPublicAddress } from "./address-guard.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "./http-client.ts";

export interface HttpClientOptions {
  /** Hosts (`host` or `host:port`) that may be called although their address is private; asked at each dial. */
  readonly allowHosts: () => readonly string[];
  readonly userAgent: string;
}

const DEFAULT_MAX_BYTES = 4_000_000;

/** Calls other servers with undici; see `HttpClient` for the contract. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = new Agent({ connect: guardedConnector(options.allowHosts), connections: 32 });
  return {
    async request(url, request) {
      const target = readUrl(url);
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
      try {
        const send = (): Promise<Dispatcher.ResponseData> =>
          undiciRequest(target, {
            dispatcher: agent,
            method: request.method ?? "GET",
            headers: {
              "user-agent": options.userAgent,
              "accept-encoding": "identity",
              ...request.headers,
            },
            body: request.body ?? null,
            signal,
          });
        const response = await send().catch((error: unknown) => {
          if (signal.aborted || !mayRepeat(request) || !BROKEN.has(codeOf(error) ?? "")) throw error;
          return send();
        });
        return await readResponse(response, request, target);
      } catch (error) {
        throw toExecatError(error, { target, signal, deadline, timeoutMs: request.timeoutMs });
      }
    },
    async close() {
      // destroy, not close: a server that is shutting down must not wait for a slow broker.
      await agent.destroy();
    },
  };
}

/** How a connection ends that the other side gave up. */
const BROKEN: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

function mayRepeat({ method = "GET", onlyAsks = false }: HttpRequest): boolean {
  return method !== "POST" || onlyAsks;
}

function readUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || (target.protocol !== "http:" && target.protocol !== "https:")) {
    throw new ExecatError("UPSTREAM_FAILED", `"${url}" is not an http or https address.`, {
      hint: "Give an address that begins with http:// or https://.",
    });
  }
  return target;
}

async function readResponse(
  response: Dispatcher.ResponseData,
  request: HttpRequest,
  target: URL,
): Promise<HttpResponse> {
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      response.body.destroy();
      throw new ExecatError(
        "UPSTREAM_FAILED",
        `The answer of "${target.host}" is longer than ${maxBytes} bytes.`,
        { details: { maxBytes } },
      );
    }
    chunks.push(chunk);
  }
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
  }
  return { status: response.statusCode, headers, body: Buffer.concat(chunks).toString(request.encoding) };
}

interface Circumstances {
  readonly target: URL;
  readonly signal: AbortSignal;
  readonly deadline: AbortSignal;
  readonly timeoutMs: number;
}

function toExecatError(error: unknown, at: Circumstances): ExecatError {
  const known = findExecatError(error);
  if (known !== undefined) return known;
  const host = at.target.host;
  if (at.deadline.aborted || isTimeout(at.signal.reason)) {
    return new ExecatError("UPSTREAM_TIMEOUT", `"${host}" did not answer within ${at.timeoutMs} ms.`, {
      hint: "Try again later, or give the server more time.",
      cause: error,
    });
  }
  if (at.signal.aborted) {
    return new ExecatError("UPSTREAM_FAILED", `The call of "${host}" was given up.`, { cause: error });
  }
  const code = codeOf(error);
  return new ExecatError(
    "UPSTREAM_FAILED",
    `"${host}" could not be reached${code === undefined ? "" : ` (${code})`}.`,
    { hint: REASONS.get(code ?? "") ?? "Check the address and whether the server runs.", cause: error },
  );
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "Nothing listens at that address: check the port and whether the server runs."],
  ["ENOTFOUND", "The name is not known: check how it is written."],
  ["EAI_AGAIN", "The name could not be looked up now: try again later."],
  ["ECONNRESET", "The server broke the connection: try again later."],
  ["UND_ERR_SOCKET", "The server broke the connection: try again later."],
]);

/** The guard throws inside undici, which may wrap what it throws. */
function findExecatError(error: unknown): ExecatError | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current instanceof ExecatError) return current;
    current = current.cause;
  }
  return undefined;
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * A connector that looks at the address which is really dialled. A name that was checked before and then
 * resolved again could change in between; here the checked addresses are the ones that are used.
 */
function guardedConnector(allowHosts: () => readonly string[]): buildConnector.connector {
  const open = buildConnector({ timeout: 10_000 });
  const guarded = buildConnector({ timeout: 10_000, lookup: guardedLookup });
  return (options, callback) => {
    const port = options.port || (options.protocol === "https:" ? "443" : "80");
    const host = bareHost(options.hostname);
    if (isAllowedHost(allowHosts(), host, port)) {
      open(options, callback);
    } else if (isIP(host) !== 0 && !isPublicAddress(host)) {
      callback(refused(host, host), null);
    } else {
      guarded(options, callback);
    }
  };
}

const guardedLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const bad = addresses.find((entry) => !isPublicAddress(entry.address));
    if (bad !== undefined) {
      // One private address among public ones is refused as well: which is dialled is not ours to choose.
      callback(refused(hostname, bad.address), []);
      return;
    }
    giveBack(addresses, options.all === true, callback);
  });
};

function giveBack(
  addresses: readonly LookupAddress[],
  all: boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  if (all) {
    callback(null, [...addresses]);
    return;
  }
  const first = addresses[0];
  if (first === undefined) callback(new Error("no address"), []);
  else callback(null, first.address, first.family);
}

function refused(hostname: string, address: string): ExecatError {
  const name = hostname === address ? `"${address}"` : `"${hostname}" (${address})`;
  return new ExecatError("FORBIDDEN", `${name} is not a public address and may not be called.`, {
    hint: "An operator can allow the host by the setting EXECAT_ALLOW_HOSTS.",
  });
}
