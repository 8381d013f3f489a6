import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const VIEWS = path.resolve(import.meta.dirname, "../../views");

function templates(kind: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(path.join(VIEWS, kind)).map((file) => ({
    name: `${kind}/${file}`,
    text: readFileSync(path.join(VIEWS, kind, file), "utf8"),
  }));
}

const all = [...templates("layouts"), ...templates("pages"), ...templates("partials")];

describe("the templates", () => {
  it("print without escaping only what was made from our own SVG or Markdown, and in the layout", () => {
    const raw = [...templates("pages"), ...templates("partials")].flatMap(({ name, text }) =>
      [...text.matchAll(/\{\{\{\s*([^}]*?)\s*\}\}\}|\{\{&\s*([^}]*)\}\}/g)].map(
        (match) => `${name}: ${match[1] ?? match[2]}`,
      ),
    );
    expect(raw.sort()).toEqual([
      "pages/ask.hbs: timeline.svg",
      "pages/entry.hbs: description.markdown",
      "pages/repository.hbs: badge.svg",
    ]);
  });

  it("hold no script, no style and no handler of their own", () => {
    for (const { name, text } of all) {
      expect(text, name).not.toMatch(/\sstyle=|\son[a-z]+=|<style|javascript:/i);
      const scripts = [...text.matchAll(/<script[^>]*>/g)].map((match) => match[0]);
      expect(
        scripts.every((tag) => tag.includes("src=") || tag.includes("ld+json")),
        name,
      ).toBe(true);
    }
  });

  it("use only if, each, with and partials", () => {
    for (const { name, text } of all) {
      const blocks = [...text.matchAll(/\{\{#(\w+)/g)].map((match) => match[1] ?? "");
      expect(
        blocks.filter((block) => !["if", "each", "with"].includes(block)),
        name,
      ).toEqual([]);
      expect(text, name).not.toMatch(/\{\{(lookup|log|unless)\b/);
    }
  });

  it("stay short", () => {
    const limits = new Map([
      ["pages", 80],
      ["partials", 40],
      ["layouts", 80],
    ]);
    for (const { name, text } of all) {
      expect(text.split("\n").length - 1, name).toBeLessThanOrEqual(
        limits.get(name.split("/")[0] ?? "") ?? 0,
      );
    }
  });
});
