import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyOverlay } from "../../src/catalogue/overlay.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, term } from "./programs.ts";

const PATH = "local.examples/tool";
const FORM = "/curation/overlays";

describe("what curators say of an entry", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await startWebApp();
    const tag = { ...term("task", "photometry"), origin: "catalogue" as const, words: "bright stars" };
    const change = squareRoot({ path: PATH, title: "Tool", summary: "Does something." });
    await app.publish({
      change: { ...change, terms: [term("task", "source-extraction", "source finder"), tag] },
    });
    await app.signIn("curator");
  });
  afterAll(() => app.close());

  const save = (fields: Readonly<Record<string, string>>) => app.post(FORM, { entry: PATH, ...fields });
  const curated = async () => (await app.json(`/entries/${PATH}`)).body;

  it("is said in a form that starts with what is said already", async () => {
    const { status, text } = await app.get(`${FORM}?entry=${PATH}`);
    expect(status).toBe(200);
    expect(text).toContain("The author says: “Does something.”");
    expect(text).toContain("source extraction");
  });

  it("stands on the entry's page with who said it, while the author's word is kept", async () => {
    const saved = await save({
      summary: "Finds sources.",
      authorSummary: "Does something.",
      "add.input": "image\nnobody knows <b>this</b>",
      category: "teaching",
      note: "Used in <script>class</script>.",
      vettedBy: "Grace",
      why: "The summary said nothing.",
    });
    expect(saved.status).toBe(303);
    const { text } = await app.get(`/entries/${PATH}`);
    expect(text).toContain("Finds sources.");
    expect(text).toContain("Does something.");
    expect(text).toContain("Said by Some curator");
    expect(text).toContain("&lt;script&gt;class&lt;/script&gt;");
    const { program, terms, curated: parts } = await curated();
    expect(program.summary).toBe("Finds sources.");
    expect(parts.author.summary).toBe("Does something.");
    expect(terms).toContainEqual(
      expect.objectContaining({ facet: "input", conceptId: "image", origin: "curator" }),
    );
    const stored = await app.catalogue.store.entries.find(PATH);
    expect(stored?.program.summary).toBe("Does something.");
    expect(stored?.terms.map(({ origin }) => origin)).not.toContain("curator");
  });

  it("is a commit of the curator in the curation's repository", () => {
    const { folder } = app.catalogue.curation.repository;
    const log = execFileSync("git", ["-C", folder, "log", "-1", "--format=%an|%s|%b", "main"], {
      encoding: "utf8",
    });
    expect(log).toContain("Some curator|Say more of local.examples/tool|The summary said nothing.");
  });

  it("is found: its terms, its category, its note, and the author's summary too", async () => {
    await app.catalogue.indexWriter.applyJobs();
    for (const query of ["?input=image", "?category=teaching", "?vetted=yes", "?q=class", "?q=something"]) {
      expect((await app.json(`/${query}`)).body.hits, query).toHaveLength(1);
    }
  });

  it("hides a term of the author, which is still shown as hidden", async () => {
    await save({ summary: "Finds sources.", "hide.task.0": "source-extraction" });
    await app.catalogue.indexWriter.applyJobs();
    expect((await app.json("/?task=source-extraction")).body.total).toBe(0);
    const { curated: parts } = await curated();
    expect(parts.hidden).toContainEqual(expect.objectContaining({ text: "source finder", origin: "author" }));
    expect((await app.get(`/entries/${PATH}`)).text).toContain("Not shown");
  });

  it("shows both summaries when the author changes theirs later", async () => {
    await save({ summary: "Finds sources.", authorSummary: "Does something." });
    const change = squareRoot({ path: PATH, title: "Tool", summary: "Does something else." });
    await app.publish({ change });
    const { text } = await app.get(`/entries/${PATH}`);
    expect(text).toContain("Does something else.");
    expect(text).toContain("The author has changed it since");
  });

  it("settles a tag of the catalogue for good", async () => {
    const tag = { ...term("task", "photometry"), origin: "catalogue" as const, words: "bright stars" };
    const change = squareRoot({ path: PATH, title: "Tool" });
    await app.publish({ change: { ...change, terms: [tag] } });
    expect((await app.get("/curation/tags")).text).toContain("from the words “bright stars”");
    const wrong = await app.post("/curation/tags", {
      entry: PATH,
      facet: "task",
      term: "photometry",
      do: "refuse",
      back: "//elsewhere.example.org",
    });
    expect([wrong.status, wrong.headers.get("location")]).toEqual([303, "/"]);
    expect((await curated()).terms).toEqual([]);
    expect((await app.get("/curation/tags")).text).toContain("There is nothing to decide");
    // The crawler finds it again at its next look.
    await app.publish({ change: { ...change, terms: [tag] } });
    expect((await curated()).terms).toEqual([]);
    const again = { entry: PATH, facet: "task", term: "photometry", do: "confirm" };
    expect((await app.post("/curation/tags", again)).status).toBe(400);
    expect((await app.post("/curation/tags", { ...again, facet: "__proto__" })).status).toBe(400);
  });

  it("brings up the next tags when the first are decided", async () => {
    const tag = { ...term("task", "astrometry"), origin: "catalogue" as const, words: "places of stars" };
    const pathOf = (number: number): string => `local.examples/tagged-${String(number).padStart(2, "0")}`;
    for (let number = 0; number < 22; number += 1) {
      const ids = { id: `01TAGGED${number}`, path: pathOf(number), title: `Tagged ${number}` };
      await app.publish({ change: { ...squareRoot(ids), terms: [tag] } });
    }
    const hideTerms = new Map([["task", ["astrometry"]]]);
    const { curation } = app.catalogue;
    await curation.apply({
      base: undefined,
      edits: Array.from({ length: 21 }, (_, number) => ({
        kind: "set-overlay" as const,
        overlay: { ...emptyOverlay(pathOf(number)), hideTerms },
      })),
      subject: "None of these",
      author: { name: "Ada", email: "ada@example.org" },
    });
    const { text } = await app.get("/curation/tags");
    expect(text).toContain("Tagged 21");
    expect(text).not.toContain("Tagged 20");
  });

  it("loses nothing when two curators say something at once", async () => {
    const base = app.catalogue.curation.current.commit;
    await save({ base, summary: "Finds sources.", note: "Mine." });
    const other = await save({ base, summary: "Finds sources.", category: "survey" });
    expect(other.status).toBe(303);
    const { curated: parts } = await curated();
    expect(parts.overlay).toMatchObject({ note: "Mine.", category: "survey" });
    const now = app.catalogue.curation.current.commit;
    await save({ base: now, note: "First." });
    const refused = await save({ base: now, note: "Second." });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("First.");
    expect(refused.text).toContain("Second.");
    const head = /name="base" value="([0-9a-f]+)"/u.exec(refused.text)?.[1] ?? "";
    expect((await save({ base: head, note: "Second." })).status).toBe(303);
    expect((await curated()).curated.overlay.note).toBe("Second.");
  });

  it("shows after a conflict what others have said in the fields that one has not touched", async () => {
    const base = app.catalogue.curation.current.commit;
    const theirs = { summary: "Theirs.", "add.input": "image", "hide.task.0": "source-extraction" };
    expect((await save({ base, note: "First.", ...theirs })).status).toBe(303);
    const mine = { base, note: "Third.", category: "survey" };
    const told = await app.postJson(FORM, { entry: PATH, ...mine });
    expect(told.status).toBe(409);
    expect(JSON.parse(told.text)).toMatchObject({
      ok: false,
      error: { code: "CONFLICT" },
      base: app.catalogue.curation.current.commit,
      overlay: { summary: "Theirs.", addTerms: { input: ["image"] }, note: "Third.", category: "survey" },
    });
    const late = await save(mine);
    expect(late.status).toBe(409);
    expect(late.text).toContain("Theirs.</textarea>");
    expect(late.text).toContain('name="add.input" rows="1">image<');
    expect(late.text).toMatch(/value="source-extraction" checked/u);
    expect(late.text).toContain("Third.</textarea>");
    expect(late.text).toMatch(/name="category" value="survey"/u);
  });

  it("goes when nothing is said any more", async () => {
    await save({ base: app.catalogue.curation.current.commit });
    expect((await curated()).curated).toBeNull();
  });

  it("is for curators", async () => {
    await app.post("/sign-out", {});
    expect((await app.get(`${FORM}?entry=${PATH}`)).status).toBe(303);
    expect((await save({ note: "Mine." })).status).toBe(403);
    expect((await app.get(`/entries/${PATH}`)).text).not.toContain("Add to this entry");
  });
});
