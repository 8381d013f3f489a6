import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, term } from "./programs.ts";

const HEADS = 3;
const BELOW = 4;
let app: WebApp;
let folder: string;

/** Heads with some below each, and below each of these another. */
function craft(): string {
  const concepts: Record<string, object> = {};
  for (let head = 0; head < HEADS; head += 1) {
    concepts[`h${head}`] = { prefLabel: `head ${head}` };
    for (let below = 0; below < BELOW; below += 1) {
      const id = `h${head}-b${below}`;
      concepts[id] = {
        prefLabel: `branch ${head}.${below}`,
        altLabel: [`bough ${head}.${below}`],
        broader: `h${head}`,
      };
      concepts[`${id}-l`] = { prefLabel: `leaf ${head}.${below}`, broader: id };
    }
  }
  // Below two of them: it stands once, and is counted once in each.
  concepts["both"] = { prefLabel: "leaf of both", broader: ["h0-b0", "h0-b1"] };
  concepts["old"] = { prefLabel: "twig", deprecated: true, replacedBy: "both" };
  concepts["p"] = { prefLabel: "lathe", altLabel: ["spindle work"], broader: "h1" };
  concepts["q"] = { prefLabel: "bow", altLabel: ["spindle work"], broader: "h1" };
  const facet = { key: "craft", label: "Craft", order: 1 };
  return stringify({ scheme: { title: "Crafts", facet }, concepts });
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-facets-"));
  cpSync(path.join(import.meta.dirname, "../../vocabularies"), folder, { recursive: true });
  writeFileSync(path.join(folder, "craft.yaml"), craft());
  app = await startWebApp({ EXECAT_VOCABULARIES: folder });
  let number = 0;
  const publish = async (...concepts: readonly string[]): Promise<void> => {
    number += 1;
    const over = { id: `01CRAFT${number}`, path: `local.examples/craft-${number}`, title: `Craft ${number}` };
    await app.publish({
      change: squareRoot(
        over,
        concepts.map((id) => term("craft", id)),
      ),
    });
  };
  for (let head = 0; head < HEADS; head += 1)
    for (let below = 0; below < BELOW; below += 1) await publish(`h${head}-b${below}-l`);
  await publish("both", "h0-b0-l");
  for (let more = 0; more < 22; more += 1) await publish("h2");
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a reader reads: no tags, no lines. */
function textOf(html: string): string {
  return html.replaceAll(/<[^>]+>/gu, "").replaceAll(/\s+/gu, " ");
}

/** The facet's part of a page. */
function facetOf(html: string): string {
  return /<section class="facet[^"]*" aria-labelledby="facet-craft">.*?<\/section>/su.exec(html)?.[0] ?? "";
}

function isOpen(html: string, id: string): boolean {
  const [tag] = new RegExp(`<details class="branch" id="branch-craft-${id}"[^>]*>`, "u").exec(html) ?? [];
  expect(tag, id).toBeDefined();
  return / open/u.test(tag ?? "");
}

describe("a facet of concepts", () => {
  it("is a list in a list, two levels open", async () => {
    const facet = facetOf((await app.get("/?q=")).text);
    expect(facet).toContain('class="facet facet-tree"');
    expect(isOpen(facet, "h0")).toBe(true);
    expect(isOpen(facet, "h0-b0")).toBe(false);
    const inside = /id="branch-craft-h0".*?<ul>(.*)/su.exec(facet)?.[1] ?? "";
    expect(inside.indexOf('id="facet-craft-h0-b0"')).toBeLessThan(inside.indexOf('id="branch-craft-h0-b0"'));
    expect([...facet.matchAll(/<ul>/gu)].length).toBe([...facet.matchAll(/<\/ul>/gu)].length);
    expect(
      [...facet.matchAll(/<summary><span class="hidden">Narrower than “[^”]+”/gu)].length,
    ).toBeGreaterThan(HEADS);
  });

  it("counts what stands below two of its values once in each, and shows it once", async () => {
    const { body } = await app.json("/?q=");
    const { values } = body.facets.find(({ key }: { key: string }) => key === "craft");
    const count = (id: string): number => values.find(({ value }: { value: string }) => value === id)?.count;
    expect([count("both"), count("h0-b0"), count("h0-b1"), count("h0")]).toEqual([1, 2, 2, 5]);
    const { text } = await app.get("/?q=");
    expect([...text.matchAll(/id="facet-craft-both"/gu)]).toHaveLength(1);
  });

  it("opens the branches of what is chosen, however deep", async () => {
    const facet = facetOf((await app.get("/?craft=h2-b3-l")).text);
    expect(isOpen(facet, "h2")).toBe(true);
    expect(isOpen(facet, "h2-b3")).toBe(true);
    expect(isOpen(facet, "h0-b0")).toBe(false);
  });

  it("has a search for its values when it is long, and none when it is short", async () => {
    const long = facetOf((await app.get("/?q=craft&size=5")).text);
    expect(long).toContain('action="/facets/craft"');
    expect(long).toContain('<input type="hidden" name="q" value="craft">');
    expect(long).toContain('<input type="hidden" name="size" value="5">');
    expect(facetOf((await app.get("/?craft=h2-b3-l&kind=docker-container&q=nothing")).text)).not.toContain(
      "find",
    );
  });
});

