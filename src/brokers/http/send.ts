import type { HttpClient, HttpResponse } from "../../http/http-client.ts";
import type { CallOptions } from "../broker.ts";

export interface SendOptions {
  /** Asked at each call, since our own listener's port is known only once it listens. */
  readonly baseUrl: () => string;
  readonly http: HttpClient;
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
  /** Deadline of one call. */
  readonly timeoutMs: number;
  /** Only for a broker of ours: the secret that lets it believe us who asks. */
  readonly clientToken?: string | undefined;
}

export interface OutgoingCall {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly options: CallOptions;
}

export type Send = (call: OutgoingCall) => Promise<HttpResponse>;

/** Makes the calls of one broker: its address, the headers that it needs, its deadline. */
export function createSend(options: SendOptions): Send {
  return async (call) => {
    const headers: Record<string, string> = { accept: "application/json" };
    if (call.body !== undefined) headers["content-type"] = "application/json";
    // A wrong password on a GET is refused by the reference broker although reading is open: send none.
    if (call.method === "POST" && options.credentials !== undefined) {
      const { username, password } = options.credentials;
      headers["authorization"] = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    }
    if (options.clientToken !== undefined && call.options.actorId !== undefined) {
      headers["x-execat-token"] = options.clientToken;
      headers["x-execat-client"] = call.options.actorId;
    }
    return options.http.request(`${options.baseUrl().replace(/\/+$/, "")}${call.path}`, {
      method: call.method,
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.options.signal,
      timeoutMs: options.timeoutMs,
    });
  };
}
