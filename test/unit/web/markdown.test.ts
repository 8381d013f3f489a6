import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeHref } from "../../../src/web/links.ts";
import { renderMarkdown } from "../../../src/web/markdown.ts";

const html = (text: string): string => renderMarkdown(text).markdown;

describe("an author's Markdown", () => {
  it("keeps emphasis, lists and links to the web, which search engines do not follow", () => {
    expect(html("**bold** [site](https://example.org)")).toBe(
      '<p><strong>bold</strong> <a href="https://example.org" rel="nofollow noopener">site</a></p>\n',
    );
    expect(html("- one\n- two")).toContain("<li>one</li>");
  });

  it("shows raw HTML as text, drops images and refuses other links", () => {
    expect(html("<b>x</b><script>alert(1)</script>")).not.toMatch(/<(b|script)>/);
    expect(html("![picture](https://example.org/x.png)")).not.toContain("<img");
    expect(html("[x](javascript:alert(1)) [y](data:text/html,z) [z](//example.org)")).not.toContain("<a");
  });

  it("begins its headings below those of the page, and sets no style", () => {
    expect(html("# One\n\n##### Five")).toMatch(/<h3>One<\/h3>\s*<h6>Five<\/h6>/);
    expect(html("| a |\n|:-:|\n| b |")).not.toContain("style");
  });

  it("never makes an element that runs something", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "[x](",
      ")",
      "javascript:",
      "![",
      "<img onerror=x>",
      "`",
      "\n",
      "a",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const out = html(pieces.join(""));
        expect(out).not.toMatch(/<(script|img|iframe|style|svg)\b/i);
        expect(out).not.toMatch(/href="(?!https?:|mailto:|")/i);
      }),
    );
  });
});

describe("a link from crawled text", () => {
  it.each(["https://example.org/a", "http://example.org", "mailto:a@example.org", "  https://example.org  "])(
    "may be followed: %s",
    (text) => expect(safeHref(text)).not.toBeNull(),
  );
  it.each([
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//example.org",
    "/x",
    "ftp://a",
    "https://u:p@a.example",
    "java\nscript:x",
    "",
  ])("is shown as text: %j", (text) => expect(safeHref(text)).toBeNull());
});
