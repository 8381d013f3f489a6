import { afterEach, describe, expect, it } from "vitest";
import type { BrokerAnswer, BrokerSession, SessionUpdate } from "../../../../src/brokers/broker.ts";
import { TERMINAL_PHASES } from "../../../../src/catalogue/asks.ts";
import { as, containerRequest } from "../../../conformance/broker.ts";
import {
  hasRecordings,
  object,
  recording,
  replay,
  type Exchange,
  type Replay,
} from "./recorded-exchanges.ts";

/*
 * What the reference broker of dialect D does, recorded, and what our client makes of it.
 * The number in front is that of the recording.
 */

const open: Replay[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const at = (prefix: string, number: number): Exchange => {
  const found = recording(prefix).find((exchange) => exchange.number === number);
  if (found === undefined) throw new Error(`recording "${prefix}" has no exchange ${number}`);
  return found;
};

async function start(...exchanges: readonly Exchange[]): Promise<Replay> {
  const replayed = await replay(...exchanges.map(({ response }) => response));
  open.push(replayed);
  return replayed;
}

async function ask(prefix: string, number: number): Promise<BrokerAnswer> {
  const { broker } = await start(at(prefix, number));
  return broker.ask(containerRequest(), as("a"));
}

async function read(prefix: string, number: number): Promise<BrokerSession> {
  const { broker } = await start(at(prefix, number));
  return broker.readSession("some", as("a"));
}

type Phase = Extract<SessionUpdate, { kind: "phase" }>["value"];

/** The phase that we show after an update that was answered with one recording and read again with another. */
async function phaseAfter(value: Phase, prefix: string, answer: number, reading: number): Promise<string> {
  const { broker } = await start(at(prefix, answer), at(prefix, reading));
  return (await broker.update("some", { kind: "phase", value }, as("a"))).phase;
}

const phaseSaid = (prefix: string, number: number): unknown =>
  object(at(prefix, number).response.body)["phase"];
const kindsOf = (answer: BrokerAnswer): readonly string[] => answer.messages.map(({ kind }) => kind);
const failing = (prefix: string, number: number): Promise<unknown> =>
  ask(prefix, number).then(
    () => undefined,
    (error: unknown) => error,
  );

describe.runIf(hasRecordings)("the reference broker's answers to a request", () => {
  it("02: brings the whole set with its 303, so that nothing more is asked", async () => {
    const { broker, heard } = await start(at("02", 1));
    const answer = await broker.ask(containerRequest(), as("a"));
    expect([answer.result, heard.length]).toEqual(["YES", 1]);
  });

  it("02: rounds the stamps of a POST in later readings, and both give one expiry but for a millisecond", async () => {
    const [first] = (await ask("02", 1)).offers;
    const { broker } = await start(
      { ...at("02", 1), response: { status: 303, headers: at("02", 1).response.headers, body: "" } },
      at("02", 2),
    );
    const [again] = (await broker.ask(containerRequest(), as("a"))).offers;
    expect(again?.uuid).toBe(first?.uuid);
    const apartMs = Date.parse(again?.expiresAt ?? "") - Date.parse(first?.expiresAt ?? "");
    expect(Math.abs(apartMs)).toBeLessThanOrEqual(1);
  });

  it("02: calls every offer null-offer, which nothing of ours shows", async () => {
    const answer = await ask("02", 1);
    expect(answer.raw).toContain('"null-offer-0"');
    expect(JSON.stringify(answer.offers)).not.toContain("null-offer");
  });

  it("02, 71: repeats the cores in memory, and the figures are shown as it says them", async () => {
    expect((await ask("02", 1)).offers[0]).toMatchObject({ cores: { min: 2 }, memory: { min: 2 } });
    expect((await ask("71", 10)).offers[0]).toMatchObject({ cores: { min: 6 }, memory: { min: 6 } });
  });

  it("10, 11, 14: says NO with a template only, and we add what that kind of message means", async () => {
    expect((await ask("10", 1)).messages[0]?.text).toMatch(/digest is required — .*digest/);
    expect((await ask("11", 1)).messages[0]?.text).toContain("does not support something");
    expect((await ask("14", 1)).messages[0]?.text).toContain("cannot run or hold a component of this kind");
  });

  it("12: says YES with a warning where only the most was capped, and the warning is kept", async () => {
    const answer = await ask("12", 3);
    expect([answer.result, ...kindsOf(answer)]).toEqual(["YES", "urn:resource-limit"]);
  });

  it("12, 55, 56: fails inside where it means NO, which is a failure and no NO", async () => {
    for (const [prefix, number] of [
      ["12", 5],
      ["55", 4],
      ["55", 7],
      ["56", 2],
      ["56", 9],
    ] as const) {
      expect(await failing(prefix, number)).toMatchObject({
        code: "UPSTREAM_FAILED",
        message: expect.stringContaining("failed inside (500)"),
      });
    }
  });

  it("13, 60, 61, 71: answers 400 without a reason, and we say where to look", async () => {
    for (const [prefix, number] of [
      ["13", 1],
      ["60", 21],
      ["61", 11],
      ["71", 3],
    ] as const) {
      expect(await failing(prefix, number)).toMatchObject({
        code: "UPSTREAM_FAILED",
        message: '"Reference" could not read the request (400): request.',
        hint: expect.stringContaining("duration"),
      });
    }
  });

  it("16: ignores properties that it does not know, and so may we send none without harm", async () => {
    expect(kindsOf(await ask("16", 1))).toEqual(["urn:missing-value"]);
  });

  it("20: answers 401 with a body, and without one to scripts; both name the setting", async () => {
    for (const number of [1, 2]) {
      expect(await failing("20", number)).toMatchObject({
        code: "UPSTREAM_FAILED",
        message: '"Reference" wants other credentials (401): request.',
        hint: expect.stringContaining("EXECAT_BROKERS"),
      });
    }
  });

  it("20: answers 401 also where there is nothing, so a 401 does not make us try another dialect", async () => {
    const { broker, heard } = await start(at("20", 10), at("20", 10));
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(heard.map(({ path }) => path)).toEqual(["/requests"]);
  });

  it("39: leaves the set at YES when one of its offers was accepted, and the phases tell", async () => {
    const location = { status: 303, headers: { Location: "http://x/offersets/some" }, body: "" };
    const { broker } = await start({ ...at("39", 2), response: location }, at("39", 2));
    const answer = await broker.ask(containerRequest(), as("a"));
    expect(answer.result).toBe("YES");
    expect(answer.offers.map(({ phase }) => phase)).toEqual(["ACCEPTED", "REJECTED"]);
  });

  it("58: misspells two kinds of message, which are explained all the same", async () => {
    expect((await ask("58", 2)).messages[0]).toMatchObject({
      kind: "urn:missig-required-value",
      text: expect.stringContaining("that this broker demands is missing"),
    });
    expect((await ask("58", 3)).messages[0]).toMatchObject({
      kind: "urn:invalied-value",
      text: expect.stringContaining("not one that this broker takes"),
    });
  });

  it("58: adds up the messages of several faults, and all are kept in their order", async () => {
    const kinds = kindsOf(await ask("58", 9));
    expect(kinds).toHaveLength(7);
    expect(kinds.at(-1)).toBe("urn:input-syntax-fail");
  });

  it("59: ignores the costs that are asked for, and its own are shown", async () => {
    const answer = await ask("59", 1);
    expect(answer.offers[0]?.costs.find(({ label }) => label === "Monetary cost")).toMatchObject({
      max: 0.5,
    });
  });

  it("60: says NO without any message for a duration that is too long or too short, and we say so", async () => {
    for (const number of [2, 14, 15, 18, 19]) {
      const answer = await ask("60", number);
      expect([answer.result, ...kindsOf(answer)]).toEqual(["NO", "execat:no-reason"]);
    }
  });

  it("60: offers twice the time that was asked for, and that is what we show", async () => {
    const { offers } = await ask("60", 6);
    expect(offers.map(({ durationSeconds }) => durationSeconds)).toEqual([1200, 1200, 1200, 1200]);
  });

  it("61: silently offers other times for a window in the past, and we show its times, not ours", async () => {
    const { offers } = await ask("61", 4);
    expect(offers.length).toBeGreaterThan(0);
    for (const { startsAt } of offers)
      expect(startsAt !== undefined && startsAt > "2026-11-24T02").toBe(true);
  });

  it("61: offers starts after the window's end, and we show them as they are", async () => {
    const { offers } = await ask("61", 10);
    expect(offers.at(-1)?.startsAt?.localeCompare("2026-11-24T02:44:00Z")).toBeGreaterThan(0);
  });

  it("71: offers negative and zero cores, which we repeat rather than invent others", async () => {
    expect((await ask("71", 4)).offers[0]?.cores).toEqual({ min: -8, max: -8 });
    expect((await ask("71", 5)).offers[0]?.cores).toEqual({ min: 0, max: 0 });
  });

  it("72: offers everything to two at once, which only it can know: both answers are YES", async () => {
    const answers = [await ask("72", 1), await ask("72", 2), await ask("72", 4)];
    expect(answers.map(({ offers }) => offers[0]?.cores?.min)).toEqual([32, 32, 32]);
  });

  it("73: repeats the Host header in its addresses, of which we take the last segment only", async () => {
    const { headers } = at("73", 1).response;
    const { broker, heard } = await start(
      { ...at("73", 1), response: { status: 303, headers, body: "" } },
      { ...at("73", 1), response: { ...at("73", 1).response, status: 200 } },
    );
    expect((await broker.ask(containerRequest(), as("a"))).result).toBe("NO");
    expect(headers["Location"]).not.toContain("127.0.0.1");
    expect(heard[1]?.path).toBe(`/offersets/${headers["Location"]?.split("/").at(-1) ?? ""}`);
  });

  it("80: refuses on its docker platform what it takes on the other, each with words", async () => {
    for (const { number } of recording("80")) {
      const answer = await ask("80", number);
      expect(answer.result).toBe("NO");
      expect(answer.messages[0]?.text).toMatch(/ — [A-Z].*\.$/);
    }
  });
});

describe.runIf(hasRecordings)("the reference broker's sessions", () => {
  it("03: have no schedule of their own, and 1970 in their parts: the start is that of compute", async () => {
    const session = await read("03a", 3);
    expect(session.startsAt).toMatch(/^2026-11-24T/);
    expect(JSON.stringify(at("03a", 3).response.body)).toContain("1970-01-01");
  });

  it("03: skip AVAILABLE and RUNNING, and lag behind their parts: COMPLETED alone is their end", async () => {
    const readings = ["03a", "03b", "03c"].flatMap((prefix) =>
      recording(prefix).filter(({ request }) => request.method === "GET"),
    );
    const { broker } = await start(...readings);
    const seen = new Set<string>();
    for (const _ of readings) seen.add((await broker.readSession("some", as("a"))).phase);
    expect([...seen]).toEqual(["ACCEPTED", "PREPARING", "RELEASING", "COMPLETED"]);
    expect([...seen].filter((phase) => TERMINAL_PHASES.has(phase))).toEqual(["COMPLETED"]);
  });

  it("03: never have connectors or options, and lists of none are what we get", async () => {
    expect(await read("03c", 3)).toMatchObject({ phase: "COMPLETED", connectors: [], options: [] });
  });

  it("22: are 404 without a body when they are not known, 400 when the id is none", async () => {
    await expect(read("22", 2)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(read("22", 3)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("22: prove with the 404 of an offer set that cannot be that the broker is there", async () => {
    const { broker } = await start(at("22", 1));
    await expect(broker.check(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
  });

  it("50, 52: do not echo a notebook's address or where S3 data lie, so our own request is kept", async () => {
    expect((await ask("50", 1)).raw).not.toContain(".ipynb");
    expect((await ask("52", 1)).raw).not.toContain("bucket");
  });

  it("51: bring storage that nobody asked for, which is listed among the parts", async () => {
    const [offer] = object(at("51", 1).response.body)["offers"] as unknown[];
    const { broker } = await start({ ...at("51", 1), response: { status: 200, headers: {}, body: offer } });
    const session = await broker.readSession("some", as("a"));
    expect(session.components.map(({ family }) => family)).toEqual([
      "executable",
      "compute",
      "storage",
      "data",
    ]);
  });

  it("82: fail without a word why, and FAILED with no message is what we show", async () => {
    expect(await read("82", 3)).toMatchObject({ phase: "FAILED", messages: [] });
  });
});

describe.runIf(hasRecordings)("the reference broker's updates", () => {
  it.each([
    ["30: of an offer", { prefix: "30", answer: 1, reading: 2, phase: "OFFERED" }],
    ["34: of a session just accepted", { prefix: "34", answer: 2, reading: 3, phase: "ACCEPTED" }],
    ["35: of one that prepares", { prefix: "35", answer: 1, reading: 2, phase: "PREPARING" }],
    ["37: of one that is available", { prefix: "37", answer: 3, reading: 4, phase: "AVAILABLE" }],
  ])("forget a cancellation that they answered — %s", async (_name, { prefix, answer, reading, phase }) => {
    expect(phaseSaid(prefix, answer)).toBe("CANCELLED");
    expect(await phaseAfter("CANCELLED", prefix, answer, reading)).toBe(phase);
  });

  it("35: run a session to COMPLETED although its cancellation was answered", async () => {
    expect(await phaseAfter("CANCELLED", "35", 1, 4)).toBe("COMPLETED");
  });

  it("23, 24, 32: forget a rejection that they answered, also the administrator's", async () => {
    for (const [prefix, answer, reading] of [
      ["23", 4, 5],
      ["24", 2, 3],
      ["32", 1, 2],
    ] as const) {
      expect(phaseSaid(prefix, answer)).toBe("REJECTED");
      expect(await phaseAfter("REJECTED", prefix, answer, reading)).toBe("OFFERED");
    }
  });

  it("04, 33: are answered 200 when nothing was done, and the phase read again says so", async () => {
    expect(await phaseAfter("CANCELLED", "04", 1, 1)).toBe("COMPLETED");
    expect(await phaseAfter("ACCEPTED", "33", 3, 2)).toBe("REJECTED");
  });

  it("36: take an offer after its expiry, and we believe the reading", async () => {
    const expired = await read("36", 1);
    expect(Date.parse(expired.expiresAt ?? "")).toBeLessThan(
      Date.parse(at("36", 2).response.headers["Date"] ?? ""),
    );
    expect(await phaseAfter("ACCEPTED", "36", 2, 3)).toBe("PREPARING");
  });

  it("23: are 403 without a body for somebody else's session, and nothing is read again", async () => {
    const { broker, heard } = await start(at("23", 1));
    const update = { kind: "phase", value: "REJECTED" } as const;
    await expect(broker.update("some", update, as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining("(403)"),
    });
    expect(heard).toHaveLength(1);
  });

  it("38: leave a session with data PREPARING, and the next one ACCEPTED, for ever: we go on looking", async () => {
    for (const number of [2, 4]) expect(TERMINAL_PHASES.has((await read("38", number)).phase)).toBe(false);
  });

  it("74: answer ACCEPTED to two siblings at once and fail one later: FAILED is what the reading says", async () => {
    expect(phaseSaid("74", 2)).toBe("ACCEPTED");
    expect(await phaseAfter("ACCEPTED", "74", 2, 4)).toBe("FAILED");
  });

  it("75: fail with 500 where four came at once, and only the reading tells that it is REJECTED", async () => {
    expect(at("75", 1).response.status).toBe(500);
    expect(await phaseAfter("ACCEPTED", "75", 1, 2)).toBe("REJECTED");
  });
});
