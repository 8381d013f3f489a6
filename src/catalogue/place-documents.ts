import type { Problem } from "../manifest/problems.ts";
import type { CheckedDocument } from "./checker.ts";
import { entryPath } from "./identifier.ts";
import type { CheckedManifest, ReconcileInput } from "./reconcile-input.ts";

/** A document of a manifest with the path that its entry gets. */
export interface PlacedDocument {
  readonly manifest: CheckedManifest;
  readonly checked: CheckedDocument;
  /** Inside the repository; empty at its top. */
  readonly folder: string;
  /** The author's own name for it. */
  readonly name: string | undefined;
  /** Absent when its path belongs to another document, which `clash` says. */
  readonly path: string | undefined;
  /** For messages: its path, whether it may have it or not. */
  readonly label: string;
  readonly clash: Problem | undefined;
}

export interface PlacedDocuments {
  readonly documents: readonly PlacedDocument[];
  readonly problems: readonly Problem[];
}

type PlaceInput = Pick<ReconcileInput, "repository" | "manifests" | "existing" | "taken">;

/**
 * Gives every document of a repository its path. Only where a folder holds several documents is a name part of
 * it, and a document's place in the folder stands in for a name that is missing.
 */
export function placeDocuments(input: PlaceInput): PlacedDocuments {
  const documents: PlacedDocument[] = [];
  const used = new Set<string>(input.taken);
  for (const [folder, manifests] of byFolder(input.manifests)) {
    const several = countDocuments(manifests, input.existing) > 1;
    const inFolder = manifests.flatMap((manifest) =>
      manifest.checked.documents.map((checked) => ({ manifest, checked, folder })),
    );
    for (const [index, one] of inFolder.entries()) {
      const placed = placeOne(input, { ...one, suffix: several ? index + 1 : undefined });
      const clashes = placed.path !== undefined && used.has(placed.path);
      documents.push(clashes ? withClash(placed, input.taken) : placed);
      if (placed.path !== undefined) used.add(placed.path);
    }
  }
  return {
    documents,
    problems: documents.flatMap((document) => (document.clash === undefined ? [] : [document.clash])),
  };
}

function placeOne(
  { repository }: PlaceInput,
  of: { manifest: CheckedManifest; checked: CheckedDocument; folder: string; suffix: number | undefined },
): PlacedDocument {
  // The name of a broken document tells which of a file's documents it is, wherever it stands now.
  const name = of.checked.model?.discovery?.name ?? of.checked.discovery?.name;
  const suffix = of.suffix === undefined ? undefined : (name ?? String(of.suffix));
  const path = entryPath({
    host: repository.host,
    repository: repository.path,
    folder: of.folder,
    name: suffix,
  });
  // A broken document claims no path: its good sibling may have the name that was copied into it.
  const claimed = of.checked.publishable ? path : undefined;
  return { ...of, name, path: claimed, label: path, clash: undefined };
}

/** A file that cannot be read counts with the documents that it was last seen to hold. */
function countDocuments(manifests: readonly CheckedManifest[], existing: ReconcileInput["existing"]): number {
  let count = 0;
  for (const { file, checked } of manifests) {
    const known = existing.filter(
      (entry) => entry.document.file === file && entry.program.state === "published",
    );
    count += checked.documents.length === 0 ? known.length : checked.documents.length;
  }
  return count;
}

function byFolder(manifests: readonly CheckedManifest[]): ReadonlyMap<string, readonly CheckedManifest[]> {
  const folders = new Map<string, CheckedManifest[]>();
  const sorted = [...manifests].sort((left, right) => compare(left.file, right.file));
  for (const manifest of sorted) {
    const slash = manifest.file.lastIndexOf("/");
    const folder = slash === -1 ? "" : manifest.file.slice(0, slash);
    const group = folders.get(folder);
    if (group === undefined) folders.set(folder, [manifest]);
    else group.push(manifest);
  }
  return folders;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The document without its path, and the finding that says why. */
export function withClash(placed: PlacedDocument, taken: ReadonlySet<string>): PlacedDocument {
  const byOthers = taken.has(placed.label);
  const pointer = placed.name === undefined ? "" : "/discovery/name";
  const clash: Problem = {
    rule: "crawl/path-taken",
    severity: "error",
    pointer,
    document: placed.checked.number,
    file: placed.name === undefined ? placed.manifest.file : placed.checked.discoveryFile,
    ...(pointer === "" ? placed.checked.places.start : placed.checked.places.name),
    sentence: byOthers
      ? `The address "${placed.label}" belongs to an entry of another repository.`
      : `The address "${placed.label}" belongs to another document of this repository.`,
    hint: byOthers
      ? "Remove one of the two sources, or give the document another `discovery.name`."
      : "Give each document of a folder a `discovery.name` of its own.",
  };
  return { ...placed, path: undefined, clash };
}
