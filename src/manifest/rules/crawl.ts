import type { Rule } from "./rule.ts";

/** What only a crawl can find: it is about the tree that a manifest stands in, which the checker does not see. */
export const CRAWL_RULES: readonly Rule[] = [
  {
    id: "crawl/file-too-large",
    severity: "error",
    explanation: "A manifest has at most 1,000,000 bytes; a larger file is not read.",
  },
  {
    id: "crawl/too-deep",
    severity: "warning",
    explanation:
      "Manifests are looked for down to the fourth folder, so that copies in test data and vendored code are not published by accident.",
  },
  {
    id: "crawl/symbolic-link",
    severity: "warning",
    explanation: "Links in a repository are not followed, so a manifest has to be a file of its own.",
  },
  {
    id: "crawl/submodule",
    severity: "warning",
    explanation: "Submodules are never fetched, so a manifest has to be a file of the repository itself.",
  },
  {
    id: "crawl/path-refused",
    severity: "error",
    explanation:
      "The path of a manifest is a part of its address, so it holds no line ends or other signs that do not show, no `..` or `.git`, nothing that is not UTF-8, and at most 1,000 bytes.",
  },
  {
    id: "crawl/path-device",
    severity: "warning",
    explanation:
      "A folder called `con`, `nul` or `aux` cannot be checked out on Windows; the manifest is read.",
  },
  {
    id: "crawl/discovery-not-read",
    severity: "error",
    explanation:
      "The ivoa-discovery.yaml beside the manifest could not be read, so the manifest is held back with it.",
  },
  {
    id: "crawl/facts-unreadable",
    severity: "hint",
    explanation:
      "What a manifest leaves out is taken from codemeta.json, CITATION.cff, LICENSE and README. One of them is too large, a link, or not what its name promises, so nothing is taken from it.",
  },
  {
    id: "crawl/tag-moved",
    severity: "warning",
    explanation:
      "A release's tag leads to another commit than before, so that one version names two different programs. Both commits stay known; a release gets a tag of its own.",
  },
  {
    id: "crawl/release-not-read",
    severity: "warning",
    explanation:
      "A release is beyond a limit of the crawler, so that it is no version of the repository's programs.",
  },
  {
    id: "crawl/path-taken",
    severity: "error",
    explanation: "Every entry has an address of its own, and another document has this one already.",
  },
];
