import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TermRecord } from "../../src/catalogue/entry.ts";
import { problem, repository } from "../support/entry-builders.ts";
import { type Client, gitLog, openClient } from "../support/curators.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const FILE = { file: "ivoa-execution.yaml", document: 0, pointer: "/discovery/terms/task/0" };
const PLACE = { ...FILE, line: 7, column: 5, endLine: 7, endColumn: 15 };
/** As unlike each other as can be: what comes near a term stands in its author's finding. */
const WORDS = [
  "quasinormal ringdown",

  "wobble hunting",

  "plankton census",

  "grism juggling",

  "echo chamber",

  "knot theory",

  "ink blotting",

  "sky dyeing",

  "voxel brewing",

  "jet lag",
];
let app: WebApp;
let ada: Client;
let number = 0;

/** Publishes entries of one repository, each with a term that nobody knows, and the finding that says so. */
async function publishUnknown(...texts: readonly string[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const text of texts) {
    number += 1;
    const [id, path] = [`01UNKNOWN${number}`, `local.examples/unknown-${number}`];
    const term: TermRecord = {
      facet: "task",
      text,
      scheme: undefined,
      conceptId: undefined,
      origin: "author",
      place: PLACE,
    };
    await app.publish({
      change: squareRoot({ id, path, title: `Program ${number}`, repositoryId: `01REPO${number}` }, [term]),
      repository: repository({ id: `01REPO${number}`, forgeId: `r${number}`, path: `r${number}` }),
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
    paths.push(path);
  }
  return paths;
}

async function found(concept: string): Promise<readonly string[]> {
  await app.catalogue.indexWriter.applyJobs();
  const { body } = await ada.json(`/api/v1/?task=${concept}&size=100`);
  return body.hits.map(({ path }: { path: string }) => path);
}

async function waiting(): Promise<readonly string[]> {
  const { body } = await ada.json("/api/v1/curation");
  return body.queue.terms.map(({ text }: { text: string }) => text);
}

const base = (): string => app.catalogue.curation.current.commit;
const commitOf = (location: string | null): string => /done=([0-9a-f]+)/u.exec(location ?? "")?.[1] ?? "";

beforeAll(async () => {
  app = await startWebApp();
  ada = await openClient(app, { name: "Ada Curator", email: "ada@example.org" });
}, 60_000);
afterAll(() => app.close());

describe("a term that nobody knows", () => {
  let paths: readonly string[];
  let text: string;
  beforeEach(async () => {
    text = WORDS[number / 2] ?? "";
    paths = await publishUnknown(text, text.replaceAll(" ", "-").toUpperCase());
  });

  it("waits in the queue with its spellings, its entries and what comes near", async () => {
    const { body } = await ada.json("/api/v1/curation");
    const queued = body.queue.terms.find((term: { text: string }) => term.text === text);
    expect(queued).toMatchObject({ facet: "task", entries: expect.any(Number), since: expect.any(String) });
    const page = await ada.get("/curation");
    expect(page.status).toBe(200);
    expect(page.text).toContain(text);
    expect(page.text).toContain("Also written");
    const own = await ada.get(`/curation/terms?${new URLSearchParams({ facet: "task", text }).toString()}`);
    expect(own.status).toBe(200);
    expect(own.text).toContain("Finds the roots of squares in images.");
  });

  it("becomes a synonym in one step: facet, findings, queue and git follow, and undo takes it back", async () => {
    const before = await found("source-extraction");
    const fields = { facet: "task", text, way: "synonym", concept: "source-extraction" };
    const { status, headers } = await ada.post("/curation/terms", fields);
    expect(status).toBe(303);
    const location = headers.get("location") ?? "";
    expect(location).toContain("entries=2");
    expect(await found("source-extraction")).toEqual(expect.arrayContaining([...before, ...paths]));
    expect(await waiting()).not.toContain(text);
    const id = `01REPO${number}`;
    const repositoryPage = await ada.json(`/api/v1/repositories/${id}`);
    expect(JSON.stringify(repositoryPage.body)).not.toContain("has no term");
    expect(gitLog(app, "-1", "--format=%an <%ae> %s")).toBe(
      `Ada Curator <ada@example.org> task: “${text}” is a synonym of source extraction`,
    );
    const notice = await ada.get(location);
    expect(notice.text).toContain("2 entries changed");
    const commit = commitOf(location);
    expect(notice.text).toContain(`/curation/changes/${commit}/undo`);

    const undone = await ada.post(`/curation/changes/${commit}/undo`, {});
    expect(undone.status).toBe(303);
    expect(await found("source-extraction")).toEqual(before);
    expect((await waiting()).map((one) => one.toLowerCase())).toContain(text);
    const again = await ada.json(`/api/v1/repositories/${id}`);
    expect(JSON.stringify(again.body)).toContain("has no term");
    expect(gitLog(app, "-1", "--format=%an %s")).toContain("Ada Curator Undo “task:");
  });

  it("becomes a concept of its own, which has another name when the curator wants so", async () => {
    const fields = {
      facet: "task",
      text,
      way: "new",
      prefLabel: `Ringdown fitting ${number}`,
      broader: "Detection",
      definition: "Fitting the ringing of what has just merged.",
    };
    expect((await ada.post("/curation/terms", fields)).status).toBe(303);
    const id = `ringdown-fitting-${number}`;
    const { body } = await ada.json(`/api/v1/vocabularies/task/${id}`);
    expect(body.concept).toMatchObject({ altLabels: [text], broader: ["detection"] });
    expect(await found(id)).toEqual(expect.arrayContaining([...paths]));
    expect(await found("detection")).toEqual(expect.arrayContaining([...paths]));
  });

  it("is noted as a misspelling, which no page shows", async () => {
    const fields = { facet: "task", text, way: "misspelling", other: "source finder" };
    expect((await ada.post("/curation/terms", fields)).status).toBe(303);
    expect(await found("source-extraction")).toEqual(expect.arrayContaining([...paths]));
    expect((await app.get("/vocabularies/task/source-extraction?redirect=no")).text).not.toContain(
      `>${text}<`,
    );
  });

  it("is put aside with a reason, and waits no more", async () => {
    const fields = { facet: "task", text, way: "refuse", reason: "A name, not a job." };
    expect((await ada.post("/curation/terms", fields)).status).toBe(303);
    expect((await waiting()).map((one) => one.toLowerCase())).not.toContain(text);
    const entry = await ada.json(`/api/v1/entries/${paths[0]}`);
    expect(JSON.stringify(entry.body)).toContain(text);
    const late = await ada.post("/curation/terms", fields);
    expect(late.status).toBe(409);
    expect(late.text).toContain("does not wait in the queue any more");
  });

  it("is shown before it is done, and then nothing is written", async () => {
    const head = base();
    const fields = { facet: "task", text, way: "synonym", other: "Photometry", preview: "1" };
    const shown = await ada.post("/curation/terms", fields);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain("These 2 entries change:");
    expect(shown.text).toContain(`/entries/${paths[0]}`);
    expect(shown.text).toContain(`vocabularies/task.yaml`);
    expect(shown.text).toContain('name="way" value="synonym"');
    expect(shown.text).not.toContain('<input type="hidden" name="preview"');
    await app.catalogue.curation.refresh();
    expect(base()).toBe(head);
    expect(gitLog(app, "-1", "--format=%H")).toBe(head);
    const json = await ada.post("/curation/terms", fields, "application/json");
    expect(JSON.parse(json.text).preview.concerned.count).toBe(2);
  });

  it("is refused with what was typed when the concept is unknown, ambiguous or not said", async () => {
    const fields = { facet: "task", text, way: "synonym" };
    const unknown = await ada.post("/curation/terms", { ...fields, other: "sorce extracton" });
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain("source-extraction (source extraction)");
    expect(unknown.text).toContain('value="sorce extracton"');
    const none = await ada.post("/curation/terms", fields);
    expect([none.status, none.text.includes("is not said")]).toEqual([422, true]);
    const way = await ada.post("/curation/terms", { ...fields, way: "magic" }, "application/json");
    expect([way.status, JSON.parse(way.text).error.code]).toEqual([422, "EDIT_INVALID"]);
  });

  it("is settled once: the second curator is told", async () => {
    const fields = { facet: "task", text, way: "synonym" };
    const [one, other] = await Promise.all([
      ada.post("/curation/terms", { ...fields, concept: "source-extraction" }),
      ada.post("/curation/terms", { ...fields, concept: "detection" }),
    ]);
    expect(Math.min(one.status, other.status), one.text + other.text).toBe(303);
    const beaten = one.status === 303 ? other : one;
    // Either it had been settled already, or the vocabulary refuses the same label twice.
    expect([409, 422]).toContain(beaten.status);
  });
});

describe("who is no curator", () => {
  it("is led to the page for signing in, or refused", async () => {
    for (const address of ["/curation", "/curation/terms?facet=task&text=x"]) {
      const read = await app.get(address);
      expect([read.status, read.headers.get("location")?.split("?")[0]]).toEqual([303, "/sign-in"]);
      expect((await app.json(`/api/v1${address}`)).status).toBe(401);
    }
    const runner = await openClient(app, { name: "Run", role: "runner" });
    const head = base();
    for (const address of ["/curation/terms", "/curation/concepts/task/detection"]) {
      expect((await app.post(address, { facet: "task", text: "x", way: "refuse" })).status).toBe(403);
      expect((await runner.post(address, { facet: "task", text: "x", way: "refuse" })).status).toBe(403);
    }
    expect(base()).toBe(head);
  });

  it("is not told where the repository lies; an operator is", async () => {
    const { folder } = app.catalogue.curation.repository;
    expect((await ada.get("/curation")).text).not.toContain(folder);
    const operator = await openClient(app, { name: "Op", role: "operator" });
    expect((await operator.get("/curation")).text).toContain(folder);
  });
});

describe("hostile terms", () => {
  it("are shown as text, and become one line of a commit", async () => {
    const text = `"'><script>alert(1)</script>\u202E${"x".repeat(300)}`;
    await publishUnknown(text);
    const page = await ada.get("/curation");
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("<script>alert");
    const address = `/curation/terms?${new URLSearchParams({ facet: "task", text }).toString()}`;
    expect((await ada.get(address)).text).not.toContain("<script>alert");
    const fields = { facet: "task", text, way: "refuse", reason: "<script>alert(2)</script>" };
    const done = await ada.post("/curation/terms", fields);
    expect(done.status).toBe(303);
    const commit = commitOf(done.headers.get("location"));
    expect((await app.get(`/curation/changes/${commit}`)).text).not.toContain("<script>alert");
    expect(gitLog(app, "-1", "--format=%s").length).toBeLessThan(200);
  });
});
