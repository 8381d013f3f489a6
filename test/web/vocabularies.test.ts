import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { canonical, importText, turtleOf } from "../support/vocabulary-graph.ts";
import { squareRoot } from "./programs.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const MOST_BYTES = 60_000;
let app: WebApp;
let folder: string;

/** 2,400 concepts in the shape of a thesaurus: 11 heads, then 12 below each, then the rest four levels deep. */
function thesaurus(): string {
  const concepts: Record<string, object> = {};
  for (let number = 0; number < 2_400; number += 1) {
    const parent =
      number < 11 ? undefined : number < 143 ? (number - 11) % 11 : 11 + ((number * 7) % (number - 11));
    concepts[`c${number}`] = {
      prefLabel: `phenomenon of kind ${number * 7919}`,
      altLabel: [`synonym ${number}`],
      definition: `What is observed where the quantity ${number} exceeds the quantity ${number * 31}.`,
      ...(parent === undefined ? {} : { broader: [`c${parent}`] }),
    };
  }
  return stringify({ scheme: { title: "A thesaurus", namespace: "https://example.org/big#" }, concepts });
}

/** 2,400 concepts in one level, which no tree can fold. */
function flat(): string {
  const ids = Array.from({ length: 2_400 }, (_, number) => `f${number}`);
  return stringify({
    scheme: { title: "A flat list" },
    concepts: Object.fromEntries(ids.map((id) => [id, { prefLabel: `thing ${id}` }])),
  });
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-vocabularies-"));
  cpSync(path.join(ROOT, "vocabularies"), folder, { recursive: true });
  writeFileSync(path.join(folder, "big.yaml"), thesaurus());
  writeFileSync(path.join(folder, "flat.yaml"), flat());
  writeFileSync(
    path.join(folder, "tongues.yaml"),
    stringify({
      scheme: { title: "Tongues", language: "de" },
      concepts: {
        star: { prefLabel: { de: "Stern", fr: "étoile" }, definition: { en: "It <shines>." } },
        nova: { prefLabel: { fr: "nova" }, broader: "star", uri: "https://example.org/nova" },
      },
    }),
  );
  app = await startWebApp({ EXECAT_VOCABULARIES: folder });
  await app.publish({ change: squareRoot() });
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a vocabulary's address", () => {
  it.each([
    ["text/turtle", "/vocabularies/tongues", "text/turtle"],
    ["application/ld+json", "/vocabularies/tongues/nova", "application/ld+json"],
    ["application/rdf+xml, text/turtle;q=0.8, */*;q=0.1", "/vocabularies/tongues/nova", "text/turtle"],
    ["application/json", "/vocabularies/tongues/nova", "application/json"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "/vocabularies/tongues", "text/html"],
    ["*/*", "/vocabularies/tongues/nova", "text/html"],
  ])("answers Accept: %s", async (accept, address, type) => {
    const { status, headers } = await app.get(address, { accept });
    expect(status).toBe(200);
    expect(headers.get("content-type")?.split(";")[0]).toBe(type);
    expect(headers.get("vary")).toContain("Accept");
    for (const other of ["turtle", "jsonld"]) {
      expect(headers.get("link")).toContain(`<${address}?format=${other}>; rel="alternate"`);
    }
  });

  it("offers links with a format for people, which win over Accept", async () => {
    const { text } = await app.get("/vocabularies/tongues/nova");
    expect(text).toContain('href="/vocabularies/tongues/nova?format=turtle"');
    const turtle = await app.get("/vocabularies/tongues/nova?format=turtle");
    expect(turtle.text).toContain(`<https://example.org/nova> a skos:Concept`);
    expect(turtle.text).toContain(`skos:broader <${app.url}/vocabularies/tongues/star>`);
    expect(turtle.text).toContain('skos:prefLabel "nova"@fr');
    expect(turtle.text).not.toContain('"nova"@de');
  });

  it("says so when the format, the concept or the vocabulary is not there", async () => {
    expect((await app.get("/vocabularies/tongues?format=rdfxml")).status).toBe(400);
    expect((await app.get("/vocabularies/tongues?page=0")).status).toBe(400);
    expect((await app.get("/vocabularies/tongues?below=none")).status).toBe(404);
    for (const address of ["/vocabularies/none", "/vocabularies/tongues/none"]) {
      expect((await app.get(address)).status).toBe(404);
      expect((await app.get(address, { accept: "text/turtle" })).status).toBe(404);
    }
  });

  it.each(["tongues", "task", "data"])("gives %s so that it imports without loss", async (id) => {
    const turtle = (await app.get(`/vocabularies/${id}`, { accept: "text/turtle" })).text;
    const jsonld = (await app.get(`/vocabularies/${id}`, { accept: "application/ld+json" })).text;
    for (const [text, ending] of [
      [turtle, "turtle"],
      [jsonld, "jsonld"],
    ] as const) {
      const { scheme, format, leftOut } = await importText(text, { as: "again" });
      expect({ format, leftOut: leftOut.size }).toEqual({ format: ending, leftOut: 0 });
      expect(await canonical(turtleOf(scheme))).toBe(await canonical(turtle));
    }
  });
});

describe("an entry's JSON-LD", () => {
  it("names the concepts of its terms by their URIs", async () => {
    const { text } = await app.get("/entries/local.examples/square-root");
    const script = /<script type="application\/ld\+json">(.*?)<\/script>/su.exec(text)?.[1] ?? "{}";
    const { about } = JSON.parse(script) as { about: unknown };
    expect(about).toContainEqual({
      "@type": "DefinedTerm",
      "@id": `${app.url}/vocabularies/task/source-extraction`,
      name: expect.any(String),
      inDefinedTermSet: `${app.url}/vocabularies/task`,
    });
  });
});

describe.each(["big", "flat"])("the page of 2,400 concepts: %s", (id) => {
  it("stays small, and every concept is reached from it by links", async () => {
    const concepts = new Set<string>();
    const seen = new Set([`/vocabularies/${id}`]);
    for (const address of seen) {
      const { text, status } = await app.get(address);
      expect(status).toBe(200);
      expect(gzipSync(text).length).toBeLessThan(MOST_BYTES);
      for (const [, href = ""] of text.matchAll(/href="(\/vocabularies\/[^"]*)"/gu)) {
        const target = href.replaceAll("&amp;", "&");
        const concept = new RegExp(`^/vocabularies/${id}/([^?]+)$`, "u").exec(target)?.[1];
        if (concept !== undefined) concepts.add(concept);
        if (new RegExp(`^/vocabularies/${id}\\?(below|page)=`, "u").test(target)) seen.add(target);
      }
    }
    expect(concepts.size).toBe(2_400);
  }, 120_000);
});

describe("a branch of a vocabulary", () => {
  it("has an address of its own, with the way down to it", async () => {
    const { text } = await app.get("/vocabularies/big?below=c11");
    expect(text).toContain('<a href="/vocabularies/big">A thesaurus</a>');
    expect(text).toContain('<a href="/vocabularies/big?below=c0">phenomenon of kind 0</a>');
    expect(text).toContain('<a href="/vocabularies/big/c11" aria-current="true">');
  });
});
