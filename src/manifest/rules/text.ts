import { kindUri } from "../kinds.ts";
import type { Rule } from "./rule.ts";

const CONTAINER = `executable:\n  kind: ${kindUri("docker-container")}\n`;
const IMAGE = `  image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: sha256:${"0123456789abcdef".repeat(4)}\n`;

/** Rules about bytes and YAML, found while the text is read. */
export const TEXT_RULES: readonly Rule[] = [
  {
    id: "file/too-large",
    severity: "error",
    explanation: "A manifest may have 1,000,000 bytes. A larger file is not read.",
  },
  {
    id: "file/encoding",
    severity: "error",
    explanation: "A manifest is text in UTF-8. UTF-16, Latin-1 and files with NUL characters are not read.",
    bad: `${CONTAINER}  command: ["a\u0000b"]\n${IMAGE}`,
    good: `${CONTAINER}  command: ["a b"]\n${IMAGE}`,
  },
  {
    id: "file/empty",
    severity: "error",
    explanation: "The file holds nothing but space and comments.",
    bad: "---\n# to be written\n",
    good: `---\n${CONTAINER}${IMAGE}`,
  },
  {
    id: "file/byte-order-mark",
    severity: "hint",
    explanation: "A byte order mark at the beginning is dropped here, but some readers stumble over it.",
    bad: `\uFEFF${CONTAINER}${IMAGE}`,
    good: `${CONTAINER}${IMAGE}`,
  },
  {
    id: "file/crlf",
    severity: "hint",
    explanation: "Lines that end in CR LF are read, but show as changed in tools that expect LF.",
    bad: `${CONTAINER}${IMAGE}`.replaceAll("\n", "\r\n"),
    good: `${CONTAINER}${IMAGE}`,
  },
  {
    id: "file/too-many-documents",
    severity: "error",
    explanation: "A file may hold 100 documents. Those after the hundredth are not read.",
  },
  {
    id: "yaml/syntax",
    severity: "error",
    explanation:
      "The text is not YAML (or JSON), so nobody can tell what it says. This rule is named when none of those for single slips fits.",
    bad: `${CONTAINER}  entrypoint: &a &b run.sh\n${IMAGE}`,
    good: `${CONTAINER}  entrypoint: run.sh\n${IMAGE}`,
  },
  {
    id: "yaml/tag",
    severity: "warning",
    explanation:
      "Tags (!name) mean something to single programs only. The value is read as if there were none.",
    bad: `${CONTAINER}  entrypoint: !script run.sh\n${IMAGE}`,
    good: `${CONTAINER}  entrypoint: run.sh\n${IMAGE}`,
  },
  {
    id: "yaml/duplicate-key",
    severity: "error",
    explanation: "A key that is there twice leaves open which value is meant; readers differ.",
    bad: `${CONTAINER}  entrypoint: run.sh\n  entrypoint: start.sh\n${IMAGE}`,
    good: `${CONTAINER}  entrypoint: run.sh\n${IMAGE}`,
  },
  {
    id: "yaml/key",
    severity: "error",
    explanation: "Keys are text. YAML would allow lists and maps, which JSON and brokers cannot say.",
    bad: `${CONTAINER}  environment:\n    [A, B]: "1"\n${IMAGE}`,
    good: `${CONTAINER}  environment:\n    A: "1"\n${IMAGE}`,
  },
  {
    id: "yaml/merge-key",
    severity: "error",
    explanation: "Merge keys are not part of YAML 1.2. Some brokers merge, others see a key named <<.",
    bad: `${CONTAINER}  environment:\n    <<: {A: "1"}\n${IMAGE}`,
    good: `${CONTAINER}  environment:\n    A: "1"\n${IMAGE}`,
  },
  {
    id: "yaml/other-reading",
    severity: "warning",
    explanation:
      "Many brokers read YAML 1.1, in which yes, on, 0644, 1_000 and 1:30 without quotes are truth values and numbers.",
    bad: `${CONTAINER}  entrypoint: on\n${IMAGE}`,
    good: `${CONTAINER}  entrypoint: "on"\n${IMAGE}`,
  },
  {
    id: "yaml/number-as-text",
    severity: "warning",
    explanation: "Without quotes a version such as 1.10 is a number, which other readers take for 1.1.",
    bad: "discovery:\n  title: Square root\n  summary: Takes square roots.\n  version: 1.10\n",
    good: 'discovery:\n  title: Square root\n  summary: Takes square roots.\n  version: "1.10"\n',
  },
  {
    id: "yaml/alias-unresolved",
    severity: "error",
    explanation:
      "An alias (*name) stands for the anchor (&name) before it. Without one it stands for nothing.",
    bad: `${CONTAINER}  entrypoint: *script\n${IMAGE}`,
    good: `${CONTAINER}  entrypoint: "*script"\n${IMAGE}`,
  },
  {
    id: "yaml/alias-limit",
    severity: "error",
    explanation: "All aliases of a document may expand to 10,000 values; more are made only to do harm.",
  },
  {
    id: "yaml/depth",
    severity: "error",
    explanation: "Values may be nested 64 deep.",
    bad: `${CONTAINER}  command: ${"[".repeat(70)}${"]".repeat(70)}\n${IMAGE}`,
    good: `${CONTAINER}  command: []\n${IMAGE}`,
  },
  {
    id: "yaml/too-many-parts",
    severity: "error",
    explanation:
      "A file may hold 20,000 words, signs and line ends of YAML, 50,000 lines, and 500 faults of syntax. A manifest of a hundred lines has less than a thousand words and signs; a long text counts as one. What follows the limit is not read.",
  },
];
