import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { programChange, repository } from "../support/entry-builders.ts";
import { type Client, openClient } from "../support/curators.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { term } from "./programs.ts";

const FACETS = "facets:\n  - { key: task, scheme: task, label: What it does, multiple: true }\n";
const TASKS = `scheme:
  title: Coffee
concepts:
  roast: { prefLabel: roast, definition: Heating beans. }
  pan-roast: { prefLabel: pan roast, broader: roast, definition: In a pan. }
  brew: { prefLabel: brew, definition: Adding water. }
  scald: { prefLabel: scald, definition: Too hot., deprecated: true, replacedBy: brew }
`;
const TEA = `scheme: { title: Tea }
concepts:
  health: { prefLabel: health tea, definition: Herbs. }
  history: { prefLabel: old tea, definition: Leaves. }
`;
let folder: string;
let app: WebApp;
let ada: Client;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-history-"));
  writeFileSync(path.join(folder, "facets.yaml"), FACETS);
  writeFileSync(path.join(folder, "task.yaml"), TASKS);
  writeFileSync(path.join(folder, "tea.yaml"), TEA);
  app = await startWebApp({ EXECAT_VOCABULARIES: folder });
  ada = await openClient(app, { name: "Ada", email: "ada@example.org" });
  const programs = [
    ["scalder", [{ ...term("task", "brew", "scald"), scheme: "task" }]],
    [
      "stranger",
      [{ facet: "task", text: "frothing", scheme: undefined, conceptId: undefined, origin: "author" }],
    ],
    ["silent", []],
    ...Array.from({ length: 20 }, (_, number) => [`brewer-${number}`, [term("task", "brew")]] as const),
  ] as const;
  for (const [name, terms] of programs) {
    await app.publish({
      change: {
        ...programChange({
          id: `01${name}`,
          path: `local.examples/${name}`,
          title: name,
          repositoryId: `r-${name}`,
        }),
        terms,
      },
      repository: repository({ id: `r-${name}`, forgeId: name, path: name }),
    });
  }
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the health of a vocabulary", () => {
  it("tells what is unused, too wide, deprecated but written, unknown, and missing", async () => {
    const { body, status } = await app.json("/api/v1/vocabularies/task/health");
    expect(status).toBe(200);
    expect(body.unused.map(({ id }: { id: string }) => id)).toEqual(["roast", "pan-roast"]);
    expect(body.overloaded).toEqual([{ id: "brew", label: "brew", entries: 21 }]);
    expect(body.deprecated).toEqual([{ id: "scald", label: "scald", entries: 1, texts: ["scald"] }]);
    expect(body.waiting).toMatchObject([{ facet: "task", text: "frothing", entries: 1 }]);
    expect(body.without).toEqual({ count: 1, first: [{ path: "local.examples/silent", title: "silent" }] });
    const page = await app.get("/vocabularies/task/health");
    expect(page.status).toBe(200);
    expect(page.text).toContain("with 1 narrower");
    expect(page.text).not.toContain("/curation/terms");
    expect((await ada.get("/vocabularies/task/health")).text).toContain("/curation/terms?facet=task");
  });

  it("gives way to a concept that is called so", async () => {
    expect((await app.get("/vocabularies/tea/health")).text).toContain("health tea");
    expect((await app.get("/vocabularies/tea/history")).text).toContain("old tea");
    expect((await app.get("/vocabularies/none/health")).status).toBe(404);
    const refused = await app.post("/vocabularies/task/health", {});
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});

describe("the history", () => {
  it("is everybody's to read, file by file, and an email is on no page", async () => {
    const address = "/curation/schemes/task";
    const { body } = await ada.json(`/api/v1${address}`);
    for (const title of ["Coffee & more", "Coffee at last"]) {
      const { base } = (await ada.json(`/api/v1${address}`)).body;
      const saved = await ada.post(address, { ...body.fields, base, title, why: `Because of ${title}.` });
      expect(saved.status).toBe(303);
    }
    const redirect = await app.get("/vocabularies/task/history");
    const href = "/curation/history?path=vocabularies%2Ftask.yaml";
    expect([redirect.status, redirect.headers.get("location")]).toEqual([303, href]);
    const page = await app.get(href);
    expect(page.status).toBe(200);
    expect(page.text).toContain("Ada");
    expect(page.text).not.toContain("ada@example.org");
    const { changes } = (await app.json(`/api/v1${href}`)).body;
    expect(changes).toHaveLength(3);
    expect(changes[0]).toMatchObject({ author: "Ada", body: "Because of Coffee at last." });
    const before = (await app.json(`/api/v1/curation/history?before=${changes[1].id}`)).body.changes;
    expect(before.map(({ id }: { id: string }) => id)).toEqual([changes[2].id]);
    expect((await app.get("/curation/history?before=nonsense")).status).toBe(400);
    expect((await app.get(`/curation/history?path=${"x".repeat(1_001)}`)).status).toBe(400);
    expect((await app.get("/curation/history?path=a%00b")).status).toBe(400);
    expect((await app.json("/api/v1/curation/history?path=")).body.path).toBeNull();
  });

  it("shows one change, with what undoing it would do for those who may", async () => {
    const { changes } = (await app.json("/api/v1/curation/history?path=vocabularies/task.yaml")).body;
    const change = `/curation/changes/${changes[1].id}`;
    const page = await app.get(change);
    expect(page.text).toContain("Because of Coffee &amp; more.");
    expect(page.text).not.toContain('<button type="submit">Undo');
    expect((await app.post(`${change}/undo`, {})).status).toBe(403);
    // A link may say so, but who follows it has changed nothing.
    expect((await app.get(`${change}?entries=3`)).text).not.toContain("3 entries changed");
    expect((await ada.get(`/curation/changes/${changes[0].id}?entries=3`)).text).toContain(
      "3 entries changed",
    );
    expect((await app.get("/curation/changes/0000000")).status).toBe(404);
    // What came later changed the same place.
    const own = await ada.get(change);
    expect(own.text).toContain("It cannot be undone by itself.");
    const refused = await ada.post(`${change}/undo`, {});
    expect(refused.status).toBe(409);
    expect((await ada.post(`/curation/changes/${changes[0].id}/undo`, {})).status).toBe(303);
    expect((await app.get("/vocabularies/task")).text).toContain("<h1>Coffee &amp; more</h1>");
    const seed = await ada.post(`/curation/changes/${changes[2].id}/undo`, {});
    expect([409, 422]).toContain(seed.status);
  });

  it("of what curators say of an entry is found by the entry, whatever its file is called", async () => {
    const entry = "local.examples/silent";
    expect((await app.get(`/curation/history?entry=${entry}`)).status).toBe(404);
    const saved = await ada.post("/curation/overlays", { entry, note: "Good with milk." });
    expect(saved.status).toBe(303);
    const page = (await app.get(`/entries/${entry}`)).text;
    const href = /href="(?<href>\/curation\/history\?entry=[^"]+)"/.exec(page)?.groups?.["href"] ?? "";
    const { status, headers } = await app.get(href);
    const location = headers.get("location") ?? "";
    expect(status).toBe(303);
    expect(location).toBe("/curation/history?path=overlays%2Flocal.examples%2Bsilent.yaml");
    expect((await app.json(`/api/v1${location}`)).body.changes).toHaveLength(1);
  });

  it("is in the audit too", async () => {
    const acts = await app.catalogue.store.access.listActs({ limit: 10 });
    expect(acts.map(({ act, name }) => [act, name])).toEqual(
      expect.arrayContaining([
        ["undo", "Ada"],
        ["curate", "Ada"],
      ]),
    );
  });
});
