import type { BrokerMessage, ComponentState, Connector, Measure, SessionOption } from "../catalogue/asks.ts";
import type { AmountRange, ManifestModel } from "../manifest/model.ts";

/** What is asked: a manifest without placeholders and without `discovery`, with the wished schedule. */
export type ExecutionRequest = Omit<ManifestModel, "discovery">;

export interface BrokerOffer {
  readonly uuid: string;
  /** Open set; see `TERMINAL_PHASES`. */
  readonly phase: string;
  /** UTC ISO 8601, absent when not stated (instants before the year 2000 count as not stated). */
  readonly startsAt: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly expiresAt: string | undefined;
  readonly cores: AmountRange | undefined;
  /** GiB */
  readonly memory: AmountRange | undefined;
  readonly costs: readonly Measure[];
  readonly metrics: readonly Measure[];
  readonly messages: readonly BrokerMessage[];
}

export interface BrokerAnswer {
  readonly result: "YES" | "NO";
  readonly uuid: string | undefined;
  readonly offers: readonly BrokerOffer[];
  readonly messages: readonly BrokerMessage[];
  /** The body as it came. */
  readonly raw: string;
}

export interface BrokerSession extends BrokerOffer {
  readonly components: readonly ComponentState[];
  readonly connectors: readonly Connector[];
  readonly options: readonly SessionOption[];
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Who asks: an actor's id. Only a broker of ours hears it, so that readers do not share one allowance. */
  readonly actorId: string | undefined;
}

export type SessionUpdate =
  | { readonly kind: "phase"; readonly value: "ACCEPTED" | "REJECTED" | "CANCELLED" }
  /** Moves a rehearsal's clock to its end; only where the session's options name it. */
  | { readonly kind: "fast-forward" };

/**
 * A service that answers "when, and where, can I run this?".
 *
 * - Asking may hold resources: it is never repeated by itself, not even when the outcome is unknown.
 * - Answers are parsed leniently: unknown kinds, phases and levels are kept as they came.
 * - An update's truth is what the broker says when read again; `update` reads again and returns that.
 *
 * Fails with `UPSTREAM_FAILED` (refused, nonsense, 401 …), `UPSTREAM_TIMEOUT`, `TOO_MANY_REQUESTS`, or
 * `NOT_FOUND` for a session that the broker does not know (any more).
 */
export interface Broker {
  readonly id: string;
  readonly label: string;
  /** True when runs are acted out in time and nothing is executed. Pages say so wherever they show it. */
  readonly rehearsal: boolean;
  /** True when it is asked with credentials of the catalogue's, which readers share: only who may spend them asks it. */
  readonly shared: boolean;
  /** Canonical names of the kinds of executable that its dialect can say. */
  readonly executableKinds: ReadonlySet<string>;
  ask(request: ExecutionRequest, options: CallOptions): Promise<BrokerAnswer>;
  readSession(uuid: string, options: CallOptions): Promise<BrokerSession>;
  update(uuid: string, update: SessionUpdate, options: CallOptions): Promise<BrokerSession>;
  /** Throws when the broker does not answer; for `doctor` and the brokers' page. */
  check(signal: AbortSignal): Promise<void>;
}
