import type { Rule } from "./rule.ts";

/** What only a crawl can find: it is about the tree that a manifest stands in, which the checker does not see. */
export const CRAWL_RULES: readonly Rule[] = [
  {
    id: "crawl/file-too-large",
    severity: "error",
    explanation: "A manifest has at most 1,000,000 bytes; a larger file is not read.",
  },
  {
    id: "crawl/symbolic-link",
    severity: "warning",
    explanation: "Links in a repository are not followed, so a manifest has to be a file of its own.",
  },
  {
    id: "crawl/discovery-not-read",
    severity: "error",
    explanation:
      "The ivoa-discovery.yaml beside the manifest could not be read, so the manifest is held back with it.",
  },
  {
    id: "crawl/path-taken",
    severity: "error",
    explanation: "Every entry has an address of its own, and another document has this one already.",
  },
];
