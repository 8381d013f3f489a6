import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const FORM = "/curation/collections";

describe("collections", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await startWebApp({ EXECAT_VETTED_ONLY: "true" });
    await app.publish({ change: squareRoot({ path: "local.examples/tool", title: "Tool" }) });
    await app.publish({
      change: squareRoot({ id: "01OTHER", path: "local.examples/other", title: "Other" }),
    });
    await app.signIn("curator");
  });
  afterAll(() => app.close());

  it("are made in a form, with notes, in the order of the lines", async () => {
    expect((await app.get("/collections")).text).toContain("There is none yet");
    const made = await app.post(FORM, {
      title: "Summer school <2026>",
      maintainer: "Ada",
      vetted: "yes",
      items: `${app.url}/entries/local.examples/other | Day one | really\nlocal.examples/tool\n\ngithub.com/no/such`,
    });
    expect([made.status, made.headers.get("location")]).toEqual([303, "/collections/summer-school-2026"]);
    const { text } = await app.get("/collections/summer-school-2026");
    expect(text).toContain("Summer school &lt;2026&gt;");
    expect(text.indexOf("Day one | really")).toBeGreaterThan(0);
    expect(text.indexOf(">Other<")).toBeLessThan(text.indexOf(">Tool<"));
    expect(text).toContain("This catalogue has no such entry (yet).");
    const { body } = await app.json("/collections/summer-school-2026");
    expect(body.collection.items.map(({ state }: { state: string }) => state)).toEqual([
      "published",
      "published",
      "unknown",
    ]);
  });

  it("say what readers of a vetted catalogue find", async () => {
    await app.catalogue.indexWriter.applyJobs();
    expect((await app.json("/?q=")).body.total).toBe(2);
    const { base } = (await app.json(`${FORM}/summer-school-2026`)).body;
    await app.post(`${FORM}/summer-school-2026`, {
      base,
      title: "Summer school",
      vetted: "yes",
      items: "local.examples/tool",
    });
    await app.catalogue.indexWriter.applyJobs();
    expect((await app.json("/?q=")).body.total).toBe(1);
    // What is not vetted can still be opened.
    expect((await app.get("/entries/local.examples/other")).status).toBe(200);
  });

  it("take an entry from its page", async () => {
    expect((await app.get("/entries/local.examples/other")).text).toContain("Add to a collection");
    const added = await app.post(`${FORM}/summer-school-2026/items`, {
      entry: "local.examples/other",
      note: "Late.",
    });
    expect(added.status).toBe(303);
    const { body } = await app.json("/collections/summer-school-2026");
    expect(body.collection.items.at(-1)).toMatchObject({ entry: "local.examples/other", note: "Late." });
  });

  it("have a feed of their entries and of their own changes", async () => {
    const { text, headers } = await app.get("/collections/summer-school-2026/feed.atom");
    expect(headers.get("content-type")).toContain("application/atom+xml");
    expect(text).toContain("Collection “Summer school”");
    expect(text).toContain("/entries/local.examples/other");
  });

  it("refuse a name that is taken and a form without a title, with all that was typed", async () => {
    const taken = await app.post(FORM, { title: "Mine", id: "summer-school-2026", items: "a/b" });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain("There is a collection");
    expect(taken.text).toContain("a/b");
    const nameless = await app.post(FORM, { title: "", id: "nameless", items: "local.examples/tool" });
    expect(nameless.status).toBe(422);
    expect(nameless.text).toContain("local.examples/tool");
    expect((await app.post(FORM, { title: "" })).text).toContain("A collection needs a title.");
  });

  it("keep a note of several lines, written by hand, through the form", async () => {
    const { curation } = app.catalogue;
    const note = "First line.\nSecond line.";
    const items = [{ entry: "local.examples/tool", note }];
    const collection = {
      id: "by-hand",
      title: "By hand",
      description: undefined,
      maintainer: undefined,
      items,
    };
    await curation.apply({
      base: undefined,
      edits: [{ kind: "set-collection", collection: { ...collection, vetted: true } }],
      subject: "By hand",
      author: { name: "Hand", email: "hand@example.org" },
    });
    const page = await app.get(`${FORM}/by-hand`);
    const typed = /<textarea id="items"[^>]*>\n?([^<]*)</u.exec(page.text)?.[1] ?? "";
    expect(typed).toBe("local.examples/tool | First line. Second line.");
    const base = curation.current.commit;
    const saved = await app.post(`${FORM}/by-hand`, {
      base,
      title: "In a form",
      vetted: "yes",
      items: typed,
    });
    expect(saved.status).toBe(303);
    expect(curation.current.collections.get("by-hand")).toMatchObject({ title: "In a form", items });
  });

  it("are not vouched for when a program says so in JSON", async () => {
    const { status } = await app.postJson(FORM, {
      title: "By a program",
      vetted: false,
      items: "local.examples/tool",
    });
    expect(status).toBe(303);
    expect((await app.json("/collections/by-a-program")).body.collection.vetted).toBe(false);
  });

  it("show after a conflict what others have changed in the fields that one has not", async () => {
    const path = `${FORM}/by-hand`;
    const before = { title: "In a form", vetted: "yes", items: "local.examples/tool" };
    const base = app.catalogue.curation.current.commit;
    const first = await app.post(path, { ...before, base, title: "Theirs", description: "By the other." });
    expect(first.status).toBe(303);
    const late = await app.post(path, { ...before, base, title: "Mine", maintainer: "Ada" });
    expect(late.status).toBe(409);
    expect(late.text).toContain("By the other.</textarea>");
    expect(late.text).toMatch(/name="title" value="Mine"/u);
    const head = /name="base" value="([0-9a-f]+)"/u.exec(late.text)?.[1] ?? "";
    const shown = {
      base: head,
      title: "Mine",
      description: "By the other.",
      maintainer: "Ada",
      vetted: "yes",
    };
    expect((await app.post(path, { ...shown, items: before.items })).status).toBe(303);
    expect(app.catalogue.curation.current.collections.get("by-hand")).toMatchObject({
      title: "Mine",
      description: "By the other.",
      maintainer: "Ada",
    });
  });

  it("say why an entry is no longer there", async () => {
    const gone = squareRoot({ id: "01GONE", path: "local.examples/gone", title: "Gone" });
    const withdrawal = {
      at: "2026-11-24T12:00:00.000Z",
      reason: "The repository is gone.",
      commit: undefined,
    };
    await app.publish({ change: gone });
    await app.publish({ change: { ...gone, program: { ...gone.program, state: "withdrawn", withdrawal } } });
    const items = "local.examples/gone";
    expect((await app.post(FORM, { title: "Of the past", items })).status).toBe(303);
    expect((await app.get("/collections/of-the-past")).text).toContain(
      "Withdrawn. The repository is gone. The page shows its last good version.",
    );
  });

  it("are removed, and their entries stay", async () => {
    const base = app.catalogue.curation.current.commit;
    const removed = await app.post(`${FORM}/summer-school-2026`, { base, do: "remove" });
    expect([removed.status, removed.headers.get("location")]).toEqual([303, "/collections"]);
    expect((await app.get("/collections/summer-school-2026")).status).toBe(404);
    expect((await app.get("/entries/local.examples/tool")).status).toBe(200);
  });
});
