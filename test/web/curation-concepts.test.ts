import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CurationRepository } from "../../src/curation/repository.ts";
import { programChange, repository } from "../support/entry-builders.ts";
import { type Client, gitLog, openClient } from "../support/curators.ts";
import { startWebApp, type Json, type WebApp } from "../support/web-app.ts";
import { squareRoot, term } from "./programs.ts";

const SOURCES = "/curation/concepts/task/source-extraction";
const PLACE = {
  file: "ivoa-execution.yaml",
  document: 0,
  pointer: "/discovery/terms/task/0",
  line: 2,
  column: 1,
  endLine: 2,
  endColumn: 3,
};
let app: WebApp;
let ada: Client;
let ben: Client;

beforeAll(async () => {
  app = await startWebApp();
  ada = await openClient(app, { name: "Ada", email: "ada@example.org" });
  ben = await openClient(app, { name: "Ben", email: "ben@example.org" });
  await app.publish({ change: squareRoot() });
  await app.publish({
    change: {
      ...programChange({ id: "01OTHER", path: "local.examples/other", repositoryId: "01OTHERREPO" }),
      terms: [{ ...term("task", "photometry", "photometry"), place: PLACE }],
    },
    repository: repository({ id: "01OTHERREPO", forgeId: "other", path: "other" }),
  });
}, 60_000);
afterAll(() => app.close());

/** A form as a browser has it after opening its page. */
async function open(client: Client, address: string): Promise<Record<string, string>> {
  const { body, status } = await client.json(`/api/v1${address}`);
  expect(status).toBe(200);
  return { base: body.base, ...body.fields };
}

async function conceptOf(id: string, scheme = "task"): Promise<Json> {
  return (await app.json(`/api/v1/vocabularies/${scheme}/${id}`)).body.concept;
}

async function found(concept: string): Promise<readonly string[]> {
  await app.catalogue.indexWriter.applyJobs();
  const { body } = await app.json(`/api/v1/?task=${concept}&size=100`);
  return body.hits.map(({ path }: { path: string }) => path);
}

