import { kindUri } from "../kinds.ts";

const EXECUTABLE = `executable:
  kind: ${kindUri("docker-container")}
  image:
    locations: [registry.example.org/tools/square-root:1.4.0]
    digest: sha256:${"0123456789abcdef".repeat(4)}
`;

const DISCOVERY = `discovery:
  title: Square root
  summary: Takes the square root of every number in a table.
`;

/** A rule's example as a whole manifest: sections that it does not show are those of a sound one. */
export function completeExample(example: string): string {
  if (/^(?:---|%)/mu.test(example)) return example;
  const executable = /^["{\uFEFF]?["]?(?:executable|request)/mu.test(example) ? "" : EXECUTABLE;
  const discovery = /^(?:discovery:|\{)/mu.test(example) ? "" : DISCOVERY;
  return `${example.trimEnd()}\n${executable}${discovery}`;
}
