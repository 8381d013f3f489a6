import { asObject, replaceKeys, type DataObject } from "./data.ts";
import { detectDialect, detectVariant, type Variant } from "./dialects/detect.ts";
import type { Rewritten } from "./dialects/dialect-reader.ts";
import { READERS } from "./dialects/readers.ts";
import { readRequirements } from "./dialects/requirements.ts";
import { listFirst, quote, sortProblems, splitPointer, toProblem, type Finding } from "./finding.ts";
import type { Dialect, Discovery, ManifestModel } from "./model.ts";
import { hasErrors, type Problem, type Range } from "./problems.ts";
import { runRules } from "./rules/run-rules.ts";
import { checkShape } from "./shape.ts";
import { toModel, type PartialModel } from "./to-model.ts";
import type { DiscoverySource } from "./sidecar.ts";
import type { YamlDocument } from "./yaml/parse-yaml.ts";
import type { Places } from "./yaml/places.ts";

/** One YAML document of a manifest file, read and checked. */
export interface ReadDocument {
  /** The document's number in its file, from 0. */
  readonly number: number;
  readonly dialect: Dialect | undefined;
  /** The version of the dialect, as far as it can be told. */
  readonly variant?: Variant | undefined;
  /** Present when the document is good enough to publish (no finding of severity `error`). */
  readonly model: ManifestModel | undefined;
  /** What could be read of the discovery block, also when the document is not good enough to publish. */
  readonly discovery?: Discovery | undefined;
  readonly problems: readonly Problem[];
  /** Where a JSON pointer stands in the text; the nearest parent that exists when the place itself does not. */
  readonly rangeOf: (pointer: string) => Range;
  /** Where something of the model, as dialect D points to it, stands in the author's document. */
  readonly locate?: ((pointer: string) => string) | undefined;
  /** The document as dialect D says it, and whether something of the author's is in it. */
  readonly said?: Pick<Rewritten, "data" | "holds"> | undefined;
  /** The discovery block as it is written, with what the dialect says elsewhere; also of a file beside. */
  readonly discoveryBlock?: DataObject | undefined;
  /** The file that `/discovery` pointers are about: the manifest itself or the `ivoa-discovery.yaml` beside it. */
  readonly discoveryFile: string;
}

/** A document together with the discovery block beside it, if it has none of its own. */
export interface DocumentInput {
  readonly file: string;
  readonly document: YamlDocument;
  /** Absent when there is no file beside the manifest, or nothing in it for this document. */
  readonly beside: DiscoverySource | undefined;
}

/** Findings about what a dialect says differently that are listed for a document. */
const MAX_FINDINGS = 200;

interface Reading {
  readonly model: PartialModel | undefined;
  readonly findings: readonly Finding[];
  readonly rewritten?: Rewritten | undefined;
}

/** Checks one document of a manifest and reads it into the canonical model. */
export function readDocument({ file, document, beside }: DocumentInput): ReadDocument {
  const { number, places } = document;
  const root = asObject(document.value);
  const hasOwn = root?.["discovery"] !== undefined;
  const discovery = hasOwn ? undefined : beside;
  const placesOf = (pointer: string): Places =>
    discovery !== undefined && isDiscovery(pointer) ? discovery.places : places;
  const toPlace = (finding: Finding): Problem =>
    toProblem(finding, {
      file: discovery !== undefined && isDiscovery(finding.pointer) ? discovery.file : file,
      document: number,
      range:
        finding.at === "key"
          ? placesOf(finding.pointer).keyRangeOf(finding.pointer)
          : placesOf(finding.pointer).rangeOf(finding.pointer),
    });
  const dialect = root === undefined ? undefined : detectDialect(root);
  const { model, findings, rewritten } = readRoot(root, dialect, discovery, placesOf);
  const problems = sortProblems([
    ...document.problems,
    ...(discovery?.problems ?? []).map((problem) => ({ ...problem, document: number })),
    ...(document.value === undefined ? [] : findings.map(toPlace)),
    ...(hasOwn && beside !== undefined ? [toPlace(givenTwice(beside))] : []),
  ]);
  return {
    number,
    dialect,
    ...(root === undefined ? {} : { variant: detectVariant(root) }),
    model: hasErrors(problems) ? undefined : toPublish(model),
    ...(model?.discovery === undefined ? {} : { discovery: model.discovery }),
    problems,
    rangeOf: (pointer) => placesOf(pointer).rangeOf(pointer),
    locate: rewritten?.locate ?? ((pointer) => pointer),
    said: rewritten,
    discoveryBlock: asObject(rewritten?.data["discovery"]),
    discoveryFile: discovery?.file ?? file,
  };
}

