import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  askAs,
  call,
  setPhase,
  startOf,
  wireRequest,
  type WireOfferset,
  type WireSession,
} from "../conformance/broker-server.ts";

const HOUR = 3_600_000;
const SCRIPT = path.resolve(import.meta.dirname, "../fixtures/broker-process/serve.mjs");

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-broker-"));
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the broker, with a clock that is so many seconds ahead. */
async function start(clockAheadSeconds = 0): Promise<string> {
  const broker = spawn(
    process.execPath,
    [SCRIPT, path.join(folder, "broker.sqlite"), String(clockAheadSeconds)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  child = broker;
  const [line] = (await once(createInterface({ input: broker.stdout }), "line")) as [string];
  return line;
}

async function kill(): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** 32 cores for 4 hours, in a window of 24 hours that begins more than a day from now. */
function wholeDay(): Record<string, unknown> {
  const from = new Date(Math.ceil(Date.now() / (24 * HOUR) + 1) * 24 * HOUR);
  return wireRequest({ cores: 32, duration: "PT4H", start: `${from.toISOString()}/P1D` });
}

describe("the embedded broker, killed with SIGKILL and started again", () => {
  it("keeps open offers from overlapping across the kill, and frees them at their expiry", async () => {
    const request = wholeDay();
    const first = await askAs(await start(), "one", request);
    const held = first.body.offers ?? [];
    expect(held).toHaveLength(4);
    await kill();

    const url = await start();
    const again = await call<WireOfferset>(`${url}/offersets/${first.body.meta.uuid}`);
    expect(again.body.offers?.map((offer) => offer.meta.uuid)).toEqual(held.map((offer) => offer.meta.uuid));
    const second = await askAs(url, "two", request);
    const free = second.body.offers ?? [];
    expect(free.length).toBeGreaterThan(0);
    for (const mine of held) {
      for (const theirs of free)
        expect(Math.abs(startOf(mine) - startOf(theirs))).toBeGreaterThanOrEqual(4 * HOUR);
    }

    await kill();
    const later = await start(301);
    const third = await askAs(later, "three", request);
    expect(startOf(third.body.offers?.[0] as WireSession)).toBe(startOf(held[0] as WireSession));
    const expired = await call<WireSession>(`${later}/sessions/${held[0]?.meta.uuid ?? ""}`);
    expect(expired.body.phase).toBe("EXPIRED");
  });

  it("keeps accepted sessions, and what they hold", async () => {
    const request = wholeDay();
    const url = await start();
    const { body } = await askAs(url, "one", request);
    const uuid = body.offers?.[0]?.meta.uuid ?? "";
    expect((await setPhase(url, uuid, "ACCEPTED")).body.phase).toBe("ACCEPTED");
    await kill();

    const restarted = await start();
    const session = await call<WireSession>(`${restarted}/sessions/${uuid}`);
    expect(["ACCEPTED", "WAITING"]).toContain(session.body.phase);
    const next = await askAs(restarted, "two", request);
    expect(startOf(next.body.offers?.[0] as WireSession)).toBe(startOf(session.body) + 4 * HOUR);
  });

  it("gives two processes on one calendar offers that do not overlap", async () => {
    const request = wholeDay();
    const one = await start();
    const first = child;
    const two = await start();
    const answers = await Promise.all([askAs(one, "one", request), askAs(two, "two", request)]);
    expect(answers.map((answer) => answer.body.result)).toEqual(["YES", "YES"]);
    const [a, b] = answers.map((answer) => answer.body.offers ?? []);
    for (const mine of a ?? []) {
      for (const theirs of b ?? [])
        expect(Math.abs(startOf(mine) - startOf(theirs))).toBeGreaterThanOrEqual(4 * HOUR);
    }
    await kill();
    child = first;
  });
});
