import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawTimeline } from "../../../src/web/svg/timeline.ts";
import { pieces } from "../../../src/web/view-models/card.ts";
import { toLines } from "../../../src/web/view-models/lines.ts";
import { problem } from "../../support/entry-builders.ts";

const NOW = new Date("2026-11-24T10:00:00Z");

describe("the timeline", () => {
  it("draws a bar an offer inside its width, with few hours below", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 0, max: 1e7 })), {
          minLength: 1,
          maxLength: 8,
        }),
        (spans) => {
          const bars = spans.map(([start, length]) => ({
            startMs: NOW.getTime() + start * 1000,
            endMs: NOW.getTime() + (start + length) * 1000,
            label: '<"&',
            state: "open" as const,
          }));
          const svg = drawTimeline(bars, NOW, "t")?.svg ?? "";
          expect(svg.match(/<rect/g)).toHaveLength(bars.length);
          for (const [, x, width] of svg.matchAll(/<rect[^>]* x="([\d.]+)%"[^>]* width="([\d.]+)%"/g)) {
            expect(Number(x) + Number(width)).toBeLessThanOrEqual(101);
          }
          expect((svg.match(/tick-label/g) ?? []).length).toBeLessThanOrEqual(6);
          expect(svg).not.toContain('<"');
        },
      ),
    );
    expect(drawTimeline([], NOW, "t")).toBeUndefined();
  });
});

function textOf({ parts }: { readonly parts: readonly { readonly text: string }[] }): string {
  return parts.map(({ text }) => text).join("");
}

describe("a text with findings", () => {
  it("marks the place in its line", () => {
    const { lines } = toLines(
      "a: 1\nb: wrong\n",
      [problem({ line: 2, column: 4, endLine: 2, endColumn: 9 })],
      "L",
    );
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({
      id: "L2",
      parts: [
        { text: "b: ", severity: null },
        { text: "wrong", severity: "warning" },
      ],
      severity: "warning",
    });
  });

  it("marks all findings of a line, the graver where two overlap, and says each", () => {
    const at = (column: number, endColumn: number, severity: "error" | "warning" | "hint") =>
      problem({ line: 1, column, endLine: 1, endColumn, severity, sentence: `It is a ${severity}.` });
    const { lines } = toLines(
      "abcdefghij\n",
      [at(1, 3, "hint"), at(5, 9, "warning"), at(7, 11, "error")],
      "L",
    );
    expect(lines[0]?.parts).toEqual([
      { text: "ab", severity: "hint" },
      { text: "cd", severity: null },
      { text: "ef", severity: "warning" },
      { text: "gh", severity: "error" },
      { text: "ij", severity: "error" },
    ]);
    expect(lines[0]?.severity).toBe("error");
    expect(lines[0]?.remarks.map(({ sentence }) => sentence)).toEqual([
      "It is a hint.",
      "It is a warning.",
      "It is a error.",
    ]);
  });

  it("hides every secret of a line, of a key that stands twice, and beside a lone carriage return", () => {
    const texts = (text: string, ...places: { line: number; column: number; endColumn: number }[]): string =>
      JSON.stringify(
        toLines(
          text,
          places.map((place) =>
            problem({ ...place, endLine: place.line, rule: "secret/written", severity: "error" }),
          ),
          "L",
        ),
      );
    const line = '  environment: {API_TOKEN: "hush-one", OTHER_TOKEN: "hush-two"}\n';
    const both = [
      { line: 1, column: 17, endColumn: 26 },
      { line: 1, column: 40, endColumn: 51 },
    ];
    expect(texts(line, ...both)).not.toContain("hush");
    expect(texts(line, ...both.reverse())).not.toContain("hush");
    const twice = "executable:\n  environment:\n    API_TOKEN: hush\nexecutable:\n";
    expect(texts(twice, { line: 4, column: 1, endColumn: 11 })).not.toContain("hush");
    const lone = "executable:\n  a\r  b: c\r  d\n  environment:\n    PASSWORD: |\n      hush\n";
    expect(texts(lone, { line: 4, column: 5, endColumn: 13 })).not.toContain("hush");
  });

  it("hides a secret and the lines that belong to it, whatever stands there first", () => {
    const text = "env:\n  TOKEN: |\n    hush\n    hush\n  OTHER: fine\n";
    const place = { line: 2, column: 3, endLine: 2, endColumn: 8 };
    const found = [problem(place), problem({ ...place, rule: "secret/written", severity: "error" })];
    const shown = toLines(text, found, "L").lines.map(textOf);
    expect(shown.join("\n")).not.toContain("hush");
    expect(shown[1]).toContain("TOKEN");
    expect(shown[4]).toBe("  OTHER: fine");
  });

  it("hides a name that a finding points at beyond the lines that are shown", () => {
    const text = `a:\n  PASSWORD: hush\n${"b: 1\n".repeat(3000)}PASSWORD: x\n`;
    const place = { line: 3003, column: 1, endLine: 3003, endColumn: 9 };
    const { lines, cut } = toLines(text, [problem({ ...place, rule: "secret/written" })], "L");
    expect(lines).toHaveLength(3000);
    expect(cut).toBe("3 more lines");
    expect(lines.map(textOf).slice(0, 3)).toEqual(["a:", "  PASSWORD ••••••", "b: 1"]);
  });

  it("takes no longer for a hundred secrets above lines that each hold the name, nested a thousand deep", () => {
    const secrets = Array.from({ length: 100 }, (_, index) =>
      problem({ line: index + 1, column: 1, endLine: index + 1, endColumn: 9, rule: "secret/written" }),
    );
    const nested = Array.from({ length: 1200 }, (_, depth) => `${" ".repeat(depth)}password`).join("\n");
    const text = `${"password: [hunter22]\n".repeat(100)}x: |\n${nested}\n`;
    const start = performance.now();
    const { lines } = toLines(text, secrets, "L");
    expect(performance.now() - start).toBeLessThan(5000);
    expect(JSON.stringify(lines)).not.toContain("hunter22");
  });

  it("keeps every character, wherever a finding points", () => {
    const at = fc.integer({ min: 1, max: 12 });
    const place = fc.record({ line: at, column: at, endLine: at, endColumn: at });
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 8 })), fc.array(place), (raw, found) => {
        const text = raw.join("\n");
        const { lines } = toLines(text, found.map(problem), "L");
        const shown = lines.map(textOf);
        const written = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
        expect(shown).toEqual(written.at(-1) === "" ? written.slice(0, -1) : written);
      }),
    );
  });
});

describe("a highlight", () => {
  it("cuts its text without losing any of it", () => {
    const range = fc.record({
      start: fc.integer({ min: -2, max: 25 }),
      end: fc.integer({ min: -2, max: 25 }),
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(range), (text, ranges) => {
        const parts = pieces({ field: "title", text, ranges }, text);
        expect(parts.map((part) => part.text).join("")).toBe(text);
      }),
    );
    expect(pieces({ field: "title", text: "abc", ranges: [{ start: 1, end: 2 }] }, "abc")).toEqual([
      { text: "a", hit: false },
      { text: "b", hit: true },
      { text: "c", hit: false },
    ]);
  });
});
