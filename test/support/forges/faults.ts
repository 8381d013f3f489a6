import type { ServerResponse } from "node:http";

/** What a fake forge does wrong when it is told to. */
export type Fault =
  /** This answer in place of the right one. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection breaks before anything is answered. */
  | { readonly kind: "reset" }
  /** The whole length is promised, half of the body comes, then the connection breaks. */
  | { readonly kind: "cut" }
  /** The right answer, `bytes` at a time. */
  | { readonly kind: "drip"; readonly bytes: number; readonly everyMs: number }
  /** Nothing is ever answered. */
  | { readonly kind: "stall" }
  /** A list that holds half of what it counts, without a word. What that means is the fake's own matter. */
  | { readonly kind: "half list" };

export interface FaultPlan {
  /** Which kind of request it befalls (as the fake counts them); every one when absent. */
  readonly on?: string | undefined;
  /** How many such requests are answered rightly before. */
  readonly after?: number | undefined;
  /** How many it befalls; all until it is taken back when absent. */
  readonly times?: number | undefined;
}

export interface Faults {
  /** Answers a function that takes the fault back. */
  plan(fault: Fault, plan?: FaultPlan): () => void;
  clear(): void;
  /** The fault of this request, counting it. For the fake itself. */
  next(kind: string): Fault | undefined;
}

export function createFaults(): Faults {
  const planned = new Set<{ fault: Fault; on: string | undefined; after: number; times: number }>();
  return {
    plan(fault, { on, after = 0, times = Number.POSITIVE_INFINITY } = {}) {
      const one = { fault, on, after, times };
      planned.add(one);
      return () => planned.delete(one);
    },
    clear: () => planned.clear(),
    next(kind) {
      for (const one of planned) {
        if (one.on !== undefined && one.on !== kind) continue;
        if (one.after > 0) {
          one.after -= 1;
          continue;
        }
        one.times -= 1;
        if (one.times <= 0) planned.delete(one);
        return one.fault;
      }
      return undefined;
    },
  };
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text and bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
}

/** Sends an answer, or what the fault makes of it. */
export async function sendAnswer(response: ServerResponse, answer: FakeAnswer, fault?: Fault): Promise<void> {
  switch (fault?.kind) {
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "stall":
      return;
    case "status":
      await sendAnswer(response, { status: fault.status, headers: fault.headers, body: fault.body });
      return;
    case "cut": {
      const body = writeHead(response, answer);
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
      return;
    }
    case "drip": {
      const body = writeHead(response, answer);
      for (let at = 0; at < body.length && !response.destroyed; at += fault.bytes) {
        response.write(body.subarray(at, at + fault.bytes));
        await new Promise((resolve) => setTimeout(resolve, fault.everyMs));
      }
      response.end();
      return;
    }
    case "half list":
    case undefined:
      response.end(writeHead(response, answer));
  }
}

function writeHead(response: ServerResponse, { status, headers, body }: FakeAnswer): Buffer {
  const isJson = body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
  const text = isJson ? JSON.stringify(body) : body;
  const bytes = text === undefined ? Buffer.alloc(0) : Buffer.from(text);
  response.writeHead(status, {
    ...(isJson ? { "content-type": "application/json; charset=utf-8" } : {}),
    // An answer without a body has no length to promise (RFC 9110, section 8.6).
    ...(status === 304 || status === 204 ? {} : { "content-length": String(bytes.length) }),
    ...headers,
  });
  return bytes;
}
