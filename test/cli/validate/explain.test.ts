import { describe, expect, it } from "vitest";
import { explainRule } from "../../../src/commands/explain-rule.ts";
import { showsColour } from "../../../src/config/load.ts";
import { RULES } from "../../../src/manifest/rules/rules.ts";

function explain(id: string | undefined): string {
  const lines: string[] = [];
  expect(explainRule(id, { write: (line) => lines.push(line), writeError: () => undefined })).toBe(0);
  return lines.join("\n");
}

describe("execat explain", () => {
  it("prints severity, reason and both examples of a rule", () => {
    const text = explain("yaml/colon");
    expect(text).toMatch(/^yaml\/colon \(error: the document is not published/u);
    expect(text).toContain("Instead of\n\n    discovery:\n      title:Root");
    expect(text).toContain("write\n\n    discovery:\n      title: Root");
  });

  it("lists all rules", () => {
    expect(explain(undefined).split("\n")).toHaveLength(RULES.length);
  });

  it("shows signs that a terminal would not", () => {
    for (const { id } of RULES) {
      for (const sign of ["\0", "\u00A0", "\uFEFF", "\t", "\r"]) expect(explain(id)).not.toContain(sign);
    }
  });

  it("says what was meant by a rule that there is not", () => {
    expect(() => explain("yaml/colons")).toThrow(
      expect.objectContaining({ code: "NOT_FOUND", hint: 'Did you mean "yaml/colon"?' }) as Error,
    );
  });
});

describe("colours", () => {
  it("are shown on a terminal only, and never against NO_COLOR", () => {
    expect(showsColour({ isTTY: true }, {})).toBe(true);
    expect(showsColour({ isTTY: false }, {})).toBe(false);
    expect(showsColour({}, {})).toBe(false);
    expect(showsColour({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
    expect(showsColour({ isTTY: true }, { TERM: "dumb" })).toBe(false);
  });
});
