import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastSegment, parseOfferSet, parseSession } from "../../../../src/brokers/http/parse-answer.ts";
import { helpForMessage, parseMessages } from "../../../../src/brokers/http/messages.ts";

const offer = (more: object = {}) => ({ meta: { uuid: "u-1" }, phase: "OFFERED", ...more });
const readOne = (more: object) => parseSession(offer(more));

describe("sessions", () => {
  it("count a start of 1970 as not stated", () => {
    const schedule = { available: { start: "1970-01-01T00:00:01Z/PT0S", duration: "PT10M" } };
    expect(readOne({ schedule })).toMatchObject({ startsAt: undefined, durationSeconds: 600 });
  });

  it("prefer the session's schedule to that of its compute", () => {
    const at = (start: string) => ({ available: { start, duration: "PT1H" } });
    const both = {
      schedule: at("2026-12-01T08:00:00Z/PT0S"),
      compute: { schedule: at("2026-12-01T09:00:00Z/PT0S") },
    };
    expect(readOne(both)?.startsAt).toBe("2026-12-01T08:00:00Z");
    expect(readOne({ compute: both.compute })?.startsAt).toBe("2026-12-01T09:00:00Z");
  });

  it("keep phases, kinds and levels that nobody knows", () => {
    const meta = { uuid: "u-1", messages: [{ kind: "urn:new", level: "SHOUT", message: "Hey." }] };
    expect(readOne({ phase: "HIBERNATING", meta })).toMatchObject({
      phase: "HIBERNATING",
      messages: [{ kind: "urn:new", level: "SHOUT", text: "Hey." }],
    });
  });

  it("take the older names of fields: state, uuid and href", () => {
    expect(parseSession({ uuid: "u-2", state: "READY" })).toMatchObject({ uuid: "u-2", phase: "READY" });
    expect(parseSession({ href: "http://h:8082/sessions/u-3" })).toMatchObject({
      uuid: "u-3",
      phase: "UNKNOWN",
    });
  });

  it("take a compute that is spelt computer, whose volumes are only names", () => {
    const schedule = { available: { start: "2026-02-01T09:00:00Z/PT0S", duration: "PT1H" } };
    const computer = { name: "box", phase: "WAITING", cores: { min: 2 }, volumes: ["in"], schedule };
    const session = readOne({ computer });
    expect(session).toMatchObject({ startsAt: "2026-02-01T09:00:00Z", cores: { min: 2 } });
    expect(session?.components).toEqual([{ family: "compute", name: "box", phase: "WAITING" }]);
  });

  it("list their parts with names and phases, and their connectors", () => {
    const session = readOne({
      executable: { meta: { name: "tool" }, phase: "RUNNING" },
      storage: [{ phase: "AVAILABLE" }, "nonsense"],
      connectors: [{ kind: "web", protocol: "HTTPS", location: "https://example.org/", status: "AVAILABLE" }],
    });
    expect(session?.components).toEqual([
      { family: "executable", name: "tool", phase: "RUNNING" },
      { family: "storage", name: undefined, phase: "AVAILABLE" },
    ]);
    expect(session?.connectors[0]).toMatchObject({ protocol: "HTTPS", location: "https://example.org/" });
  });

  it("collect the messages of their parts", () => {
    const compute = {
      meta: { messages: [{ kind: "urn:resource-limit", level: "WARN", message: "Capped." }] },
    };
    expect(readOne({ compute })?.messages.map((message) => message.text)).toEqual(["Capped."]);
  });
});

describe("offer sets", () => {
  it("are YES with warnings, and the warnings are kept", () => {
    const meta = {
      uuid: "set",
      messages: [{ kind: "urn:resource-limit", level: "WARN", message: "Capped." }],
    };
    expect(parseOfferSet({ result: "YES", meta, offers: [offer()] }, "raw")).toMatchObject({
      result: "YES",
      uuid: "set",
      messages: [{ text: "Capped." }],
      raw: "raw",
    });
  });

  it("are YES when YAML made true of it, and NO when a YES has no offers", () => {
    expect(parseOfferSet({ result: true, offers: [offer()] }, "")?.result).toBe("YES");
    expect(parseOfferSet({ result: "YES", offers: [] }, "")?.result).toBe("NO");
    expect(parseOfferSet({ offers: [offer()] }, "")?.result).toBe("YES");
  });

  it("are nothing when neither a result nor offers are there", () => {
    for (const json of [undefined, null, [], "YES", {}, { result: "MAYBE" }]) {
      expect(parseOfferSet(json, "")).toBeUndefined();
    }
  });
});

describe("messages", () => {
  const textOf = (item: object) => parseMessages({ meta: { messages: [item] } })[0]?.text;

  it("are rendered from a template with named and with positional holes", () => {
    const values = { cores: "17", limit: "16" };
    expect(textOf({ kind: "x", template: "[${cores}] > [${limit}]", values })).toBe("[17] > [16]");
    expect(textOf({ kind: "x", template: "[{}] > [{}] [{}]", values })).toBe("[17] > [16] [{}]");
    expect(textOf({ kind: "x", template: "[${constructor}]", values: {} })).toBe("[${constructor}]");
  });

  it("are explained whichever way their kind is spelt", () => {
    expect(helpForMessage("urn:missig-required-value")).toBe(helpForMessage("uri:missing-required-value"));
    expect(helpForMessage("urn:invalied-value")).toBe(helpForMessage("urn:invalid-value"));
    expect(helpForMessage("urn:constructor")).toBeUndefined();
  });

  it("say so when they say nothing", () => {
    expect(textOf({ kind: "urn:strange" })).toBe("(a message without text)");
  });
});

describe("whatever comes", () => {
  it("is read without throwing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        parseOfferSet(a, "");
        parseOfferSet(
          { result: "YES", meta: a, offers: [{ meta: { uuid: "u" }, schedule: a, compute: b }, b] },
          "",
        );
        parseSession({
          meta: { uuid: "u", options: a, messages: b },
          connectors: a,
          storage: b,
          executable: a,
        });
      }),
    );
  });

  it("names the last segment of an address", () => {
    expect(lastSegment("http://h:1/a/b?x=/y#z")).toBe("b");
    expect(lastSegment("http://h:1/a/b/")).toBe("b");
    expect(lastSegment("http://")).toBeUndefined();
    expect(lastSegment(undefined)).toBeUndefined();
  });
});
