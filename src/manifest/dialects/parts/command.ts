import type { Finding } from "../../finding.ts";
import { looksSecret } from "../../rules/secrets.ts";
import { listOf, type Draft, type Leaf } from "../draft.ts";
import { splitWords } from "./words.ts";

/** Signs that mean more to a shell than themselves, so that nobody can tell what is meant. */
const MEANS_MORE = /[$`|&;<>*?(){}~#!]/u;

/** The command as a list of words; free text, as dialect B had it, is split as a shell would split it. */
export function commandOf(leaf: Leaf | undefined, findings: Finding[]): Draft | undefined {
  if (leaf === undefined || typeof leaf.value !== "string") return leaf;
  const { words, open } = splitWords(leaf.value);
  const list = `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  const isShown = !open && list.length <= 300 && ![leaf.value, ...words].some(looksSecret);
  findings.push({
    rule: "dialect/command-text",
    severity: "warning",
    pointer: leaf.at,
    sentence: `The command is one text; it is split into ${words.length} ${words.length === 1 ? "word" : "words"} as a shell would.${open ? " A quotation mark is left open." : ""}`,
    hint: `Write a list of words: ${isShown ? list : '["word", "word"]'}`,
    ...(isShown && !MEANS_MORE.test(leaf.value) ? { fix: list } : {}),
  });
  return listOf(
    leaf.at,
    words.map((value) => ({ at: leaf.at, value })),
  );
}
