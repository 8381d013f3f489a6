import type { Store } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Broker, CallOptions } from "./broker.ts";
import type { KeyedLock } from "../keyed-lock.ts";

export interface SessionServiceOptions {
  readonly store: Store;
  readonly brokers: readonly Broker[];
  readonly now: () => Date;
  /** ULIDs */
  readonly newId: () => string;
  readonly log: Logger;
}

/** What the parts of the service share. */
export interface Sessions extends SessionServiceOptions {
  readonly locks: KeyedLock;
  /** Ends every call when the service is closed. */
  readonly closing: AbortController;
  readonly background: Set<Promise<unknown>>;
}

/** Throws `CONFLICT` when the broker is not configured any more. */
export function brokerOf(sessions: Sessions, brokerId: string): Broker {
  const broker = sessions.brokers.find(({ id }) => id === brokerId);
  if (broker !== undefined) return broker;
  throw new ExecatError("CONFLICT", `The broker "${brokerId}" is not configured any more.`, {
    hint: "An operator can put it back into EXECAT_BROKERS.",
  });
}

export function callOptions(sessions: Sessions, actorId: string): CallOptions {
  return { signal: sessions.closing.signal, actorId };
}
