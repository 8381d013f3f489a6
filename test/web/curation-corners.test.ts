import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem, repository } from "../support/entry-builders.ts";
import { type Client, gitLog, openClient } from "../support/curators.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const FILE = { file: "ivoa-execution.yaml", document: 0, pointer: "/discovery/terms/task/0" };
const PLACE = { ...FILE, line: 7, column: 5, endLine: 7, endColumn: 15 };
const [ONE, OTHER] = ["/curation/concepts/task/photometry", "/curation/concepts/task/astrometry"];
let app: WebApp;
let ada: Client;
let ben: Client;

async function publish(name: string, text: string): Promise<void> {
  await app.publish({
    change: squareRoot(
      { id: `01${name}`, path: `local.examples/${name}`, title: name, repositoryId: `01REPO${name}` },
      [{ facet: "task", text, scheme: undefined, conceptId: undefined, origin: "author", place: PLACE }],
    ),
    repository: repository({ id: `01REPO${name}`, forgeId: name, path: name }),
    problems: [
      problem({
        ...FILE,
        line: 7,
        endLine: 7,
        endColumn: 15,
        rule: "terms/unknown",
        sentence: `The facet "task" has no term "${text}".`,
      }),
    ],
  });
}

/** As a reader finds them, with nobody who helps the index along. */
async function found(concept: string): Promise<readonly string[]> {
  const { body } = await app.json(`/api/v1/?task=${concept}&size=100`);
  return body.hits.map(({ title }: { title: string }) => title);
}

async function withLabel(
  client: Client,
  address: string,
  label: string,
  preview = false,
): ReturnType<Client["post"]> {
  const { body } = await client.json(`/api/v1${address}`);
  const fields: Record<string, string> = { base: body.base, ...body.fields };
  fields["altLabel"] = `${fields["altLabel"] ?? ""}\n${label}`;
  return client.post(address, preview ? { ...fields, preview: "1" } : fields);
}

beforeAll(async () => {
  app = await startWebApp();
  ada = await openClient(app, { name: "Ada", email: "ada@example.org" });
  ben = await openClient(app, { name: "Ben", email: "ben@example.org" });
}, 60_000);
afterAll(() => app.close());

it("is found by what a curator has just settled, when the answer comes", async () => {
  await publish("quickly", "quince peeling");
  const settled = await ada.post("/curation/terms", {
    facet: "task",
    text: "quince peeling",
    way: "synonym",
    concept: "source-extraction",
  });
  expect(settled.status).toBe(303);
  expect(await found("source-extraction")).toContain("quickly");
});

describe("a synonym that two curators gave to two concepts", () => {
  it("is told to the second before it is saved, and to all in the vocabulary's health", async () => {
    await publish("zapper", "zapping");
    expect((await withLabel(ada, ONE, "zapping")).status).toBe(303);
    expect(await found("photometry")).toContain("zapper");
    const preview = await withLabel(ben, OTHER, "zapping", true);
    expect(preview.text).toContain("The label “zapping” of".replaceAll(/[“”]/gu, "&quot;"));
    expect((await withLabel(ben, OTHER, "zapping")).status).toBe(303);
    // What is there already is no news.
    const later = await withLabel(ada, ONE, "flux taking", true);
    expect(later.text).not.toContain("The label &quot;zapping");
    const health = (await app.json("/api/v1/vocabularies/task/health")).body;
    const concepts = [
      { id: "photometry", label: "photometry" },
      { id: "astrometry", label: "astrometry" },
    ];
    expect(health.shared).toContainEqual({ label: "zapping", concepts });
    expect((await app.get("/vocabularies/task/health")).text).toContain("“zapping”");
  });

  it("waits in the queue with both, and one of them keeps it in one step", async () => {
    expect(await found("photometry")).not.toContain("zapper");
    const { body } = await ada.json("/api/v1/curation");
    const queued = body.queue.terms.find(({ text }: { text: string }) => text === "zapping");
    expect(queued.choices.map(({ id }: { id: string }) => id)).toEqual(["photometry", "astrometry"]);
    expect((await ada.get("/curation")).text).toContain('value="means"');
    const page = await ada.get("/curation/terms?facet=task&text=zapping");
    expect(page.text).toContain("It means one of them");
    expect(page.text).not.toContain("has no such concept");

    const way = { facet: "task", text: "zapping", way: "means" };
    const wrong = await ada.post("/curation/terms", { ...way, concept: "detection" });
    expect([wrong.status, wrong.text.includes("is no label of")]).toEqual([422, true]);
    expect((await ada.post("/curation/terms", { ...way, concept: "astrometry" })).status).toBe(303);
    expect(await found("astrometry")).toContain("zapper");
    expect(gitLog(app, "-1", "--format=%an %s")).toBe("Ada task: edit photometry");
    expect((await app.json("/api/v1/vocabularies/task/health")).body.shared).toEqual([]);
  });
});