describe("a facet with more values than a page has room for", () => {
  const HEADS_OF_MANY = 12;
  let large: WebApp;
  let largeFolder: string;
  beforeAll(async () => {
    largeFolder = mkdtempSync(path.join(tmpdir(), "execat-facets-"));
    cpSync(path.join(import.meta.dirname, "../../vocabularies"), largeFolder, { recursive: true });
    const concepts: Record<string, object> = {};
    for (let head = 0; head < HEADS_OF_MANY; head += 1) {
      concepts[`h${head}`] = { prefLabel: `head ${head}` };
      for (let below = 0; below < 9; below += 1) {
        concepts[`h${head}-b${below}`] = { prefLabel: `branch ${head}.${below}`, broader: `h${head}` };
        concepts[`h${head}-l${below}`] = {
          prefLabel: `leaf ${head}.${below}`,
          broader: `h${head}-b${below}`,
        };
      }
    }
    const facet = { key: "craft", label: "Craft", order: 1 };
    writeFileSync(
      path.join(largeFolder, "craft.yaml"),
      stringify({ scheme: { title: "Crafts", facet }, concepts }),
    );
    large = await startWebApp({ EXECAT_VOCABULARIES: largeFolder });
    const leaves = Object.keys(concepts).filter((id) => id.includes("l"));
    await large.publish({
      change: squareRoot(
        {},
        leaves.map((id) => term("craft", id)),
      ),
    });
  }, 60_000);
  afterAll(async () => {
    await large.close();
    rmSync(largeFolder, { recursive: true, force: true });
  });

  it("has two levels of the first, one of the others, and says where the rest is", async () => {
    const facet = facetOf((await large.get("/?q=square")).text);
    expect(facet).toContain('id="facet-craft-h0-b0"');
    expect(facet).not.toContain('id="facet-craft-h0-l0"');
    expect(textOf(facet)).toContain("1 narrower than “branch 0.0”");
    expect(textOf(facet)).toContain("10 more");
    expect(facet).not.toContain('id="facet-craft-h11-b0"');
    expect(facet).toContain('href="/facets/craft?q=square&amp;below=h11"');
    expect(textOf(facet)).toContain("18 narrower than “head 11”");
    expect(textOf((await large.get("/facets/craft?q=square&below=h11")).text)).toContain("18 values");
  });

  it("shows the way down to what is chosen, wherever it is", async () => {
    const facet = facetOf((await large.get("/?craft=h11-l8")).text);
    expect(isOpen(facet, "h11")).toBe(true);
    expect(isOpen(facet, "h11-b8")).toBe(true);
    expect(facet).toMatch(/id="facet-craft-h11-l8"[^>]*aria-current="true"/u);
    expect(facet).toMatch(/<details class="more-values" id="facet-craft-more" open/u);
  });
});

