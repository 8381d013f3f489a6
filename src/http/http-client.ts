/** One outbound request. Redirects are never followed by the client itself. */
export interface HttpRequest {
  readonly method?: "GET" | "HEAD" | "POST" | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** A POST that only asks, and may be sent twice as a GET may. */
  readonly onlyAsks?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Deadline for the whole exchange, body included. */
  readonly timeoutMs: number;
  /** A longer body fails the request. */
  readonly maxBytes?: number | undefined;
  /** Of the answer's body; `latin1` gives a sign for each byte. UTF-8 when absent. */
  readonly encoding?: "utf8" | "latin1" | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Calls other servers for us.
 *
 * Refuses addresses that are private, loopback, link-local or otherwise not public, looked at when the
 * connection is dialled and not before, unless `host` or `host:port` is allowed by setting.
 *
 * A request that changes nothing is sent once more when its connection breaks before an answer: servers end idle
 * connections, also in the moment at which one is used again.
 *
 * Fails with `UPSTREAM_TIMEOUT` after the deadline, `FORBIDDEN` for an address that may not be called,
 * `UPSTREAM_FAILED` for everything else that kept the answer from coming. Any status is an answer.
 */
export interface HttpClient {
  request(url: string, request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}
