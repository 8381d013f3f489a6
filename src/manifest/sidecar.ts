import { asObject, asText, type DataObject } from "./data.ts";
import { quote, toProblem } from "./finding.ts";
import { hasErrors, type Problem } from "./problems.ts";
import { parseYaml, type YamlDocument } from "./yaml/parse-yaml.ts";
import type { Places } from "./yaml/places.ts";

/** The discovery block of one document, with the file that it stands in. */
export interface DiscoverySource {
  readonly file: string;
  readonly block: unknown;
  /** Finds `/discovery…` pointers. */
  readonly places: Places;
  /** Findings of the text that the block stands in; empty when the manifest's own findings cover it. */
  readonly problems: readonly Problem[];
}

/** `ivoa-discovery.yaml`, whose documents belong to those of the manifest by name, else by number. */
export interface Sidecar {
  readonly file: string;
  readonly text: string | undefined;
  readonly problems: readonly Problem[];
  readonly documents: readonly DiscoverySource[];
}

export function readSidecar(file: string, bytes: Uint8Array): Sidecar {
  const { documents, problems, text } = parseYaml(bytes, file);
  return { file, text, problems, documents: documents.map((document) => toSource(document, file)) };
}

/**
 * The block that belongs to a document of the manifest: the one whose `name` is the document's, else the
 * nameless-or-other one of the same number, unless that is another document's by name.
 */
export function findBlock(
  sidecar: Sidecar,
  number: number,
  names: readonly (string | undefined)[],
): DiscoverySource | undefined {
  const name = names[number];
  const byName = sidecar.documents.find((source) => name !== undefined && nameOf(source) === name);
  if (byName !== undefined) return byName;
  const byNumber = sidecar.documents[number];
  const owner = byNumber === undefined ? undefined : nameOf(byNumber);
  return owner !== undefined && names.includes(owner) ? undefined : byNumber;
}

/** Findings about documents that no document of the manifest took. */
export function orphansOf(sidecar: Sidecar, taken: ReadonlySet<DiscoverySource>): readonly Problem[] {
  return sidecar.documents
    .map((source, number) => ({ source, number }))
    .filter(({ source }) => !taken.has(source))
    .map(({ source, number }) =>
      toProblem(
        {
          rule: "discovery/orphan",
          severity: "warning",
          pointer: "",
          sentence: `The discovery block ${quote(nameOf(source) ?? `number ${number + 1}`)} belongs to no document of the manifest.`,
          hint: "Give it the name of the executable (meta.name), or put it in the order of the manifest.",
        },
        { file: sidecar.file, document: number, range: source.places.keyRangeOf("/discovery") },
      ),
    );
}

/** The file's own findings and those of its text, when nothing can be taken from it. */
export function isUnreadable(sidecar: Sidecar): boolean {
  return sidecar.documents.length === 0 && hasErrors(sidecar.problems);
}

/** The block may stand alone in the file, or under the key `discovery`. */
function toSource(document: YamlDocument, file: string): DiscoverySource {
  const root = asObject(document.value);
  const isWrapped = root !== undefined && asObject(root["discovery"]) !== undefined;
  const inner = (pointer: string): string => (isWrapped ? pointer : pointer.replace(/^\/discovery/u, ""));
  const { places } = document;
  return {
    file,
    block: isWrapped ? root["discovery"] : (document.value ?? {}),
    places: {
      rangeOf: (pointer) => places.rangeOf(inner(pointer)),
      keyRangeOf: (pointer) => places.keyRangeOf(inner(pointer)),
      sourceOf: (pointer) => places.sourceOf(inner(pointer)),
    },
    problems: document.problems.map((problem) => ({
      ...problem,
      pointer: isWrapped ? problem.pointer : `/discovery${problem.pointer}`,
    })),
  };
}

function nameOf(source: DiscoverySource): string | undefined {
  const block: DataObject | undefined = asObject(source.block);
  return asText(block?.["name"]);
}
