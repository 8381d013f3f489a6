import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answer, startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const ASKS = "/entries/local.examples/square-root/asks";
const WISHES = {
  "data.picture.kind": "simple-data-resource",
  "simple-data-resource:data.picture.location": "https://example.org/my.fits",
  cores: "4",
  memory: "8",
  duration: "PT1H",
};
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp({ EXECAT_BROKER_OPEN_ANSWERS: "0", EXECAT_REHEARSAL_SPEED: "100" });
  await app.publish({ change: squareRoot() });
});
afterAll(() => app.close());

function locationOf(answer: Answer): string {
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

function actionOf(text: string, end: string): string {
  const action = new RegExp(`action="([^"]+${end})"`).exec(text)?.[1];
  expect(action).toBeDefined();
  return action ?? "";
}

describe("the form", () => {
  it("sets no cookie before something is sent", async () => {
    expect((await app.get("/entries/local.examples/square-root")).headers.get("set-cookie")).toBeNull();
  });

  it("has the fields of every kind on the page, reachable without JavaScript", async () => {
    const { text } = await app.get("/entries/local.examples/square-root");
    for (const name of [
      "simple-data-resource:data.picture.location",
      "S3-data-resource:data.picture.s3.bucket",
    ]) {
      expect(text).toContain(`name="${name}"`);
    }
  });

  it("comes back with what was typed and the problem at its field for cores: -1", async () => {
    const answer = await app.post(ASKS, { ...WISHES, cores: "-1", memory: "3" });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(
      /id="run-cores"[^>]*value="-1"[^>]*aria-describedby="[^"]*run-cores-problem"/,
    );
    expect(answer.text).toContain('id="run-cores-problem"');
    expect(answer.text).toMatch(/id="run-memory"[^>]*value="3"/);
    expect(answer.text).toContain('value="https://example.org/my.fits"');
  });

  it("lists its problems as JSON", async () => {
    const response = await fetch(`${app.url}/api/v1${ASKS}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...WISHES, cores: -1, croes: 4 }),
    });
    expect(response.status).toBe(422);
    const body = (await response.json()) as { ok: boolean; problems: { field: string; sentence: string }[] };
    expect(body.ok).toBe(false);
    expect(body.problems.map(({ field }) => field)).toContain("croes");
  });

  it("does not ask for an entry that has been withdrawn or never was", async () => {
    expect((await app.post("/entries/local.examples/none/asks", WISHES)).status).toBe(404);
    expect((await app.post("/entries/local.examples/square-root", WISHES)).status).toBe(405);
  });
});

describe("an ask", () => {
  let page: Answer;
  let address: string;

  beforeEach(async () => {
    address = locationOf(await app.post(ASKS, WISHES));
    page = await app.get(address);
  });

  it("is a page of its own with a row an offer, a drawing and what was asked", async () => {
    expect(address).toMatch(/^\/asks\/[0-9A-Z]{26}$/);
    expect(page.status).toBe(200);
    expect(page.text.match(/class="offer"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(page.text).toContain('<svg class="timeline" role="img"');
    expect(page.text).toContain("rehearsal");
    expect(page.text).toContain("run.cores=4");
    expect(page.headers.get("cache-control")).toBe("private, no-store");
    expect(page.text).not.toContain("http-equiv");
  });

  it("has starts as times that a program can read", async () => {
    const { body } = await app.json(address);
    const starts = body.offers.map((offer: { startsAt: string }) => offer.startsAt);
    expect(new Set(starts).size).toBe(starts.length);
    for (const start of starts) expect(page.text).toContain(`datetime="${new Date(start).toISOString()}"`);
    expect(body.ask).not.toHaveProperty("actorId");
    expect(body).toMatchObject({ ok: true, complete: true, own: true });
  });

  it("shows a stranger the offers, and no way to take them", async () => {
    const response = await fetch(app.url + address, { headers: { accept: "text/html" } });
    const text = await response.text();
    expect(text).toContain("Only the reader who asked");
    expect(text).not.toContain("/accept");
    const accept = actionOf(page.text, "/accept");
    const taken = await fetch(app.url + accept, { method: "POST", redirect: "manual" });
    expect(taken.status).toBe(403);
    expect(taken.headers.get("set-cookie")).toBeNull();
  });

  it("keeps nothing of who has asked for nothing", async () => {
    for (const order of [
      "/asks/none/offers/none/accept",
      "/asks/none/offers/none/decline",
      "/sessions/none/cancel",
      "/sessions/none/fast-forward",
    ]) {
      const { status, headers } = await fetch(app.url + order, { method: "POST", redirect: "manual" });
      expect([status, headers.get("set-cookie")], order).toEqual([404, null]);
    }
  });

  it("becomes a session that can be followed, hurried and seen to its end", async () => {
    const session = locationOf(await app.post(actionOf(page.text, "/accept"), {}));
    const running = await app.get(session);
    expect(running.text).toContain("Rehearsal: nothing is executed.");
    expect(running.text).toContain('<noscript><meta http-equiv="refresh"');
    expect(locationOf(await app.post(actionOf(running.text, "/fast-forward"), {}))).toBe(session);
    const { body } = await app.json(session);
    expect(body.session.phase).toBe("COMPLETED");
    const done = await app.get(session);
    expect(done.text).toContain("completed");
    expect(done.text).not.toContain("http-equiv");
    expect((await app.get(address)).text).toContain(`href="${session}"`);
  });

  it("gives one session when the button is pressed twice", async () => {
    const accept = actionOf(page.text, "/accept");
    const [one, two] = await Promise.all([app.post(accept, {}), app.post(accept, {})]);
    expect(locationOf(one)).toBe(locationOf(two));
  });

  it("can be declined and cancelled", async () => {
    expect(locationOf(await app.post(actionOf(page.text, "/decline"), {}))).toBe(address);
    const again = await app.get(address);
    expect(again.text).toContain("declined");
    const session = locationOf(await app.post(actionOf(again.text, "/accept"), {}));
    await app.post(actionOf((await app.get(session)).text, "/cancel"), {});
    expect((await app.json(session)).body.session.phase).toBe("CANCELLED");
  });

  it("is never made by a GET", async () => {
    expect((await app.get(ASKS)).status).toBe(404);
    expect((await app.get(actionOf(page.text, "/accept"))).status).toBe(405);
  });
});

describe("brokers that do not make an offer", () => {
  it("are shown with their reasons", async () => {
    const address = locationOf(await app.post(ASKS, { ...WISHES, cores: "5000" }));
    const { text } = await app.get(address);
    expect(text).toContain("No broker has made an offer.");
    expect(text).toMatch(/class="answer no"[\s\S]*class="messages"/);
  });
});
