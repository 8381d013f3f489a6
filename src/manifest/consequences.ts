import { nearest } from "../nearest.ts";
import { splitPointer } from "./finding.ts";
import type { Problem } from "./problems.ts";

/** Findings about a key that does not stand where it should, or is not spelt as it should be. */
const KEY_RULES: ReadonlySet<string> = new Set([
  "shape/unknown-key",
  "shape/misspelt-key",
  "shape/misplaced-key",
  "shape/wrong-level",
  "yaml/colon",
  "yaml/indentation",
]);

/** What says that something is missing, by the rule, with the key that it misses. */
const MISSED_KEYS = new Map<string, readonly string[]>([
  ["image/digest-missing", ["digest"]],
  ["image/untagged", ["digest"]],
  ["discovery/title-missing", ["title"]],
  ["discovery/summary-missing", ["summary"]],
  ["discovery/missing", ["discovery", "title", "summary", "terms"]],
  ["executable/nothing-to-run", ["requirements", "location", "entrypoint", "command"]],
  ["placeholder/unnamed", ["name", "meta"]],
  ["parameter/no-effect", ["argument", "environment"]],
  ["parameter/choices", ["choices"]],
  ["kind/missing", ["kind"]],
]);

/** What is no finding when a part of the text had to be left out to read the rest. */
const MISSES: ReadonlySet<string> = new Set([
  ...MISSED_KEYS.keys(),
  "shape/required",
  "executable/missing",
  "document/not-a-map",
  "link/volume",
  "link/storage",
  "discovery/input-unknown",
  "placeholder/unused",
]);

/** Findings about a value that is something else than it should be. */
const WRONG_TYPES: ReadonlySet<string> = new Set(["shape/type", "yaml/colon", "yaml/hyphen"]);

/** Findings of the text that leave a value out. */
const UNREAD: ReadonlySet<string> = new Set(["yaml/alias-unresolved", "yaml/key", "yaml/depth"]);

/** Slips of the text: what a value or key that one of them marks is read as, is a guess. */
const SLIPS: ReadonlySet<string> = new Set([
  "yaml/value-start",
  "yaml/colon-in-value",
  "yaml/quotes",
  "yaml/bracket",
  "yaml/indentation",
]);

const NAMED = /^\/(?:data|storage)(?:\/\d+(?:\/(?:meta|name|kind)(?:\/.*)?)?)?$/u;
const MOUNTING = /^\/(?:compute\/volumes.*|(?:.*\/)?(?:volumes|compute))$/u;

/**
 * Leaves out what only follows from another finding of the document, so that one slip is one finding.
 * An error goes only where an error stays. `isCut` says that a part of the text was left out.
 */
export function dropConsequences(problems: readonly Problem[], isCut: boolean): readonly Problem[] {
  if (problems.length < 2) return problems;
  const joined = joinLostBlock(problems);
  const slips = new Set(problems.filter(isSlip).map(placeOf));
  const kept = joined.filter(
    (problem) =>
      !(isCut && MISSES.has(problem.rule)) && !isGuess(problem, slips) && !follows(problem, problems),
  );
  const hadErrors = problems.some(({ severity }) => severity === "error");
  return hadErrors && !kept.some(({ severity }) => severity === "error") ? problems : kept;
}

/** An empty discovery block whose keys stand at the top: their indentation was lost. */
function joinLostBlock(problems: readonly Problem[]): readonly Problem[] {
  const empty = problems.find(({ rule, pointer }) => rule === "shape/type" && pointer === "/discovery");
  const moved = problems.filter(
    ({ rule, pointer, sentence }) =>
      rule === "shape/misplaced-key" &&
      /^\/[^/]+$/u.test(pointer) &&
      sentence.endsWith('belongs under "discovery".'),
  );
  const [first] = moved;
  if (empty === undefined || first === undefined || !empty.sentence.endsWith("is empty.")) return problems;
  const names = moved.map(({ pointer }) => `"${splitPointer(pointer).at(-1) ?? ""}"`).join(", ");
  const joined: Problem = {
    ...first,
    rule: "yaml/indentation",
    severity: "error",
    sentence: `"discovery" is empty, and what belongs to it stands beside it: ${names}.`,
    hint: "Indent these keys by two blanks more.",
  };
  return problems.flatMap((problem) => {
    if (problem === first) return [joined];
    return problem === empty || moved.includes(problem) ? [] : [problem];
  });
}

