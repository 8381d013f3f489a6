import { normaliseComponents } from "./components.ts";
import { asObject, replaceKeys, type DataObject } from "./data.ts";
import { dialectA } from "./dialects/a/index.ts";
import { dialectD } from "./dialects/d/index.ts";
import { toRequestParts } from "./dialects/d/to-model.ts";
import { detectDialect } from "./dialects/detect.ts";
import type { DialectReader } from "./dialects/dialect-reader.ts";
import { readRequirements } from "./dialects/requirements.ts";
import { unreadDialect } from "./dialects/unread.ts";
import { toDiscovery } from "./discovery.ts";
import { quote, sortProblems, toProblem, type Finding } from "./finding.ts";
import type { Dialect, Discovery, ManifestModel } from "./model.ts";
import { hasErrors, type Problem, type Range } from "./problems.ts";
import { runRules } from "./rules/run-rules.ts";
import { checkShape } from "./shape.ts";
import type { DiscoverySource } from "./sidecar.ts";
import type { YamlDocument } from "./yaml/parse-yaml.ts";
import type { Places } from "./yaml/places.ts";

const READERS = new Map<Dialect, DialectReader>([
  ["D", dialectD],
  ["A", dialectA],
]);

/** One YAML document of a manifest file, read and checked. */
export interface ReadDocument {
  /** The document's number in its file, from 0. */
  readonly number: number;
  readonly dialect: Dialect | undefined;
  /** Present when the document is good enough to publish (no finding of severity `error`). */
  readonly model: ManifestModel | undefined;
  /** What could be read of the discovery block, also when the document is not good enough to publish. */
  readonly discovery?: Discovery | undefined;
  readonly problems: readonly Problem[];
  /** Where a JSON pointer stands in the text; the nearest parent that exists when the place itself does not. */
  readonly rangeOf: (pointer: string) => Range;
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

/** A model as far as it could be read. */
type PartialModel = Omit<ManifestModel, "executable"> & Partial<Pick<ManifestModel, "executable">>;

interface Reading {
  readonly model: PartialModel | undefined;
  readonly findings: readonly Finding[];
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
  const { model, findings } = readRoot(root, dialect, discovery, placesOf);
  const problems = sortProblems([
    ...document.problems,
    ...(discovery?.problems ?? []).map((problem) => ({ ...problem, document: number })),
    ...(document.value === undefined ? [] : findings.map(toPlace)),
    ...(hasOwn && beside !== undefined ? [toPlace(givenTwice(beside))] : []),
  ]);
  return {
    number,
    dialect,
    model: hasErrors(problems) ? undefined : toPublish(model),
    ...(model?.discovery === undefined ? {} : { discovery: model.discovery }),
    problems,
    rangeOf: (pointer) => placesOf(pointer).rangeOf(pointer),
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
  const reader = READERS.get(dialect);
  if (reader === undefined) return { model: undefined, findings: [unreadDialect(dialect, root)] };
  const sourceOf = (pointer: string): string | undefined => placesOf(pointer).sourceOf(pointer);
  const findings: Finding[] = [];
  const written = discovery === undefined ? root : replaceKeys(root, { discovery: discovery.block });
  const textual = takeAsText(written, [...reader.textual, "/discovery/version"], sourceOf, findings);
  const normalised = normaliseRoot(textual, reader);
  findings.push(...normalised.findings);
  const { discovery: block, ...request } = normalised.data;
  findings.push(...checkShape(reader.schema, request, { pointer: "", sourceOf }));
  if (block !== undefined) {
    findings.push(
      ...checkShape("manifest-discovery.schema.json", block, { pointer: "/discovery", sourceOf }),
    );
  }
  const model = toModel(normalised.data, reader);
  const ruled = runRules(subjectOf(normalised.data, model));
  findings.push(...ruled.map((finding) => ({ ...finding, pointer: reader.locate(finding.pointer) })));
  return { model, findings };
}

function toPublish(model: PartialModel | undefined): ManifestModel | undefined {
  return model?.executable === undefined ? undefined : { ...model, executable: model.executable };
}

function toModel(data: DataObject, reader: DialectReader): PartialModel {
  const executable = asObject(data["executable"]);
  const block = asObject(data["discovery"]);
  const read = executable === undefined ? undefined : reader.toExecutable(executable);
  return {
    ...(read === undefined ? {} : { executable: read }),
    ...toRequestParts(data),
    ...(block === undefined ? {} : { discovery: toDiscovery(block) }),
  };
}

function subjectOf(data: DataObject, model: PartialModel): Parameters<typeof runRules>[0] {
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
    discoveryBlock: data["discovery"] === undefined ? undefined : (asObject(data["discovery"]) ?? {}),
  };
}

function normaliseRoot(root: DataObject, reader: DialectReader): { data: DataObject; findings: Finding[] } {
  const components = normaliseComponents(root);
  const executable = asObject(root["executable"]);
  if (executable === undefined) return { data: components.data, findings: [...components.findings] };
  const normalised = reader.normalise(executable);
  return {
    data: replaceKeys(components.data, { executable: normalised.executable }),
    findings: [...normalised.findings, ...components.findings],
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
    const [, parent = "", key = ""] = pointer.split("/");
    const object = asObject(changed[parent]);
    const source = typeof object?.[key] === "number" ? sourceOf(pointer) : undefined;
    if (object === undefined || source === undefined) continue;
    changed = replaceKeys(changed, { [parent]: replaceKeys(object, { [key]: source }) });
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
