import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHttpBroker } from "../../src/brokers/http/index.ts";
import type { HttpClient } from "../../src/http/http-client.ts";
import { createHttpClient } from "../../src/http/undici-client.ts";
import { askEntry } from "../conformance/broker-entry.ts";
import { ASKER, READER, startServices, type TestServices } from "../conformance/broker-services.ts";
import { startDialectCBroker, type DialectCBroker } from "../support/dialect-c-broker.ts";

/* One ask, two brokers: our own, which is asked in dialect D, and one that speaks only C. */

let services: TestServices;
let old: DialectCBroker;
let http: HttpClient;
beforeEach(async () => {
  old = await startDialectCBroker();
  http = createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "test" });
  const broker = createHttpBroker({
    id: "old",
    label: "Old",
    baseUrl: () => old.url,
    http,
    timeoutMs: 5_000,
    rehearsal: false,
    executableKinds: new Set(["docker-container"]),
  });
  services = await startServices([broker]);
});
afterEach(async () => {
  await services.close();
  await http.close();
  await old.close();
});

const calls = (): readonly string[] => old.heard.map(({ method, path }) => `${method} ${path}`);

async function askBoth(wishes: Record<string, string> = {}) {
  const values = { cores: "2", memory: "2", duration: "PT30M", ...wishes };
  const outcome = await services.asks.ask(askEntry({}), values, ASKER);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return services.asks.view(outcome.ask.id, 5_000);
}

async function phasesOf(askId: string, broker: string): Promise<readonly string[]> {
  const { offers } = await services.asks.view(askId, 0);
  return [...new Set(offers.filter(({ brokerId }) => brokerId === broker).map(({ phase }) => phase))];
}

describe("a broker of dialect C beside one of dialect D", () => {
  it("answers the same ask, and its offers stand beside the others", async () => {
    const view = await askBoth();
    expect(view.answers.map(({ brokerId, outcome }) => [brokerId, outcome])).toEqual([
      ["embedded", "yes"],
      ["old", "yes"],
    ]);
    expect(new Set(view.offers.map(({ brokerId }) => brokerId))).toEqual(new Set(["embedded", "old"]));
    expect(calls()).toEqual(["POST /requests", "POST /offersets"]);
  });

  it("refuses with words of its own what the other offers", async () => {
    const view = await askBoth({ cores: "20" });
    expect(view.answers.map(({ outcome }) => outcome)).toEqual(["yes", "no"]);
    expect(view.answers[1]?.messages[0]?.text).toContain("ask for less");
  });

  it("runs what was accepted there to its end, and the offers of the other are declined", async () => {
    const view = await askBoth();
    const offer = view.offers.find(({ brokerId }) => brokerId === "old");
    const { id } = await services.sessions.accept(offer?.id ?? "", ASKER);
    await expect.poll(() => phasesOf(view.ask.id, "embedded")).toEqual(["REJECTED"]);
    await expect(services.sessions.cancel(id, READER)).rejects.toMatchObject({
      code: "CONFLICT",
      message: '"Old" did not cancel the session: its phase is ACCEPTED.',
    });
    old.moveBy(7_200);
    expect(await services.sessions.get(id, -1)).toMatchObject({ phase: "COMPLETED", nextLookAt: undefined });
  });

  it("goes on when what was accepted is our own: it forgets that its offers were declined", async () => {
    const view = await askBoth();
    const offer = view.offers.find(({ brokerId }) => brokerId === "embedded");
    const session = await services.sessions.accept(offer?.id ?? "", ASKER);
    expect(session.phase).toBe("ACCEPTED");
    const offered = view.offers.filter(({ brokerId }) => brokerId === "old");
    const declined = (): number => calls().filter((path) => path.startsWith("POST /sessions/")).length;
    await expect.poll(declined).toBe(offered.length);
    // What the broker says is what is shown, and it says OFFERED.
    expect(await phasesOf(view.ask.id, "old")).toEqual(["OFFERED"]);
  });
});
