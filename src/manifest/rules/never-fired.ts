/**
 * Rules that have not fired on any of the broken manifests in `test/fixtures`, which were written from slips that
 * people make and not from rules; tests of their own show that they work. A test keeps the list right.
 */
export const NEVER_FIRED: readonly string[] = [
  "file/too-large",
  "file/too-many-documents",
  "yaml/alias-limit",
  "yaml/depth",
  "yaml/too-many-parts",
  "kind/older",
  "dialect/command-text",
  "dialect/compute-dropped",
  "dialect/volume-unlinked",
  "dialect/volume-split",
  "dialect/volume-single",
  "dialect/start-dropped",
  "dialect/duration-max",
  "dialect/amount-rounded",
  "dialect/name-dropped",
  "dialect/parameter-placeholder",
  "dialect/field-dropped",
  "shape/too-many",
  "discovery/twice",
  "discovery/orphan",
  "terms/ambiguous",
  "terms/deprecated",
  "terms/single",
  "crawl/file-too-large",
  "crawl/symbolic-link",
  "crawl/discovery-not-read",
  "crawl/path-taken",
];