describe("the form of a concept", () => {
  it("holds its words, saves them, and tells who did it, when and why", async () => {
    const page = await ada.get(SOURCES);
    expect(page.status).toBe(200);
    expect(page.text).toContain("source finding\n");
    const form = await open(ada, SOURCES);
    const saved = await ada.post(SOURCES, {
      ...form,
      scopeNote: "Not for lines in spectra.\r\nNor for transients.",
      why: "Asked for by a reader.",
    });
    expect(saved.status).toBe(303);
    expect((await conceptOf("source-extraction")).scopeNote).toContain("Not for lines");
    expect(gitLog(app, "-1", "--format=%an|%s|%b")).toBe(
      "Ada|task: edit source extraction|Asked for by a reader.",
    );
    const change = await app.get(saved.headers.get("location") ?? "");
    expect(change.text).toContain("Asked for by a reader.");
    expect(change.text).toContain("Not for lines in spectra.");
    expect(change.text).not.toContain("Undo this change");
    const own = await ada.get(saved.headers.get("location") ?? "");
    expect(own.text).toContain("Undo this change");
  });

  it("keeps what was typed when it cannot be saved", async () => {
    const form = await open(ada, SOURCES);
    const before = gitLog(app, "-1", "--format=%H");
    const typed = { ...form, broader: "nothing like it", definition: "Typed <b>with care</b>." };
    const refused = await ada.post(SOURCES, typed);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("has no concept &quot;nothing like it&quot;");
    expect(refused.text).toContain("Typed &lt;b&gt;with care&lt;/b&gt;.");
    const cycle = await ada.post(SOURCES, { ...form, broader: "source-extraction" });
    expect(cycle.status).toBe(422);
    const nameless = await ada.post(SOURCES, { ...form, prefLabel: " " });
    expect([nameless.status, nameless.text.includes("has no name")]).toEqual([422, true]);
    for (const exactMatch of ["no uri", "http://e>.<a:b><c:d><e:f", 'https://example.org/"x']) {
      const match = await ada.post(SOURCES, { ...form, exactMatch });
      expect([match.status, match.text.includes("is no URI")]).toEqual([422, true]);
    }
    expect(gitLog(app, "-1", "--format=%H")).toBe(before);
  });

  it("says that a change is not in force yet when its file was broken before", async () => {
    const { curation } = app.catalogue;
    const curations = curation.repository as CurationRepository;
    const file = "vocabularies/task.yaml";
    const replace = async (subject: string, change: (text: string) => string): Promise<void> => {
      const base = await curations.head();
      const text = (await curations.read(base)).get(file) ?? "";
      const author = { name: "Paul", email: "paul@example.org" };
      await curations.commit({ base, changes: new Map([[file, change(text)]]), subject, author });
    };
    const fault = "concepts:\n  lost: {prefLabel: lost, definition: Nobody knows., broader: [nowhere]}\n";
    await replace("Break it", (text) => text.replace(/^concepts:\n/mu, fault));
    const form = await open(ada, SOURCES);
    const saved = await ada.post(SOURCES, { ...form, scopeNote: "Said while it was broken." });
    expect(saved.status).toBe(303);
    const page = await ada.get(saved.headers.get("location") ?? "");
    expect(page.text).toContain("not in force yet");
    expect(page.text).toContain(`${file}:`);
    expect((await conceptOf("source-extraction")).scopeNote ?? "").not.toContain("broken");
    await replace("Mend it", (text) => text.replace(fault, "concepts:\n"));
    await curation.refresh();
    expect((await conceptOf("source-extraction")).scopeNote).toBe("Said while it was broken.");
    const later = await ada.get(saved.headers.get("location") ?? "");
    expect(later.text).not.toContain("not in force yet");
  });

  it("keeps what was typed when the repository cannot be written, and says in the log why", async () => {
    const form = await open(ada, SOURCES);
    const before = gitLog(app, "-1", "--format=%H");
    const lock = path.join(app.catalogue.curation.repository.folder, "refs", "heads", "main.lock");
    const noted = vi.spyOn(app.catalogue.log, "warn");
    writeFileSync(lock, "");
    try {
      const refused = await ada.post(SOURCES, { ...form, scopeNote: "Typed while it was locked." });
      expect(refused.status).toBe(503);
      expect(refused.text).toContain("Another process holds a lock");
      expect(refused.text).toContain("Typed while it was locked.");
      const cause = noted.mock.calls.map(([{ err }]: Json[]) => String(err.cause?.message));
      expect(cause.join("\n")).toContain("main.lock");
      expect(gitLog(app, "-1", "--format=%H")).toBe(before);
    } finally {
      rmSync(lock, { force: true });
      noted.mockRestore();
    }
  });

  it("shows what it would do before it does it", async () => {
    const form = await open(ada, SOURCES);
    const before = gitLog(app, "-1", "--format=%H");
    const shown = await ada.post(SOURCES, { ...form, prefLabel: "finding of sources", preview: "1" });
    expect(shown.status).toBe(200);
    expect(shown.text).toContain("This entry changes:");
    expect(shown.text).toContain("/entries/local.examples/square-root");
    expect(shown.text).toMatch(
      /class="added"><span class="sign">\+<\/span><code>\s*prefLabel: finding of sources/u,
    );
    expect(gitLog(app, "-1", "--format=%H")).toBe(before);
  });
});

