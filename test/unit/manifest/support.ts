import { readManifest, type ReadResult } from "../../../src/manifest/read.ts";
import type { Problem } from "../../../src/manifest/problems.ts";

export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
export const D = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds";

/** A sound executable of dialect D. */
export const EXECUTABLE = `executable:
  kind: ${D}/executable/docker-container.yaml
  image:
    locations: [registry.example.org/tools/square-root:1.4.0]
    digest: ${DIGEST}
`;

export const DISCOVERY = `discovery:
  title: Square root
  summary: Takes the square root of every number in a table.
`;

export const SOUND = `${EXECUTABLE}${DISCOVERY}`;

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function read(text: string, sidecar?: string): ReadResult {
  return readManifest(bytesOf(text), {
    file: "ivoa-execution.yaml",
    ...(sidecar === undefined ? {} : { discovery: { file: "ivoa-discovery.yaml", bytes: bytesOf(sidecar) } }),
  });
}

export function allProblems(result: ReadResult): readonly Problem[] {
  return [...result.problems, ...result.documents.flatMap(({ problems }) => [...problems])];
}

export function rulesOf(result: ReadResult): readonly string[] {
  return allProblems(result).map(({ rule }) => rule);
}

/** `line:column-endLine:endColumn` */
export function placeOf({ line, column, endLine, endColumn }: Problem): string {
  return `${line}:${column}-${endLine}:${endColumn}`;
}