/** A slip that the parser stumbled over (before anything had a pointer), and of which it is not sure what was meant. */
function isSlip({ rule, severity, pointer, fix }: Problem): boolean {
  return SLIPS.has(rule) && severity === "error" && pointer === "" && fix === undefined;
}

/** True for a finding about what a slip marks, taken as it was mended. A secret is one in any reading. */
function isGuess(problem: Problem, slips: ReadonlySet<string>): boolean {
  if (slips.size === 0 || problem.pointer === "" || problem.rule.startsWith("secret/")) return false;
  return slips.has(placeOf(problem));
}

function placeOf({ file, line, column }: Problem): string {
  return `${line}:${column} ${file}`;
}

function follows(problem: Problem, all: readonly Problem[]): boolean {
  const { rule, pointer } = problem;
  const missed = MISSED_KEYS.get(rule);
  if (missed !== undefined) return all.some((other) => isAboutKey(other, missed, problem));
  switch (rule) {
    case "link/volume":
    case "link/storage":
    case "discovery/input-unknown":
      return all.some((other) => other.rule !== rule && isGrave(other) && NAMED.test(other.pointer));
    case "placeholder/unused":
      return all.some((other) => other.rule !== rule && MOUNTING.test(other.pointer));
    case "yaml/other-reading":
    case "yaml/number-as-text":
      return all.some((other) => other !== problem && other.pointer === pointer && isGrave(other));
    case "discovery/url":
      return all.some((other) => other.rule === "discovery/sample-url" && other.pointer === pointer);
    case "discovery/license":
      return all.some((other) => other.rule === "shape/limit" && other.pointer === pointer);
    case "shape/type":
      return all.some(
        (other) => (UNREAD.has(other.rule) || other.rule === "shape/choice") && other.pointer === pointer,
      );
    case "shape/unknown-key":
      return pointer.endsWith("/<<") && all.some((other) => other.rule === "yaml/merge-key");
    case "shape/required":
      return all.some((other) => isOfSameGap(other, problem));
    default:
      return false;
  }
}

/** True for a finding about a key that is, or was meant to be, the one that is missed. */
function isAboutKey(other: Problem, missed: readonly string[], problem: Problem): boolean {
  if (other === problem) return false;
  if (WRONG_TYPES.has(other.rule)) {
    const { pointer } = problem;
    if (other.pointer === pointer || missed.some((key) => other.pointer === `${pointer}/${key}`)) return true;
  }
  if (!KEY_RULES.has(other.rule)) return false;
  const key = splitPointer(other.pointer).at(-1) ?? "";
  const [word = ""] = key.split(":");
  return missed.includes(word) || nearest(word, missed) !== undefined;
}

/** A key that is missing was said to be missing in better words, or stands in what is merged. */
function isOfSameGap(other: Problem, { pointer, sentence }: Problem): boolean {
  if (other.rule === "kind/missing")
    return other.pointer === pointer && sentence.startsWith('"kind" is missing');
  if (other.rule === "shape/misspelt-key") {
    const parent = other.pointer.slice(0, other.pointer.lastIndexOf("/"));
    return parent === pointer && other.sentence.startsWith(sentence.slice(0, -1));
  }
  return other.rule === "yaml/merge-key" && other.pointer === `${pointer}/<<`;
}

function isGrave({ severity, rule }: Problem): boolean {
  return severity === "error" || KEY_RULES.has(rule);
}
