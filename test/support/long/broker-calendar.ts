import { deepStrictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  askAs,
  call,
  CLIENT_TOKEN,
  KIND,
  START,
  startOf,
  wireRequest,
  type Answer,
  type WireSession,
} from "../../conformance/broker-server.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import { findFaults, isOpen, readSessions, type SessionRow } from "./broker-oracle.ts";
import { startBrokerProcess, type BrokerProcess } from "./broker-processes.ts";
import { createDice, measure, type Dice, type LongRow } from "./long-row.ts";

export interface BrokerCalendarSizes {
  readonly clients: number;
  readonly rounds: number;
  /** Calls that are under way at the same time. */
  readonly atOnce: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What was promised to a client who accepted. */
interface Promised {
  readonly startsAt: number;
  readonly durationMs: number;
}

/**
 * Two broker processes on one calendar, and clients that ask, accept, reject, cancel and move rehearsals on, many at
 * once, while the clock goes on and processes die. After each round all rows are added up by themselves.
 */
export async function runBrokerCalendar(sizes: BrokerCalendarSizes, seed: number): Promise<LongRow> {
  const size = `${sizes.clients} clients, ${sizes.rounds} rounds of ${sizes.atOnce} calls at once, 2 processes`;
  return measure({ test: "broker-calendar", seed, size }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "execat-long-"));
    const file = join(folder, "broker.sqlite");
    const market = await Market.open(file, sizes, seed);
    try {
      for (let round = 0; round < sizes.rounds; round += 1) await market.playRound(round);
      return `no fault; ${market.tally()}`;
    } finally {
      await market.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

class Market {
  readonly #file: string;
  readonly #sizes: BrokerCalendarSizes;
  readonly #dice: Dice;
  readonly #store: SqlStore;
  readonly #brokers: BrokerProcess[];
  readonly #promised = new Map<string, Promised>();
  /** The window in which each offer may begin, as it was asked for. */
  readonly #windows = new Map<string, { readonly from: number; readonly to: number }>();
  readonly #tally = new Map<string, number>();
  #nowMs = START;
  #rows: readonly SessionRow[] = [];

  private constructor(
    file: string,
    store: SqlStore,
    brokers: BrokerProcess[],
    played: [BrokerCalendarSizes, number],
  ) {
    this.#file = file;
    this.#store = store;
    this.#brokers = brokers;
    this.#sizes = played[0];
    this.#dice = createDice(played[1]);
  }

  static async open(file: string, sizes: BrokerCalendarSizes, seed: number): Promise<Market> {
    const store = await createSqlStore({ file });
    await store.migrate();
    const brokers = [await startBrokerProcess(file, START), await startBrokerProcess(file, START)];
    return new Market(file, store, brokers, [sizes, seed]);
  }

  async close(): Promise<void> {
    for (const broker of this.#brokers) await broker.kill();
    await this.#store.close();
  }

  tally(): string {
    return [...this.#tally]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([what, count]) => `${count} ${what}`)
      .join(", ");
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
  }

  async playRound(round: number): Promise<void> {
    // Chosen before the first call goes out, so that a seed gives the same calls whatever answers come when.
    const calls = Array.from({ length: this.#sizes.atOnce }, () => this.#randomCall());
    await Promise.all(calls.map((act) => act()));
    this.#rows = await readSessions(this.#store);
    const faults = [
      ...findFaults(this.#rows, this.#nowMs),
      ...this.#brokenPromises(),
      ...(await this.#readSome()),
    ];
    if (faults.length > 0) throw new Error(`In round ${round}:\n${faults.slice(0, 10).join("\n")}`);
    await this.#moveClock();
    if (this.#dice.chance(0.02)) await this.#restartOne();
  }

  #randomCall(): () => Promise<void> {
    const dice = this.#dice;
    const { url } = dice.pick(this.#brokers);
    const actor = `reader-${dice.below(this.#sizes.clients)}`;
    const open = this.#rows.filter((row) => row.phase === "OFFERED" && row.createdAt > this.#nowMs - HOUR_MS);
    const held = this.#rows.filter(
      (row) => row.phase === "ACCEPTED" && row.startsAt > this.#nowMs - 6 * HOUR_MS,
    );
    const kind = dice.below(20);
    if (kind < 9 || open.length === 0) return this.#ask(url, actor);
    if (kind < 10) return this.#runAtOnce(url, actor);
    if (kind < 15) return this.#update(url, dice.pick(open), "ACCEPTED");
    if (kind < 16) return this.#update(url, dice.pick(open), "REJECTED");
    const session = dice.pick(held.length === 0 ? open : held);
    if (kind < 18) return this.#update(url, session, dice.pick(["CANCELLED", "ACCEPTED", "REJECTED"]));
    return this.#fastForward(url, session, 1 + dice.below(8 * 3600));
  }

  #ask(url: string, actor: string): () => Promise<void> {
    const { body, window } = this.#randomRequest();
    return async () => {
      const answer = await askAs(url, actor, body);
      deepStrictEqual([303, 429].includes(answer.status), true, `an ask is answered with ${answer.status}`);
      this.#count(answer.status === 429 ? "asks refused for now" : `answers ${answer.body.result}`);
      for (const offer of answer.body.offers ?? []) this.#windows.set(offer.meta.uuid, window);
    };
  }

  #runAtOnce(url: string, actor: string): () => Promise<void> {
    const { body, window } = this.#randomRequest();
    return async () => {
      const headers = { "x-execat-token": CLIENT_TOKEN, "x-execat-client": actor };
      const answer = await call<WireSession>(`${url}/direct`, { json: body, headers });
      deepStrictEqual(
        [303, 400].includes(answer.status),
        true,
        `a direct run is answered with ${answer.status}`,
      );
      this.#count(answer.status === 303 ? "direct runs" : "direct runs refused");
      if (answer.status !== 303) return;
      this.#windows.set(answer.body.meta.uuid, window);
      this.#promise(answer.body);
    };
  }

  #update(url: string, row: SessionRow, phase: string): () => Promise<void> {
    return async () => {
      const answer = await this.#send(url, row, {
        kind: "uri:enum-value-update",
        path: "/phase",
        value: phase,
      });
      const done = answer.body.phase === phase && answer.body.meta.messages[0]?.kind !== "urn:update-refused";
      this.#count(done ? phase.toLowerCase() : "updates refused");
      if (phase !== "ACCEPTED" || !done) return;
      deepStrictEqual(isOpen(row, this.#nowMs), true, `${row.id} is accepted although it was ${row.phase}`);
      this.#promise(answer.body);
    };
  }

  #fastForward(url: string, row: SessionRow, delta: number): () => Promise<void> {
    return async () => {
      await this.#send(url, row, { kind: "uri:integer-delta-update", path: "/rehearsal/clock", delta });
      this.#count("clocks moved");
    };
  }

  /** Every update is answered with 200, whatever became of it. */
  async #send(url: string, row: SessionRow, json: Record<string, unknown>): Promise<Answer<WireSession>> {
    const owner = row.client ?? "";
    const headers: Record<string, string> = owner.startsWith("actor:")
      ? { "x-execat-token": CLIENT_TOKEN, "x-execat-client": owner.slice("actor:".length) }
      : {};
    const answer = await call<WireSession>(`${url}/sessions/${row.id}`, { json, headers });
    deepStrictEqual(answer.status, 200, `an update of ${row.id} is answered with ${answer.status}`);
    return answer;
  }

  #promise(session: WireSession): void {
    const promised = { startsAt: startOf(session), durationMs: durationOf(session) };
    this.#promised.set(session.meta.uuid, promised);
    const window = this.#windows.get(session.meta.uuid);
    const inside =
      window === undefined || (promised.startsAt >= window.from && promised.startsAt <= window.to);
    deepStrictEqual(inside, true, `${session.meta.uuid} would begin outside the window that was asked for`);
  }

  /** What was accepted keeps its time, or was cancelled by its client. */
  #brokenPromises(): readonly string[] {
    const rows = new Map(this.#rows.map((row) => [row.id, row]));
    return [...this.#promised].flatMap(([id, promised]) => {
      const row = rows.get(id);
      if (row === undefined) return [`accepted session ${id} is gone`];
      if (row.phase !== "ACCEPTED" && row.phase !== "CANCELLED")
        return [`accepted session ${id} is ${row.phase}`];
      const kept = row.startsAt === promised.startsAt && row.durationMs === promised.durationMs;
      return kept ? [] : [`accepted session ${id} has another time than it was promised`];
    });
  }

  /** The services say what the rows say; an offer that has expired is not shown as open. */
  async #readSome(): Promise<readonly string[]> {
    const faults: string[] = [];
    const { url } = this.#dice.pick(this.#brokers);
    const looked = Array.from({ length: Math.min(4, this.#rows.length) }, () => this.#dice.pick(this.#rows));
    for (const row of looked) {
      const { status, body } = await call<WireSession>(`${url}/sessions/${row.id}`);
      const open = body.phase === "OFFERED";
      if (status !== 200) faults.push(`session ${row.id} is answered with ${status}`);
      else if (open !== isOpen(row, this.#nowMs)) faults.push(`${row.id} is shown as ${body.phase}`);
      else if (startOf(body) !== row.startsAt) faults.push(`${row.id} is shown with another start`);
    }
    return faults;
  }

  async #moveClock(): Promise<void> {
    const dice = this.#dice;
    const step = dice.pick([0, 1_000, 7_500, 20_000, 61_000, 290_000, 301_000, dice.below(2 * HOUR_MS)]);
    this.#nowMs += step;
    for (const broker of this.#brokers) await broker.setClock(this.#nowMs);
  }

  async #restartOne(): Promise<void> {
    const at = this.#dice.below(this.#brokers.length);
    await this.#brokers[at]?.kill();
    this.#brokers[at] = await startBrokerProcess(this.#file, this.#nowMs);
    this.#count("processes killed");
  }

  #randomRequest(): {
    readonly body: Record<string, unknown>;
    readonly window: { from: number; to: number };
  } {
    const dice = this.#dice;
    const minutes = dice.pick([1, 10, 45, 60, 150, 480]);
    const from = this.#nowMs + dice.below(12) * 10 * MINUTE_MS + dice.below(90) * 1000;
    const length = dice.pick([0, MINUTE_MS, HOUR_MS, 12 * HOUR_MS]);
    const window = dice.chance(0.8) ? { from, to: from + length } : undefined;
    const storage = dice.pick([0, 0, 10, 400, 1_000]);
    const named = window && `${new Date(window.from).toISOString()}/${new Date(window.to).toISOString()}`;
    const wish = {
      cores: dice.pick([1, 4, 11, 16, 32]),
      memory: dice.pick([1, 16, 50, 128]),
      duration: `PT${minutes}M`,
      ...(named === undefined ? {} : { start: named }),
    };
    const more =
      storage === 0 ? {} : { storage: [{ kind: KIND.storage, meta: { name: "s" }, size: { min: storage } }] };
    const anyTime = { from: this.#nowMs, to: this.#nowMs + 15 * 24 * HOUR_MS };
    return { body: wireRequest(wish, more), window: window ?? anyTime };
  }
}

/** `PT1H30M` in milliseconds: what the service writes has hours, minutes and seconds only. */
function durationOf(session: WireSession): number {
  const [, hours = 0, minutes = 0, seconds = 0] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/u.exec(session.schedule.available.duration) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