describe("two curators at once", () => {
  it("who change different fields both have their way", async () => {
    const [one, other] = [await open(ada, SOURCES), await open(ben, SOURCES)];
    const [first, second] = await Promise.all([
      ada.post(SOURCES, { ...one, definition: "Ada's definition." }),
      ben.post(SOURCES, { ...other, altLabel: `${other["altLabel"]}\nben's finder` }),
    ]);
    expect([first.status, second.status]).toEqual([303, 303]);
    const concept = await conceptOf("source-extraction");
    expect(concept.definition).toBe("Ada's definition.");
    expect(concept.altLabels).toContain("ben's finder");
    expect(gitLog(app, "-2", "--format=%an").split("\n").sort()).toEqual(["Ada", "Ben"]);
  });

  it("who change the same field are shown both texts, and saving again decides", async () => {
    const [one, other] = [await open(ada, SOURCES), await open(ben, SOURCES)];
    const done = await ada.post(SOURCES, {
      ...one,
      definition: "What Ada says.",
      scopeNote: "Ada's note.",
    });
    expect(done.status).toBe(303);
    const typed = { ...other, definition: "What Ben says.", example: "Ben's example" };
    const refused = await ben.post(SOURCES, typed);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("Ada has changed the same place meanwhile");
    expect(refused.text).toContain("What Ada says.");
    expect(refused.text).toContain("What Ben says.");
    expect(refused.text).toContain("Ada&#x27;s note.");
    expect(refused.text).toContain("Ben&#x27;s example");
    expect((await conceptOf("source-extraction")).definition).toBe("What Ada says.");
    const json = JSON.parse((await ben.post(SOURCES, typed, "application/json")).text);
    expect(json.error.code).toBe("CONFLICT");
    expect(json.base).toBe(gitLog(app, "-1", "--format=%H"));

    const again = await ben.post(SOURCES, { ...typed, scopeNote: "Ada's note.", base: json.base });
    expect(again.status).toBe(303);
    expect(await conceptOf("source-extraction")).toMatchObject({
      definition: "What Ben says.",
      scopeNote: "Ada's note.",
      examples: ["Ben's example"],
    });
  });

  it("is told when the version that a form was made from is nowhere", async () => {
    const form = await open(ada, SOURCES);
    const refused = await ada.post(SOURCES, { ...form, base: "f".repeat(40), definition: "Lost?" });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("Lost?");
  });
});

describe("where a concept stands", () => {
  it("changes with a move, and entries are found from above", async () => {
    const address = "/curation/concepts/task/source-extraction";
    expect((await ada.post(address, { action: "move", below: "Photometry" })).status).toBe(303);
    expect(await found("photometry")).toEqual(
      expect.arrayContaining(["local.examples/square-root", "local.examples/other"]),
    );
    expect((await ada.post(address, { action: "move", below: "detection" })).status).toBe(303);
    expect(await found("photometry")).toEqual(["local.examples/other"]);
  });

  it("leads to the other after a merge, and the author's word stays", async () => {
    const added = await ada.post("/curation/new-concept/task", {
      prefLabel: "Source sieving",
      altLabel: "sieve",
      broader: "detection",
      definition: "Sieving.",
    });
    expect(added.status).toBe(303);
    const address = "/curation/concepts/task/source-extraction";
    const merged = await ada.post(address, { action: "merge", into: "source sieving" });
    expect(merged.status).toBe(303);
    expect(await found("source-sieving")).toContain("local.examples/square-root");
    const old = await app.get("/vocabularies/task/source-extraction");
    expect([old.status, old.headers.get("location")]).toEqual([301, "/vocabularies/task/source-sieving"]);
    expect(old.headers.get("cache-control")).toBe("no-cache");
    const itself = await app.get("/vocabularies/task/source-extraction?redirect=no");
    expect([itself.status, itself.text.includes("no longer to be used")]).toEqual([200, true]);
    expect((await conceptOf("source-extraction")).deprecated).toBe(true);
    const turtle = await app.get("/vocabularies/task/source-extraction", { accept: "text/turtle" });
    expect([turtle.status, turtle.text.includes("source-extraction")]).toEqual([200, true]);
    const entry = (await app.json("/api/v1/entries/local.examples/square-root")).body;
    expect(JSON.stringify(entry)).toContain("source finder");

    const undone = await ada.post(`${merged.headers.get("location")?.split("?")[0]}/undo`, {});
    expect(undone.status).toBe(303);
    expect(await found("source-extraction")).toContain("local.examples/square-root");
    expect((await app.get("/vocabularies/task/source-extraction")).status).toBe(200);
  });

  it("is deprecated with a replacement, and restored", async () => {
    const address = "/curation/concepts/task/photometry";
    const gone = await ada.post(address, { action: "deprecate", replacedBy: "source-extraction\r\n" });
    expect(gone.status).toBe(303);
    expect(await found("source-extraction")).toContain("local.examples/other");
    const health = (await app.json("/api/v1/vocabularies/task/health")).body;
    expect(health.deprecated).toEqual([
      { id: "photometry", label: "photometry", entries: 1, texts: ["photometry"] },
    ]);
    const told = async (): Promise<string> =>
      JSON.stringify((await app.json("/api/v1/repositories/01OTHERREPO")).body);
    expect(await told()).toContain("is deprecated");
    const form = await ada.get(address);
    expect(form.text).toContain("Use it again");
    expect(form.text).toContain("no longer to be used");
    expect(form.text).not.toContain("Merge it into another");
    expect((await ada.post(address, { action: "restore" })).status).toBe(303);
    expect(await found("photometry")).toContain("local.examples/other");
    expect(await told()).not.toContain("is deprecated");
  });

  it("cannot become its own, and the form keeps what was typed", async () => {
    const refused = await ada.post(SOURCES, { action: "merge", into: "source-extraction", why: "Just so." });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('name="into" value="source-extraction"');
    expect(refused.text).toContain('value="Just so."');
    const magic = await ada.post(SOURCES, { action: "magic" });
    expect(magic.status).toBe(422);
  });
});

