import { indentationOf } from "./masking.ts";
import { readLine } from "./slips/line.ts";

/** How findings about a text as a whole are mended, by rule. What is not sure comes back as it was. */
export const TEXT_MENDS: ReadonlyMap<string, (text: string) => string> = new Map([
  ["file/byte-order-mark", (text) => text.replace(/^\uFEFF/u, "")],
  ["file/crlf", (text) => text.replaceAll("\r\n", "\n")],
  ["yaml/tab", mendTabs],
]);

/** Two blanks in the place of each tab, in those blocks at the top level that are indented by tabs alone. */
function mendTabs(text: string): string {
  const mended: string[] = [];
  let block: string[] = [];
  for (const line of text.split("\n")) {
    if (/^[^\s#]/u.test(line)) {
      mended.push(...mendBlock(block));
      block = [];
    }
    block.push(line);
  }
  return [...mended, ...mendBlock(block)].join("\n");
}

function mendBlock(lines: readonly string[]): readonly string[] {
  const indented = lines.filter((line) => /^\s+\S/u.test(line));
  // How wide a tab is where blanks stand beside it, nobody can tell.
  if (!indented.every((line) => /^\t+ *\S/u.test(line))) return lines;
  const mended: string[] = [];
  let header: number | undefined;
  let most = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const indentation = indentationOf(line);
    if (line.trim() !== "" && header !== undefined) {
      if (indentation <= header) header = undefined;
      // In a text of several lines what is deeper than its first line belongs to the text.
      else if (most === Number.POSITIVE_INFINITY) most = indentation;
    }
    const tabs = /^\t*/u.exec(line)?.[0].length ?? 0;
    const replaced = header === undefined ? tabs : Math.min(tabs, most);
    mended.push("  ".repeat(replaced) + line.slice(replaced));
    if (header !== undefined || !/^[>|][-+1-9]*$/u.test(readLine(line).value)) continue;
    header = indentation;
    most = Number.POSITIVE_INFINITY;
  }
  return mended;
}