describe("the page of a facet's values", () => {
  it("shows those that a part of some label is found in, with counts and ways back to the search", async () => {
    const { status, text } = await app.get("/facets/craft?find=BOUGH-0&q=craft");
    expect(status).toBe(200);
    expect(textOf(text)).toContain("4 values");
    expect(text).toContain('href="/?q=craft&amp;craft=h0-b0"');
    expect(textOf(text)).toMatch(/branch 0\.0 head 0 2/u);
    expect(text).not.toContain("h1-b0");
    expect(text).toContain('<input type="hidden" name="q" value="craft">');
    expect(text).toContain('<a href="/?q=craft">Back to the search</a>');
  });

  it("says the same as JSON", async () => {
    const { body } = await app.json("/api/v1/facets/craft?find=bough&craft=h0-b0");
    expect(body).toMatchObject({ ok: true, facet: { key: "craft", label: "Craft" }, find: "bough" });
    expect(body.values).toHaveLength(HEADS * BELOW);
    expect(body.values.find(({ value }: { value: string }) => value === "h0-b0")).toEqual({
      value: "h0-b0",
      label: "branch 0.0",
      count: 2,
      selected: true,
      depth: 1,
      href: "/?q=",
    });
    expect((await app.json("/facets/craft?find=bough&craft=h0-b0")).body).toEqual(body);
  });

  it("shows all values when nothing is looked for, of other facets too", async () => {
    expect(textOf((await app.get("/facets/craft")).text)).toContain("28 values");
    const { body } = await app.json("/facets/kind?find=DOCKER");
    expect(body.values).toMatchObject([{ value: "docker-container", href: "/?kind=docker-container" }]);
  });

  it("shows what is narrower than one of them, where a page has no room for it", async () => {
    const { text } = await app.get("/facets/craft?below=h0-b0&q=craft");
    expect(textOf(text)).toContain("Craft: narrower than “branch 0.0”");
    expect(textOf(text)).toContain("2 values");
    expect(text).toContain('href="/?q=craft&amp;craft=both"');
    const { body } = await app.json("/facets/craft?below=h0-b0&find=both");
    expect(body).toMatchObject({ below: "h0-b0", values: [{ value: "both" }] });
  });

  it.each([
    ["/facets/craft?below=none", 404, "find"],
    ["/facets/kind?below=other", 404, "find"],
    ["/facets/crafts", 404, "craft"],
    ["/facets/cores", 404, "craft"],
    ["/facets/__proto__", 404, "craft"],
    ["/facets/craft?tusk=1", 400, "task"],
    [`/facets/craft?find=${"x".repeat(101)}`, 400, "100"],
  ])("says what to do about %.30s", async (address, status, hint) => {
    const answer = await app.json(`/api/v1${address}`);
    expect(answer.status).toBe(status);
    expect(answer.body.error.hint).toContain(hint);
  });

  it("offers a way on when nothing is found", async () => {
    const { text } = await app.get("/facets/craft?find=zzz&q=craft");
    expect(textOf(text)).toContain("0 values");
    expect(text).toContain('href="/facets/craft?q=craft"');
  });
});

describe("what the page says that it understood", () => {
  const said = async (text: string): Promise<string> => {
    const { text: html } = await app.get(`/?q=${encodeURIComponent(text)}`);
    return textOf(/<p class="understood">.*?<\/p>/su.exec(html)?.[0] ?? "").trim();
  };

  it("is the concept, with how many are narrower", async () => {
    expect(await said("HEAD-0")).toBe("“HEAD-0” = Head 0, with 9 narrower");
    expect(await said("leaf 1.1")).toBe("“leaf 1.1” = Leaf 1.1");
    expect(await said("nothing of the kind")).toBe("");
  });

  it("is said of retired labels, and of those that several concepts have", async () => {
    expect(await said("twig")).toBe("“twig” = Leaf of both; “twig” is no longer used");
    expect(await said("spindle work")).toBe("“spindle work” may be Lathe or Bow");
  });

  it("says once what may be chosen in two facets", async () => {
    expect(await said("images")).toMatch(/^“images” = Image(, with \d+ narrower)?$/u);
  });
});

describe("a concept's page", () => {
  it("lists its entries and those of narrower concepts", async () => {
    const { text } = await app.get("/vocabularies/craft/h0-b0");
    expect(textOf(text)).toContain("2 entries");
    expect(text).toContain('href="/entries/local.examples/craft-1"');
    expect(text).toContain('href="/entries/local.examples/craft-13"');
    expect(text).toContain('href="/?craft=h0-b0"');
    expect((await app.json("/vocabularies/craft/h0-b0")).body.entries).toMatchObject([
      {
        facet: "craft",
        total: 2,
        href: "/?craft=h0-b0",
        entries: [{ title: "Craft 1" }, { title: "Craft 13" }],
      },
    ]);
  });

  it("shows the first 20 and leads to all of them", async () => {
    const { text } = await app.get("/vocabularies/craft/h2");
    expect([...text.matchAll(/<li class="card">/gu)]).toHaveLength(20);
    expect(textOf(text)).toContain("All 26 entries");
    expect((await app.json("/vocabularies/craft/h2")).body.entries[0].entries).toHaveLength(20);
  });

  it("lists them apart for each facet in which the concept may be chosen", async () => {
    const { body } = await app.json("/vocabularies/data/image");
    expect(body.entries.map(({ facet }: { facet: string }) => facet)).toEqual(["input", "output"]);
    expect(body.concept.counts).toEqual({ input: 0, output: 0 });
    const { text } = await app.get("/vocabularies/data/image");
    expect(textOf(text)).toContain("No entry has this concept or a narrower one here.");
  });
});
