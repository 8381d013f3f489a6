import { describe, expect, it } from "vitest";
import { createExcerpts } from "../../../../src/manifest/yaml/excerpt.ts";
import { restyle } from "../../../../src/manifest/yaml/restyle.ts";
import { allProblems, bytesOf, EXECUTABLE, read } from "../support.ts";
import type { Problem, Range } from "../../../../src/manifest/problems.ts";

function range(line: number, column: number, endColumn: number): Range {
  return { line, column, endLine: line, endColumn };
}

describe("an excerpt", () => {
  it("parts the line at the mark", () => {
    const excerpts = createExcerpts(bytesOf("a: 1\n  title: Root # x\n"), []);
    expect(excerpts.of(range(2, 10, 14))).toEqual({
      line: 2,
      before: "  title: ",
      marked: "Root",
      after: " # x",
    });
  });

  it("is none for a line that is empty or not there", () => {
    const excerpts = createExcerpts(bytesOf("\na: 1"), []);
    expect(excerpts.of(range(1, 1, 1))).toBeUndefined();
    expect(excerpts.of(range(7, 1, 1))).toBeUndefined();
  });

  it("shortens a long line around the mark, and replaces signs that move a cursor", () => {
    const excerpts = createExcerpts(bytesOf(`a: "${"x".repeat(300)}\u001B[31mHERE${"y".repeat(300)}"`), []);
    const excerpt = excerpts.of(range(1, 310, 314));
    expect(excerpt?.marked).toBe("HERE");
    expect(excerpt?.before).toMatch(/^….{29,31}$/u);
    expect(JSON.stringify(excerpt)).not.toContain("001b");
  });

  it.each([
    "environment:\n  NAME: hunter2\n",
    "environment: {NAME: hunter2}\n",
    "environment:\n  NAME:\n    hunter2\n",
    "environment:\n  NAME: |\n    hunter2\n",
    "location: https://ada:hunter2@example.org/\n",
    "db_password: hunter2\n",
    '"environment":\n  "NAME": "hunter2\n',
  ])("never shows what may be a secret: %j", (text) => {
    const excerpts = createExcerpts(bytesOf(text), []);
    const shown = text.split("\n").map((line, index) => excerpts.of(range(index + 1, 1, line.length + 1)));
    expect(JSON.stringify(shown)).not.toContain("hunter2");
  });

  it("hides the lines below a secret that was found", () => {
    const text = `${EXECUTABLE}  environment:\n    API_TOKEN: >-\n      hunter2\n`;
    const excerpts = createExcerpts(bytesOf(text), allProblems(read(text)));
    const shown = text.split("\n").map((line, index) => excerpts.of(range(index + 1, 1, line.length + 1)));
    expect(JSON.stringify(shown)).not.toContain("hunter2");
  });
});

describe("a fix", () => {
  const at = (text: string, fix: string): Problem => ({
    rule: "x/y",
    severity: "warning",
    pointer: "",
    file: "a",
    sentence: "X.",
    fix,
    ...range(1, 4, text.length + 1),
  });
  const styled = (text: string, fix: string): string | undefined => restyle(at(text, fix), () => text).fix;

  it("has no quotes where the author wrote none and it means the same", () => {
    expect(styled("a: ro", '"READONLY"')).toBe("READONLY");
    expect(styled("a: x", '"https://example.org/a.yaml"')).toBe("https://example.org/a.yaml");
    expect(styled("a: x", '"sha256:00ff"')).toBe("sha256:00ff");
  });

  it("has the author's quotes", () => {
    expect(styled("a: 'ro'", '"READONLY"')).toBe("'READONLY'");
    expect(styled('a: "ro"', '"READONLY"')).toBe('"READONLY"');
  });

  it("keeps its quotes where they are needed", () => {
    for (const text of ["yes", "1.10", "> 3", "a: b", "null", "y", "*.fits"]) {
      expect(styled("a: x", JSON.stringify(text))).toBe(JSON.stringify(text));
    }
    expect(styled("a: on", '"on"')).toBe('"on"');
  });
});
