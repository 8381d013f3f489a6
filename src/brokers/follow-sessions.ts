import type { SessionRecord } from "../catalogue/asks.ts";
import type { Sessions } from "./session-context.ts";

const TICK_MS = 1_000;
const AT_ONCE = 20;
/** Longer than a look takes, deadline included: then the process that took a session has ended. */
const LEASE_MS = 120_000;

/**
 * Looks at sessions whose time has come, until the returned function is called, which gives up what is under way
 * and waits for it to end. A look that hangs holds up only
 * its own session; a tick that fails (the store is away) is tried again by the next one.
 */
export function followSessions(
  sessions: Sessions,
  look: (session: SessionRecord, signal: AbortSignal) => Promise<SessionRecord>,
): () => Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, sessions.closing.signal]);
  let ticking: Promise<void> | undefined;

  async function tick(): Promise<void> {
    const room = AT_ONCE - underWay.size;
    if (room <= 0) return;
    const now = sessions.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS).toISOString();
    const due = await sessions.store.asks.claimSessions(now.toISOString(), leaseUntil, room);
    for (const session of due.filter(({ id }) => !underWay.has(id))) {
      underWay.set(session.id, lookOnce(session.id));
    }
  }

  async function lookOnce(id: string): Promise<void> {
    try {
      await sessions.locks.run(`session ${id}`, async () => {
        // Read again inside the lock: a cancel may have ended it since it was listed.
        const session = await sessions.store.asks.findSession(id);
        if (session?.nextLookAt !== undefined) {
          await look(session, signal);
        }
      });
    } catch (error) {
      sessions.log.error({ err: error }, "a session could not be followed");
    } finally {
      underWay.delete(id);
    }
  }

  const timer = setInterval(() => {
    ticking ??= tick()
      .catch((error: unknown) => sessions.log.error({ err: error }, "sessions could not be followed"))
      .finally(() => {
        ticking = undefined;
      });
  }, TICK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await ticking;
    await Promise.all(underWay.values());
  };
}
