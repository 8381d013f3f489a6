/** Names of manifests, in the order of preference where a folder holds several. */
export const MANIFEST_NAMES: readonly string[] = [
  "ivoa-execution.yaml",
  "ivoa-execution.yml",
  "ivoa-execution.json",
];

/** The file beside a manifest that may hold its discovery block. */
export const DISCOVERY_NAME = "ivoa-discovery.yaml";