function readRoot(
  root: DataObject | undefined,
  dialect: Dialect | undefined,
  discovery: DiscoverySource | undefined,
  placesOf: (pointer: string) => Places,
): Reading {
  if (root === undefined || dialect === undefined) return { model: undefined, findings: [notAMap()] };
  const reader = READERS[dialect];
  const sourceOf = (pointer: string): string | undefined => placesOf(pointer).sourceOf(pointer);
  const findings: Finding[] = [];
  const written = discovery === undefined ? root : replaceKeys(root, { discovery: discovery.block });
  const textual = takeAsText(written, [...reader.textual, "/discovery/version"], sourceOf, findings);
  const normalised = reader.normalise(textual);
  findings.push(...normalised.findings);
  const { discovery: block, ...request } = normalised.data;
  findings.push(...checkShape(reader.schema, request, { pointer: "", sourceOf, dialect }));
  if (block !== undefined) {
    findings.push(
      ...checkShape("manifest-discovery.schema.json", block, { pointer: "/discovery", sourceOf, dialect }),
    );
  }
  const rewritten = reader.rewrite(textual, normalised.data);
  findings.push(...listFirst(rewritten.findings, MAX_FINDINGS));
  const model = toModel(rewritten);
  const ruled = runRules(subjectOf(rewritten.data, model, block));
  findings.push(...ruled.map((finding) => ({ ...finding, pointer: rewritten.locate(finding.pointer) })));
  return { model, findings, rewritten };
}

function toPublish(model: PartialModel | undefined): ManifestModel | undefined {
  return model?.executable === undefined ? undefined : { ...model, executable: model.executable };
}

function subjectOf(data: DataObject, model: PartialModel, block: unknown): Parameters<typeof runRules>[0] {
  const { executable, compute, storage, data: resources, schedule, discovery } = model;
  return {
    executable,
    executableBlock: asObject(data["executable"]),
    requirements: readRequirements(asObject(data["executable"])?.["requirements"]),
    compute,
    storage,
    data: resources,
    schedule,
    discovery,
    discoveryBlock: block === undefined ? undefined : (asObject(block) ?? {}),
  };
}

/** Versions without quotes are numbers to YAML; what the author wrote is kept, and a finding says so. */
function takeAsText(
  root: DataObject,
  pointers: readonly string[],
  sourceOf: (pointer: string) => string | undefined,
  findings: Finding[],
): DataObject {
  let changed = root;
  for (const pointer of pointers) {
    const source = typeof valueAt(root, splitPointer(pointer)) === "number" ? sourceOf(pointer) : undefined;
    if (source === undefined) continue;
    changed = replaceAt(changed, splitPointer(pointer), source);
    findings.push({
      rule: "yaml/number-as-text",
      severity: "warning",
      pointer,
      sentence: `${quote(source)} is a number to YAML, so that other readers may lose digits of it.`,
      hint: "Put it in quotes.",
      fix: JSON.stringify(source),
    });
  }
  return changed;
}

function valueAt(root: DataObject, path: readonly string[]): unknown {
  let value: unknown = root;
  for (const key of path) value = asObject(value)?.[key];
  return value;
}

function replaceAt(object: DataObject, [key = "", ...path]: readonly string[], value: unknown): DataObject {
  const inner = asObject(object[key]);
  return replaceKeys(object, {
    [key]: path.length === 0 || inner === undefined ? value : replaceAt(inner, path, value),
  });
}

function isDiscovery(pointer: string): boolean {
  return pointer === "/discovery" || pointer.startsWith("/discovery/");
}

function notAMap(): Finding {
  return {
    rule: "document/not-a-map",
    severity: "error",
    pointer: "",
    sentence: "The document is not a map of keys and values.",
    hint: 'Begin with "executable:" and describe what can be run.',
  };
}

function givenTwice(beside: DiscoverySource): Finding {
  return {
    rule: "discovery/twice",
    severity: "warning",
    pointer: "/discovery",
    at: "key",
    sentence: `There is a discovery block here and one in ${quote(beside.file)}; this one is taken.`,
    hint: "Keep one of the two.",
  };
}
