import type { AmountRange } from "../manifest/model.ts";

/** One message of a broker, rendered: `message`, else template with its values, else the raw template. */
export interface BrokerMessage {
  readonly kind: string;
  readonly level: string;
  readonly text: string;
}

/** A cost or a metric; either end may be missing. */
export interface Measure {
  /** URN of what is measured. */
  readonly type: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** One question of a reader to the brokers. */
export interface AskRecord {
  readonly id: string;
  readonly programId: string;
  readonly documentId: string;
  readonly actorId: string;
  /** What the reader wished, as given; a shared link fills the form with it. */
  readonly wishes: Readonly<Record<string, string>>;
  /** The request document (dialect D, JSON) that was built. Kept, never rebuilt from an answer. */
  readonly request: string;
  readonly createdAt: string;
}

/** What one broker said to an ask. `asking` until it has answered; nothing of an answer is ever thrown away. */
export interface AnswerRecord {
  readonly id: string;
  readonly askId: string;
  readonly brokerId: string;
  readonly brokerLabel: string;
  readonly outcome: "asking" | "yes" | "no" | "failed" | "unsupported";
  readonly messages: readonly BrokerMessage[];
  /** Why there is no answer, and what to do. */
  readonly failure: { readonly message: string; readonly hint: string | undefined } | undefined;
  /** The offer set's id on the broker. */
  readonly brokerUuid: string | undefined;
  /** The body as it came. */
  readonly raw: string | undefined;
  readonly elapsedMs: number | undefined;
}

export interface OfferRecord {
  readonly id: string;
  readonly askId: string;
  readonly answerId: string;
  readonly brokerId: string;
  readonly brokerUuid: string;
  /** As the broker last said; open set. */
  readonly phase: string;
  /** UTC ISO 8601; absent when the broker does not state one. */
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

export interface ComponentState {
  readonly family: string;
  readonly name: string | undefined;
  readonly phase: string | undefined;
}

export interface Connector {
  readonly kind: string;
  readonly protocol: string | undefined;
  readonly location: string | undefined;
  readonly status: string | undefined;
}

/** An update that a broker says it would take now. */
export interface SessionOption {
  readonly kind: string;
  readonly path: string;
  readonly values: readonly string[];
}

/** A session that we accepted and follow to its end. */
export interface SessionRecord {
  readonly id: string;
  readonly askId: string;
  readonly offerId: string;
  readonly programId: string;
  readonly actorId: string;
  readonly brokerId: string;
  readonly brokerUuid: string;
  readonly phase: string;
  /** When each phase was first seen by us, in order. */
  readonly history: readonly { readonly phase: string; readonly at: string }[];
  readonly startsAt: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly components: readonly ComponentState[];
  readonly connectors: readonly Connector[];
  readonly options: readonly SessionOption[];
  readonly messages: readonly BrokerMessage[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When to look again; absent when the session has ended. */
  readonly nextLookAt: string | undefined;
  readonly attempts: number;
  readonly failure: { readonly message: string; readonly hint: string | undefined } | undefined;
}

export const TERMINAL_PHASES: ReadonlySet<string> = new Set([
  "REJECTED",
  "EXPIRED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
]);