describe("a form that cannot be taken any more", () => {
  const typed = { base: "x", title: "Course", items: "local.examples/zapper | <Day> one\r\nb/c" };

  it("comes back to somebody whose session has ended, who can send it again", async () => {
    const refused = await app.post("/curation/collections", typed);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('<form action="/curation/collections" method="post">');
    expect(refused.text).toContain('name="title" value="Course"');
    expect(refused.text).toContain("local.examples/zapper | &lt;Day&gt; one");
    expect(refused.text).toContain('href="/sign-in?next=%2Fcuration" target="_blank"');
    // Another role's token is no lost session.
    await app.signIn("runner");
    const forbidden = await app.post("/curation/collections", typed);
    expect(forbidden.status).toBe(403);
    expect(forbidden.text).not.toContain("Send it again");
    expect(forbidden.text).toContain("Sign in with another token");
    const page = await app.get("/curation/tags");
    expect(page.text).toContain('href="/sign-in?next=%2Fcuration%2Ftags"');
  });

  it("is shown where what it was about is gone", async () => {
    const gone = await ada.post("/curation/collections/removed", typed);
    expect(gone.status).toBe(404);
    expect(gone.text).toContain("&lt;Day&gt; one");
    const entry = await ada.post("/curation/overlays", { entry: "a/b", summary: "Long text.", base: "x" });
    expect([entry.status, entry.text.includes("Long text.")]).toEqual([404, true]);
    const fields = { facet: "task", text: "gone", way: "new", definition: "A sentence." };
    const term = await ada.post("/curation/terms", fields);
    expect([term.status, term.text.includes("A sentence.")]).toEqual([409, true]);
  });

  it("is given back to nobody who was sent by another site, and never a token", async () => {
    const foreign = await fetch(`${app.url}/curation/collections`, {
      method: "POST",
      headers: { accept: "text/html", origin: "https://elsewhere.example", cookie: "execat-session=x" },
      body: new URLSearchParams(typed),
    });
    expect(foreign.status).toBe(403);
    expect(await foreign.text()).not.toContain("Course");
    const token = await app.post("/sign-in", { token: "execat_secret", next: "/curation/" });
    expect(token.text).not.toContain("execat_secret");
  });
});

describe("what leads elsewhere when a concept is merged, moved and retired", () => {
  const sentence = (text: string): boolean => text.includes("is deprecated") || text.includes("has no term");
  const feed = async (): Promise<string> => (await app.get("/repositories/01REPOfed/feed.atom")).text;

  it("is the repository's feed, whose findings are those of now, and the collection's, which stays", async () => {
    await publish("fed", "wobbling");
    await app.catalogue.store.sources.saveLook({
      id: "01LOOK",
      repositoryId: "01REPOfed",
      at: "2026-11-24T10:00:00.000Z",
      reason: "push",
      outcome: "looked",
      commit: (await app.catalogue.store.sources.findRepository("01REPOfed"))?.headSeen,
      elapsedMs: 1,
      events: [],
      problems: { error: 0, warning: 1, hint: 0 },
      failure: undefined,
    });
    const items = "local.examples/fed | Feed me";
    expect((await ada.post("/curation/collections", { title: "Fed", items })).status).toBe(303);
    const collected = async (): Promise<string> =>
      (await app.get("/collections/fed/feed.atom")).text.replaceAll(/<updated>.*?<\/updated>/gu, "");
    const before = await collected();
    expect(before).toContain("Feed me");
    expect(await feed()).toContain("Found: 1 warning");

    const settled = { facet: "task", text: "wobbling", way: "synonym", concept: "flagging" };
    expect((await ada.post("/curation/terms", settled)).status).toBe(303);
    expect(await feed()).toContain("Nothing was found wrong.");
    const act = (id: string, fields: Readonly<Record<string, string>>): ReturnType<Client["post"]> =>
      ada.post(`/curation/concepts/task/${id}`, fields);
    expect((await act("flagging", { action: "merge", into: "self-calibration" })).status).toBe(303);
    expect(await found("self-calibration")).toContain("fed");
    expect(sentence(await feed())).toBe(false);
    expect((await act("self-calibration", { action: "move", below: "detection" })).status).toBe(303);
    expect(await found("detection")).toContain("fed");
    expect(sentence(await feed())).toBe(false);
    const retired = { action: "deprecate", replacedBy: "photometry" };
    expect((await act("self-calibration", retired)).status).toBe(303);
    expect(await found("photometry")).toContain("fed");
    expect(await feed()).toContain("Found: 1 hint");
    expect(await feed()).toContain("The term &quot;wobbling&quot; is deprecated.");
    expect(await collected()).toBe(before);
  });

  it("is a question of the home page, by the concept that has taken the place", async () => {
    const act = { action: "merge", into: "spectrum" };
    expect((await ada.post("/curation/concepts/data/light-curve", act)).status).toBe(303);
    const { body } = await app.json("/api/v1/");
    expect(JSON.stringify(body.exampleQuestions)).not.toContain("light-curve");
    expect(JSON.stringify(body.exampleQuestions)).toContain('{"input":["spectrum"]}');
  });

  it("is a page that names what to use, one beside the other, and its whole URI", async () => {
    const act = { action: "deprecate", replacedBy: "detection\r\nphotometry" };
    expect((await ada.post("/curation/concepts/task/source-deblending", act)).status).toBe(303);
    const { text } = await app.get("/vocabularies/task/source-deblending");
    expect(text).toMatch(/Use <a [^>]*>detection<\/a> or <a [^>]*>photometry<\/a>\./u);
    expect(text).toContain(`<code class="wrap">${app.url}/vocabularies/task/source-deblending</code>`);
  });
});
