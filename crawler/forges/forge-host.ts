/** A server that the operator configured: where it is, and what we may do there. */
export interface ForgeHost {
  readonly kind: "github" | "gitlab";
  /** As people open it, without a slash at its end: `https://github.com`. */
  readonly url: string;
  /** Of `url`, with its port when one is written: the host of its repositories' entries. */
  readonly host: string;
  /** A personal or project token; read anew at each call, so that a changed file is enough. */
  readonly token?: (() => Promise<string | undefined>) | undefined;
  /** GitHub only: tokens of an App's installations in place of a personal one. */
  readonly app?: { readonly id: string; readonly privateKey: () => Promise<string> } | undefined;
  readonly webhookSecret?: (() => Promise<string | undefined>) | undefined;
  /** Part of the host's rate limit that crawls may use, from 0 to 1. */
  readonly share: number;
  /** Whether commit statuses are written. */
  readonly report: boolean;
}
