import type { Asker } from "../../src/brokers/ask-service.ts";
import { pino } from "pino";
import { monotonicFactory } from "ulid";
import { createAskService } from "../../src/brokers/create-ask-service.ts";
import { createSessionService } from "../../src/brokers/create-session-service.ts";
import type { Broker } from "../../src/brokers/broker.ts";
import { ExecatError } from "../../src/errors.ts";
import { programChange, repository, source } from "../support/entry-builders.ts";
import { askEntry } from "./broker-entry.ts";
import { startBroker, type BrokerServer } from "./broker-server.ts";

export const READER = "01ACTOR";
export const OTHER = "01OTHER";
/** Readers who have not signed in. */
export const ASKER: Asker = { actorId: READER, mayUseShared: false };
export const OTHER_ASKER: Asker = { actorId: OTHER, mayUseShared: false };

export interface TestServices {
  readonly server: BrokerServer;
  readonly asks: ReturnType<typeof createAskService>;
  readonly sessions: ReturnType<typeof createSessionService>;
  close(): Promise<void>;
}

/** Ask and session services over the embedded broker (through HTTP) and whatever others a test brings. */
export async function startServices(
  others: readonly Broker[] = [],
  options: { readonly timeoutMs?: number; readonly openAnswers?: number } = {},
): Promise<TestServices> {
  const server = await startBroker({ openAnswers: options.openAnswers ?? 0 });
  const { store, clock } = server;
  await store.sources.save(source());
  await store.sources.saveRepository(repository());
  const { model } = askEntry({}).document;
  const changes = { repository: repository(), problems: [], seen: [], at: "2026-11-24T10:00:00.000Z" };
  await store.entries.apply({ ...changes, programs: [programChange({ model })] });
  for (const id of [READER, OTHER]) {
    await store.actors.create({ id, kind: "anonymous", createdAt: changes.at }, id);
  }
  const shared = {
    store,
    brokers: [server.broker, ...others],
    now: clock.now,
    newId: monotonicFactory(),
    log: pino({ level: "silent" }),
  };
  const asks = createAskService({ ...shared, timeoutMsFor: () => options.timeoutMs ?? 5_000 });
  const sessions = createSessionService(shared);
  return {
    server,
    asks,
    sessions,
    async close() {
      await asks.close();
      await sessions.close();
      await server.close();
    },
  };
}

/** A broker whose every call does what a test says; by default it fails. */
export function stubBroker(id: string, over: Partial<Broker> = {}): Broker {
  const fail = async (): Promise<never> => {
    throw new ExecatError("UPSTREAM_FAILED", `"${id}" is down.`, { hint: "Try again later." });
  };
  return {
    id,
    label: id,
    rehearsal: false,
    shared: false,
    executableKinds: new Set(["docker-container"]),
    ask: fail,
    readSession: fail,
    update: fail,
    check: fail,
    ...over,
  };
}
