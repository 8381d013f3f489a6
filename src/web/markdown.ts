import MarkdownIt from "markdown-it";
import { safeHref } from "./links.ts";

/** HTML that was made from an author's Markdown and may be printed as it is. */
export interface SafeMarkdown {
  readonly markdown: string;
}

const renderer = createRenderer();

/**
 * Turns an author's Markdown into HTML that is safe to print: raw HTML is shown as text, images are dropped, a
 * link is kept when `safeHref` allows it, and headings begin two levels down, below those of the page.
 */
export function renderMarkdown(text: string): SafeMarkdown {
  return { markdown: renderer.render(text) };
}

function createRenderer(): InstanceType<typeof MarkdownIt> {
  const md = new MarkdownIt("default", { html: false, linkify: false, typographer: false });
  md.disable("image");
  md.validateLink = (url) => safeHref(url) !== null;
  md.core.ruler.push("execat", (state) => {
    for (const token of state.tokens) {
      if (token.type === "heading_open" || token.type === "heading_close") {
        token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
      }
      // Alignment comes as a style attribute, which the content security policy refuses.
      if (token.type === "th_open" || token.type === "td_open") token.attrs = null;
      for (const child of token.children ?? []) {
        if (child.type === "link_open") child.attrSet("rel", "nofollow noopener");
      }
    }
  });
  return md;
}
