import { describe, expect, it } from "vitest";
import { drawBadge } from "../../../src/web/svg/badge.ts";
import { badgeMarkdown, toBadge } from "../../../src/web/view-models/badge.ts";
import { problem, programChange } from "../../support/entry-builders.ts";

describe("a badge", () => {
  const one = [{ program: programChange().program }];
  const wrong = problem({ severity: "error" });

  it("counts errors and warnings, of what is published and of what never was", () => {
    const odd = [wrong, problem({ severity: "warning" }), problem({ severity: "hint" })];
    expect(toBadge({ entries: one, problems: odd })).toEqual({ state: "findings", words: "2 findings" });
    expect(toBadge({ entries: [], problems: [wrong] })).toEqual({ state: "findings", words: "1 finding" });
  });

  it("says published when only hints are left, and not found when nothing is", () => {
    const hint = problem({ severity: "hint" });
    expect(toBadge({ entries: one, problems: [hint] })).toEqual({ state: "published", words: "published" });
    expect(toBadge({ entries: [], problems: [] })).toEqual({ state: "not-found", words: "not found" });
  });

  it("is an image with a name, and brings no font, style, script or address of its own", () => {
    const { svg } = drawBadge("findings", '3 <"findings">');
    expect(svg).toContain('role="img" aria-label="Execat: 3 &lt;&quot;findings&quot;&gt;"');
    expect(svg).toContain("<title>Execat: 3 &lt;&quot;findings&quot;&gt;</title>");
    expect(svg).not.toMatch(/<style|<script|style=|href|url\((?!#)|@import|<"/u);
  });

  it("is pasted as a link to the page that explains it", () => {
    expect(badgeMarkdown("https://example.org/repositories/a")).toBe(
      "[![Execat](https://example.org/repositories/a/badge.svg)](https://example.org/repositories/a)",
    );
  });
});