describe("a new concept", () => {
  it("is added below another, with an id from its name", async () => {
    const page = await ada.get("/curation/new-concept/task?below=detection");
    expect(page.text).toContain("A new concept below detection");
    const form = await open(ada, "/curation/new-concept/task?below=detection");
    const added = await ada.post("/curation/new-concept/task", {
      ...form,
      prefLabel: "Étoile hunting",
      definition: "Hunting stars.",
    });
    expect(added.status).toBe(303);
    expect(await conceptOf("etoile-hunting")).toMatchObject({ broader: ["detection"] });
    const address = "/curation/new-concept/task";
    const typed = { ...form, prefLabel: "Etoile hunting" };
    const late = await ada.post(address, typed);
    expect([late.status, late.text.includes('value="Etoile hunting"')]).toEqual([409, true]);
    const { base } = JSON.parse((await ada.post(address, typed, "application/json")).text);
    const taken = await ada.post(address, { ...typed, base });
    expect([taken.status, taken.text.includes('value="Etoile hunting"')]).toEqual([422, true]);
    const nameless = await ada.post("/curation/new-concept/task", { ...form, prefLabel: "星" });
    expect([nameless.status, nameless.text.includes("no letter")]).toEqual([422, true]);
  });
});

describe("a vocabulary's own words", () => {
  it("are changed by a form, and two who change the same are shown both", async () => {
    const address = "/curation/schemes/task";
    const [one, other] = [await open(ada, address), await open(ben, address)];
    expect((await ada.post(address, { ...one, title: "What programs do" })).status).toBe(303);
    expect((await app.get("/vocabularies/task")).text).toContain("<h1>What programs do</h1>");
    const refused = await ben.post(address, { ...other, title: "What tools do", license: "CC-BY-4.0" });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("What programs do");
    expect(refused.text).toContain('value="What tools do"');
    expect(refused.text).toContain('value="CC-BY-4.0"');
    expect((await ada.post(address, { ...one, title: "" })).status).toBe(422);
  });
});

describe("the pages of a vocabulary", () => {
  it("show a curator the way to change it, and readers only what it says", async () => {
    for (const address of ["/vocabularies/task", "/vocabularies/task/detection"]) {
      expect((await app.get(address)).text).not.toContain("/curation/");
      const own = await ada.get(address);
      expect(own.text).toContain("/curation/new-concept/task");
      expect(own.headers.get("cache-control")).toBe("private, no-store");
    }
  });
});
