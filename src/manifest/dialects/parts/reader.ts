import { normaliseComponents, type Writing } from "../../components.ts";
import type { DataObject } from "../../data.ts";
import { asObject } from "../../data.ts";
import type { Finding } from "../../finding.ts";
import { joinPointer } from "../../finding.ts";
import type { Family } from "../../model.ts";
import type { SchemaFile } from "../../schemas.ts";
import { pathToRequest } from "../detect.ts";
import type { DialectReader, Rewritten } from "../dialect-reader.ts";
import { asPart, child, draw, listOf, type Branch, type Draft, type Part } from "../draft.ts";
import { kindOf } from "./component.ts";
import { executableOf, type ReadFields } from "./executable.ts";
import { aboveRequest, requestDrafts, type RequestDrafts } from "./request.ts";

/** Keys under which dialects before D put components. */
const PLACES: ReadonlyMap<string, Family> = new Map([
  ["executable", "executable"],
  ["compute", "compute"],
  ["computer", "compute"],
  ["storage", "storage"],
  ["volumes", "volume"],
  ["data", "data"],
]);

/** How dialects before C write components; the wrappers are what each puts around them. */
export function writtenAsOlder(wrappers: readonly string[]): Writing {
  return {
    places: PLACES,
    wrappers: new Set(wrappers),
    spelling: "older",
    kindless: new Set(["compute", "volume"]),
  };
}

/** How dialect C writes components. */
export const WRITTEN_AS_C: Writing = {
  places: PLACES,
  wrappers: new Set(),
  spelling: "C",
  kindless: new Set(),
};

interface OlderDialect {
  readonly schema: SchemaFile;
  readonly textual?: readonly string[];
  readonly writing: Writing;
  readonly fields: ReadFields;
  /** What the dialect says beside: changes the drafts and adds what dialect D has no word for. */
  readonly complete?: (parts: ReadParts) => Completed;
}

/** What was read of a document before its dialect adds its own. */
export interface ReadParts {
  readonly root: Part;
  readonly request: Part;
  readonly executable: Part | undefined;
  readonly drafts: RequestDrafts;
  readonly findings: Finding[];
}

export interface Completed extends Partial<Pick<RequestDrafts, "compute" | "data">> {
  /** Becomes the discovery block, in place of the author's. */
  readonly discovery?: Draft | undefined;
  readonly executable?: Rewritten["extras"]["executable"];
}

/** A reader for a dialect that is laid out as those before D. */
export function createReader(dialect: OlderDialect): DialectReader {
  return {
    schema: dialect.schema,
    textual: dialect.textual ?? [],
    normalise: (root) => normaliseComponents(root, dialect.writing),
    rewrite: (root) => rewrite(root, dialect),
  };
}

function rewrite(value: DataObject, dialect: OlderDialect): Rewritten {
  const findings: Finding[] = [];
  const root: Part = { at: "", value };
  const request = requestOf(root);
  const executable = asPart(child(request, "executable"));
  const drafts = requestDrafts(request, findings);
  const draft =
    executable === undefined ? undefined : executableOf(executable, request, dialect.fields, findings);
  if (draft !== undefined && dialect.writing.spelling === "older") findings.push(...missingIn(draft));
  const completed = dialect.complete?.({ root, request, executable, drafts, findings }) ?? {};
  const data = completed.data ?? drafts.data;
  const document: Branch = {
    at: "",
    keys: {
      ...aboveRequest(root),
      executable: draft,
      compute: completed.compute ?? drafts.compute,
      storage: drafts.storage,
      data: listOf(drafts.dataAt, data),
      schedule: drafts.schedule,
      ...(completed.discovery === undefined ? {} : { discovery: completed.discovery }),
    },
  };
  return {
    ...draw(document),
    findings,
    extras: {
      executable: completed.executable,
      storage: drafts.storageExtras,
      volumes: drafts.volumeExtras,
    },
  };
}

/** What nothing can be run without; dialect C's schema asks for it. */
function* missingIn(executable: Branch): Generator<Finding> {
  const part: Part = { at: executable.at, value: {} };
  const kind = executable.keys["kind"];
  const name =
    kind === undefined || !("value" in kind)
      ? undefined
      : kindOf({ ...part, value: { kind: kind.value } }, "executable")?.name;
  const image = executable.keys["image"];
  const hasImage = image !== undefined && !("keys" in image && image.keys["locations"] === undefined);
  const missing =
    (name === "docker-container" && !hasImage && "the image") ||
    (name === "singularity-container" && executable.keys["location"] === undefined && "where the image is") ||
    (name === "jupyter-notebook" && executable.keys["location"] === undefined && "where the notebook is");
  if (missing === false) return;
  yield {
    rule: "shape/required",
    severity: "error",
    pointer: executable.at,
    at: "key",
    sentence: `The executable does not say ${missing}, so nothing can be run.`,
    hint: "docs/dialects.md shows how each dialect says it.",
  };
}

/** The request itself, inside a wrapper or not. */
function requestOf(root: Part): Part {
  const path = asObject(root.value["executable"]) === undefined ? pathToRequest(root.value) : undefined;
  let part = root;
  for (const key of path ?? []) {
    part = { at: joinPointer(part.at, key), value: asObject(part.value[key]) ?? {} };
  }
  return part;
}
