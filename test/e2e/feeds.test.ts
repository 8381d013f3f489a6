import type { Browser } from "playwright-core";
import { monotonicFactory } from "ulid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LookRecord } from "../../src/catalogue/looks.ts";
import { problem, programChange, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { openBrowser } from "./browser.ts";

const ATOM = "http://www.w3.org/2005/Atom";
const newId = monotonicFactory();
const PUBLIC = "https://catalogue.example";
/** What XML cannot hold, and what it must escape. */
const HOSTILE = `"'><script>alert(1)</script>]]>&amp;\u0000\u0008\uFFFE\uD800 größer`;
let browser: Browser;
let app: WebApp;

/** An element as a browser's XML parser read it. */
interface Element {
  readonly name: string;
  readonly namespace: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

const look = (over: Partial<LookRecord>): LookRecord => ({
  id: newId(),
  repositoryId: "01REPO",
  at: "2026-11-24T10:00:00.000Z",
  reason: "push",
  outcome: "looked",
  commit: "c0ffee",
  elapsedMs: 1_500,
  events: [{ kind: "updated", path: "local.examples/tool/-/größer~'a&b", title: HOSTILE }],
  problems: { error: 1, warning: 2, hint: 0 },
  failure: undefined,
  ...over,
});

beforeAll(async () => {
  browser = await openBrowser();
  app = await startWebApp({ EXECAT_PUBLIC_URL: PUBLIC });
  await app.publish({
    change: programChange(),
    repository: repository({ path: "a & b" }),
    problems: [
      problem({ sentence: HOSTILE, file: HOSTILE, severity: "error" }),
      problem({ severity: "warning", line: 2 }),
      problem({ severity: "warning", line: 3 }),
    ],
  });
  const { sources } = app.catalogue.store;
  await sources.saveLook(look({ events: [], at: "2026-11-23T10:00:00.000Z" }));
  await sources.saveLook(look({}));
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

/** Throws what the parser says of XML that is not well-formed. */
async function parse(xml: string): Promise<Element> {
  const page = await browser.newPage();
  try {
    const parsed = await page.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, "application/xml");
      const walk = (node: globalThis.Element): unknown => ({
        name: node.localName,
        namespace: node.namespaceURI,
        attributes: Object.fromEntries([...node.attributes].map((one) => [one.name, one.value])),
        text: node.textContent,
        children: [...node.children].map(walk),
      });
      const fault = read.querySelector("parsererror")?.textContent;
      return fault === undefined ? { root: walk(read.documentElement) } : { fault };
    }, xml);
    if ("fault" in parsed) throw new Error(parsed.fault);
    return parsed.root as Element;
  } finally {
    await page.close();
  }
}

const named = (parent: Element, name: string): readonly Element[] =>
  parent.children.filter((child) => child.name === name && child.namespace === ATOM);

/** RFC 4287, section 4: what a feed and an entry must have, once each, and how it is written. */
function expectAtom(feed: Element, self: string): void {
  expect([feed.name, feed.namespace]).toEqual(["feed", ATOM]);
  const entries = named(feed, "entry");
  for (const one of [feed, ...entries]) {
    for (const name of ["id", "title", "updated"]) expect(named(one, name), name).toHaveLength(1);
    expect(() => new URL(named(one, "id")[0]?.text ?? "")).not.toThrow();
    expect(named(one, "updated")[0]?.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u);
    for (const { attributes } of named(one, "link")) expect(attributes["href"]).toMatch(/^https:\/\//u);
    const alternates = named(one, "link").filter(({ attributes }) => attributes["rel"] === "alternate");
    expect(alternates).toHaveLength(1);
  }
  expect(named(named(feed, "author")[0] ?? feed, "name")[0]?.text).toBe("Execat");
  const own = named(feed, "link").find(({ attributes }) => attributes["rel"] === "self");
  expect(own?.attributes).toMatchObject({ href: self, type: "application/atom+xml" });
  const ids = entries.map((entry) => named(entry, "id")[0]?.text);
  expect(new Set(ids).size).toBe(entries.length);
  for (const entry of entries) {
    const content = named(entry, "content")[0];
    expect(content?.attributes["type"]).toBe("xhtml");
    expect(content?.children.map(({ name, namespace }) => [name, namespace])).toEqual([
      ["div", "http://www.w3.org/1999/xhtml"],
    ]);
  }
}

describe("a feed", () => {
  it("of a repository is Atom: its looks, the newest with its findings, whatever their text is", async () => {
    const { text, headers, status } = await app.get("/repositories/01REPO/feed.atom");
    expect([status, headers.get("content-type")]).toEqual([200, "application/atom+xml; charset=utf-8"]);
    const feed = await parse(text);
    expectAtom(feed, `${PUBLIC}/repositories/01REPO/feed.atom`);
    const [newest, before] = named(feed, "entry");
    expect(named(feed, "updated")[0]?.text).toBe("2026-11-24T10:00:01.500Z");
    expect(newest?.text).toContain("größer was updated");
    expect(newest?.text).toContain("1 error, 2 warnings");
    expect(newest?.text).toContain("<script>alert(1)</script>]]>&amp;");
    expect(before?.text).toContain("local.examples/a & b was read");
    const elements = JSON.stringify(feed);
    expect(elements).not.toContain('"name":"script"');
  });

  it("of a source is Atom: what was published, withdrawn or broken there", async () => {
    const feed = await parse((await app.get("/sources/examples/feed.atom")).text);
    expectAtom(feed, `${PUBLIC}/sources/examples/feed.atom`);
    expect(named(feed, "entry")).toHaveLength(1);
  });

  it("of what has never been looked at is Atom too", async () => {
    await app.catalogue.store.sources.saveRepository(
      repository({ id: "NEW", forgeId: "new", path: "new", state: "new" }),
    );
    expectAtom(
      await parse((await app.get("/repositories/NEW/feed.atom")).text),
      `${PUBLIC}/repositories/NEW/feed.atom`,
    );
  });

  it("has the same ids for ever, and is not sent again unchanged", async () => {
    const address = "/repositories/01REPO/feed.atom";
    const first = await app.get(address);
    expect(first.headers.get("last-modified")).toBe("Tue, 24 Nov 2026 10:00:01 GMT");
    const again = await app.get(address, {
      "if-none-match": first.headers.get("etag") ?? "",
      "cache-control": "max-age=0",
    });
    expect(again.status).toBe(304);
    expect(first.text).toMatch(
      /<id>urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}<\/id>/u,
    );
    const elsewhere = await startWebApp({ EXECAT_PUBLIC_URL: "https://other.example" });
    try {
      await elsewhere.publish({ change: programChange(), repository: repository({ path: "a & b" }) });
      const moved = await elsewhere.get(address);
      const idOf = (text: string): string | undefined => /<id>(.*?)<\/id>/u.exec(text)?.[1];
      expect(idOf(moved.text)).toBe(idOf(first.text));
    } finally {
      await elsewhere.close();
    }
  });

  it("is named by the pages that it follows, and is a 404 for what is not there", async () => {
    for (const page of ["/repositories/01REPO", "/sources?source=examples"]) {
      const { text } = await app.get(page);
      const href = /<link rel="alternate" type="application\/atom\+xml" href="([^"]+)">/u.exec(text)?.[1];
      expect((await app.get(href ?? "")).status, page).toBe(200);
    }
    expect((await app.get("/repositories/NONE/feed.atom")).status).toBe(404);
    expect((await app.get("/sources/none/feed.atom")).status).toBe(404);
  });
});
