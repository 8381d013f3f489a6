import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { repository } from "../support/entry-builders.ts";
import { type Client, openClient } from "../support/curators.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const MOST_BYTES = 60_000;
const FACETS = "facets:\n  - { key: task, scheme: big, label: What it does, multiple: true }\n";
const SAME = ["spin", "whirl"] as const;
let folder: string;
let app: WebApp;
let ada: Client;

/** 2,400 concepts with ids that say nothing, two of which are called the same. */
function thesaurus(): string {
  const concepts: Record<string, object> = {};
  for (let number = 0; number < 2_400; number += 1) {
    concepts[`${1000 + number}`] = {
      prefLabel: `phenomenon ${number}`,
      definition: `The ${number}th.`,
      ...(number === 0 ? {} : { broader: [`${1000 + Math.floor((number - 1) / 8)}`] }),
      ...(number === 7 || number === 9 ? { altLabel: [SAME[0], `${SAME[1]} ${number}`] } : {}),
    };
  }
  return stringify({ scheme: { title: "A thesaurus" }, concepts });
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-large-"));
  writeFileSync(path.join(folder, "facets.yaml"), FACETS);
  writeFileSync(path.join(folder, "big.yaml"), thesaurus());
  app = await startWebApp({ EXECAT_VOCABULARIES: folder });
  ada = await openClient(app, { name: "Ada" });
  for (let number = 0; number < 25; number += 1) {
    const id = `${number}`;
    const text = `unknown thing ${number}`;
    await app.publish({
      change: squareRoot({ id: `01U${id}`, path: `local.examples/u${id}`, repositoryId: `R${id}` }, [
        { facet: "task", text, scheme: undefined, conceptId: undefined, origin: "author" },
      ]),
      repository: repository({ id: `R${id}`, forgeId: id, path: `u${id}` }),
    });
  }
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a vocabulary of 2,400 concepts", () => {
  it.each([
    "/curation",
    "/curation/terms?facet=task&text=unknown+thing+1",
    "/curation/concepts/big/1008",
    "/curation/new-concept/big?below=1008",
    "/vocabularies/big/health",
  ])("has small pages to curate it: %s", async (address) => {
    const page = await ada.get(address);
    expect(page.status).toBe(200);
    expect(gzipSync(page.text).length).toBeLessThan(MOST_BYTES);
    expect(page.text).not.toContain("<datalist");
  });

  it("shows its queue in pages of twenty", async () => {
    const first = (await ada.json("/api/v1/curation")).body.queue;
    const second = (await ada.json("/api/v1/curation?page=2")).body.queue;
    expect([first.total, first.terms.length, second.terms.length]).toEqual([25, 20, 5]);
    expect((await ada.get("/curation?page=2")).text).toContain("Page 2 of 2");
    expect((await ada.get("/curation?page=x")).status).toBe(400);
  });

  it("says what its numbers mean, and takes any label for them", async () => {
    const address = "/curation/concepts/big/1020";
    expect((await ada.get(address)).text).toContain("1002 is “phenomenon 2”");
    const moved = await ada.post(address, { action: "move", below: "Phenomenon 5" });
    expect(moved.status).toBe(303);
    const { body } = await ada.json("/api/v1/vocabularies/big/1020");
    expect(body.concept.broader).toEqual(["1005"]);
  });

  it("lists the choices when a label means several of its concepts", async () => {
    const refused = await ada.post("/curation/concepts/big/1020", { action: "merge", into: SAME[0] });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("1007 (phenomenon 7), 1009 (phenomenon 9)");
    expect(refused.text).toContain(`value="${SAME[0]}"`);
  });
});
