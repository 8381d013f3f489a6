import { kindUri } from "../kinds.ts";
import type { Rule } from "./rule.ts";

const CONTAINER = `executable:\n  kind: ${kindUri("docker-container")}\n`;
const IMAGE = `  image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: sha256:${"0123456789abcdef".repeat(4)}\n`;
const HEAD = "discovery:\n  title: Root\n  summary: Takes roots.\n";
const PROGRAM = "executable:\n  type: uri:python-program\n  requirements:\n";

/** Slips that people make in YAML, recognised where the parser stumbles. What is left is `yaml/syntax`. */
export const YAML_SLIP_RULES: readonly Rule[] = [
  {
    id: "yaml/value-start",
    severity: "error",
    explanation:
      "A value without quotes may not begin with a sign that means something to YAML: > and | begin a text of several lines, * and & are aliases and anchors, [ and { begin lists and maps, % begins an instruction, @ and ` are kept for later.",
    bad: `${PROGRAM}    python: > 3.10\n`,
    good: `${PROGRAM}    python: "> 3.10"\n`,
  },
  {
    id: "yaml/colon",
    severity: "error",
    explanation: "Between a key and its value stand a colon and a blank: one of each.",
    bad: "discovery:\n  title:Root\n  summary: Takes roots.\n",
    good: HEAD,
  },
  {
    id: "yaml/colon-in-value",
    severity: "error",
    explanation:
      "A colon with a blank behind it begins a value. One that belongs to a text needs quotes around the text.",
    bad: "discovery:\n  title: Root: the square one\n  summary: Takes roots.\n",
    good: 'discovery:\n  title: "Root: the square one"\n  summary: Takes roots.\n',
  },
  {
    id: "yaml/quotes",
    severity: "error",
    explanation:
      "A text in quotes ends at the next such quote. It needs one at its end, none inside, and no backslash in double quotes that YAML does not know.",
    bad: "discovery:\n  title: Root\n  summary: 'Newton's method for roots.'\n",
    good: 'discovery:\n  title: Root\n  summary: "Newton\'s method for roots."\n',
  },
  {
    id: "yaml/bracket",
    severity: "error",
    explanation: "Every bracket that is opened is closed once, in the same value.",
    bad: `${CONTAINER}  command: ["--tol", "1e-9"\n${IMAGE}`,
    good: `${CONTAINER}  command: ["--tol", "1e-9"]\n${IMAGE}`,
  },
  {
    id: "yaml/tab",
    severity: "error",
    explanation: "YAML takes blanks for indentation, and no tabs, since nobody can see how wide a tab is.",
    bad: "discovery:\n\ttitle: Root\n\tsummary: Takes roots.\n",
    good: HEAD,
  },
  {
    id: "yaml/hyphen",
    severity: "error",
    explanation:
      "Each item of a list begins on a line of its own with a hyphen and a blank; keys of a map have none.",
    bad: `${CONTAINER}  command:\n    -square\n    -root\n${IMAGE}`,
    good: `${CONTAINER}  command:\n    - square\n    - root\n${IMAGE}`,
  },
  {
    id: "yaml/indentation",
    severity: "error",
    explanation:
      "The blanks before a key say what it belongs to. Keys of one map have the same number; what belongs to a key has more.",
    bad: `${CONTAINER}  image:\n  locations: [registry.example.org/tools/square-root:1.4.0]\n  digest: sha256:${"0123456789abcdef".repeat(4)}\n`,
    good: `${CONTAINER}${IMAGE}`,
  },
  {
    id: "yaml/odd-space",
    severity: "error",
    explanation:
      "No-break spaces come from web pages and word processors. They look like blanks, but are letters to YAML.",
    bad: "discovery:\n  title:\u00A0Root\n  summary: Takes roots.\n",
    good: HEAD,
  },
  {
    id: "yaml/merge-conflict",
    severity: "error",
    explanation:
      "Git leaves <<<<<<<, ======= and >>>>>>> where it could not merge two versions. Keep one of the two.",
    bad: "discovery:\n<<<<<<< HEAD\n  title: Root\n=======\n  title: Square root\n>>>>>>> other\n  summary: Takes roots.\n",
    good: HEAD,
  },
  {
    id: "yaml/comment-in-value",
    severity: "warning",
    explanation:
      "A blank and a # begin a comment, and the value ends before it. One that belongs to a text needs quotes around the text.",
    bad: "discovery:\n  title: Root\n  summary: Takes root #2 of a number.\n",
    good: 'discovery:\n  title: Root\n  summary: "Takes root #2 of a number."\n',
  },
  {
    id: "yaml/curly-quotes",
    severity: "warning",
    explanation:
      "Word processors write typographic quotes. To YAML they are letters, so they are part of the value.",
    bad: "discovery:\n  title: \u201CRoot\u201D\n  summary: Takes roots.\n",
    good: 'discovery:\n  title: "Root"\n  summary: Takes roots.\n',
  },
  {
    id: "yaml/anchor-unused",
    severity: "warning",
    explanation:
      "A word with & before it is an anchor, which names the value for aliases (*name). One that nothing refers to was mostly meant as text.",
    bad: "discovery:\n  title: &Root of numbers\n  summary: Takes roots.\n",
    good: 'discovery:\n  title: "&Root of numbers"\n  summary: Takes roots.\n',
  },
];
