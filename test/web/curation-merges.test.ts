import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Client, gitLog, openClient } from "../support/curators.ts";
import { NO_FIELDS } from "../unit/curation/curation-texts.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const FACETS = "facets:\n  - { key: task, scheme: task, label: What it does, multiple: true }\n";
const ROAST = "/curation/concepts/task/roast";
let folder: string;
let shipped: string;
let app: WebApp;
let ada: Client;

/** A version of the program, with what it says of two concepts. */
function ship(roast: string, grind: string): void {
  const text = `scheme:\n  title: Coffee\nconcepts:\n  roast:\n    prefLabel: roast\n    definition: ${roast}\n  grind:\n    prefLabel: grind\n    definition: ${grind}\n`;
  writeFileSync(path.join(shipped, "task.yaml"), text);
}

async function start(): Promise<void> {
  app = await startWebApp({
    EXECAT_VOCABULARIES: shipped,
    EXECAT_DATA_DIR: path.join(folder, "data"),
  });
  ada = await openClient(app, { name: "Ada", email: "ada@example.org" });
}

async function editRoast(definition: string): Promise<void> {
  const { body } = await ada.json(`/api/v1${ROAST}`);
  const saved = await ada.post(ROAST, { base: body.base, ...body.fields, definition });
  expect(saved.status).toBe(303);
}

async function openMerge(): Promise<string> {
  const { body } = await ada.json("/api/v1/curation");
  expect(body.merges).toHaveLength(1);
  return body.merges[0].href;
}

async function definitionOf(id: string): Promise<string> {
  return (await app.json(`/api/v1/vocabularies/task/${id}`)).body.concept.definition;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-merges-"));
  shipped = mkdtempSync(path.join(folder, "shipped-"));
  writeFileSync(path.join(shipped, "facets.yaml"), FACETS);
  ship("Heating beans.", "Making them small.");
  await start();
  await editRoast("Heating beans until they crack.");
  await app.close();
  ship("Heating green beans.", "Making beans small.");
  await start();
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a new shipped set that changes what a curator has changed", () => {
  it("waits at the desk, with the three texts of each place", async () => {
    expect((await ada.get("/curation")).text).toContain("brought other vocabularies");
    const page = await ada.get(await openMerge());
    expect(page.status).toBe(200);
    for (const text of ["Heating beans.", "Heating beans until they crack.", "Heating green beans."]) {
      expect(page.text).toContain(text);
    }
    expect(page.text).toContain("Making beans small.");
    expect(await definitionOf("roast")).toBe("Heating beans until they crack.");
  });

  it("is not merged while nothing is decided, or what was edited has errors, and the text is kept", async () => {
    const href = await openMerge();
    const file = { "path.0": "vocabularies/task.yaml" };
    const before = gitLog(app, "-1", "--format=%H");
    expect((await ada.post(href, file)).status).toBe(422);
    const broken = await ada.post(href, { ...file, "choice.0": "edited", "text.0": "concepts: [my <b>work" });
    expect(broken.status).toBe(422);
    expect(broken.text).toContain("concepts: [my &lt;b&gt;work");
    expect(broken.text).toContain("vocabularies/task.yaml:");
    const vain = await ada.post(href, { ...file, "choice.0": "ours", "text.0": "my work" });
    expect([vain.status, vain.text.includes("\nmy work</textarea>")]).toEqual([422, true]);
    const late = await ada.post(href, {
      ...file,
      head: "0".repeat(40),
      "choice.0": "edited",
      "text.0": "mine",
    });
    expect([late.status, late.text.includes("\nmine</textarea>")]).toEqual([409, true]);
    expect(gitLog(app, "-1", "--format=%H")).toBe(before);
  });

  it("is not merged when somebody commits while the form is taken, and what was chosen is shown again", async () => {
    const href = await openMerge();
    const { body } = await ada.json(`/api/v1${href}`);
    const { curation } = app.catalogue;
    const settle = vi.spyOn(curation, "settleMerge");
    settle.mockImplementationOnce(async (...decided) => {
      settle.mockRestore();
      const fields = { ...NO_FIELDS, prefLabel: "brew" };
      const author = { name: "Ben", email: "ben@example.org" };
      const edits = [{ kind: "add-concept", scheme: "task", id: "brew", fields }] as const;
      await curation.apply({ base: undefined, edits, subject: "Add brew", author });
      return curation.settleMerge(...decided);
    });
    const late = await ada.post(href, {
      head: body.head,
      "path.0": "vocabularies/task.yaml",
      "choice.0": "theirs",
      "text.0": body.files[0].ours,
    });
    expect([late.status, late.text.includes("decide again")]).toEqual([409, true]);
    expect(late.text).toMatch(/value="theirs" checked/u);
    const now = (await ada.json(`/api/v1${href}`)).body;
    expect(late.text).toContain(`name="head" value="${now.head}"`);
    expect(late.text).toContain("prefLabel: brew");
    expect(await definitionOf("roast")).toBe("Heating beans until they crack.");
    expect((await app.json("/api/v1/vocabularies/task/brew")).status).toBe(200);
  });

  it("is merged as the curator decides, with what goes together by itself, and waits no more", async () => {
    const href = await openMerge();
    const { body } = await ada.json(`/api/v1${href}`);
    expect(body.files[0].ours).toContain("until they crack");
    expect(body.files[0].theirs).toContain("Heating green beans.");
    const merged = await ada.post(href, {
      head: body.head,
      "path.0": "vocabularies/task.yaml",
      "choice.0": "theirs",
    });
    expect(merged.status).toBe(303);
    expect(await definitionOf("roast")).toBe("Heating green beans.");
    expect(await definitionOf("grind")).toBe("Making beans small.");
    expect(gitLog(app, "-1", "--format=%an %P").split(" ")).toHaveLength(3);
    expect((await ada.json("/api/v1/curation")).body.merges).toEqual([]);
    expect((await ada.get(href)).status).toBe(404);
  });
});
