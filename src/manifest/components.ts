import { asObject, asText, replaceKeys, type DataObject } from "./data.ts";
import { describePointer, joinPointer, quote, type Finding } from "./finding.ts";
import {
  adviceOnOlderKind,
  isSpeltFor,
  KINDS,
  kindUriOfC,
  readAnswerKind,
  knownKind,
  readKind,
  type Kind,
} from "./kinds.ts";
import type { Family } from "./model.ts";
import { nearest } from "../nearest.ts";

export interface Normalised {
  /** The document with every known kind and mode in the spelling of dialect D; pointers stay the same. */
  readonly data: DataObject;
  readonly findings: readonly Finding[];
}

/** How a dialect writes its components. */
export interface Writing {
  /** Keys under which components stand, by family. */
  readonly places: ReadonlyMap<string, Family>;
  /** Keys between the document and its components, such as `resources`. */
  readonly wrappers: ReadonlySet<string>;
  /** Which spelling of a kind is the right one; `older`: those before C, of which none is preferred. */
  readonly spelling: "C" | "D" | "older";
  /** Families whose kind may be left out. */
  readonly kindless: ReadonlySet<Family>;
}

/** Spellings of a volume's mode that older dialects had. */
const MODES = new Map([
  ["ro", "READONLY"],
  ["r", "READONLY"],
  ["readonly", "READONLY"],
  ["read-only", "READONLY"],
  ["rw", "READWRITE"],
  ["readwrite", "READWRITE"],
  ["read-write", "READWRITE"],
]);

/** The mode of today for what is written; nothing for what is no mode. */
export function readMode(text: string): string | undefined {
  return MODES.get(text.toLowerCase());
}

/** The key under which a component says its kind: dialects before C wrote `type`. */
function kindKey(component: DataObject, { spelling }: Pick<Writing, "spelling">): "kind" | "type" {
  if (component["kind"] !== undefined) return "kind";
  return spelling === "older" ? "type" : "kind";
}

/** How dialect D writes what is not the executable. */
const PARTS_OF_D: Writing = {
  places: new Map([
    ["compute", "compute"],
    ["storage", "storage"],
    ["data", "data"],
  ]),
  wrappers: new Set(),
  spelling: "D",
  kindless: new Set(),
};

/** Findings that are listed for a document; what comes after is only counted, without a search for what was meant. */
const MAX_FINDINGS = 200;

interface Task {
  readonly writing: Writing;
  readonly findings: Finding[];
  skipped: number;
}

/** Puts the kinds of all components into one spelling, and says what was odd about them. */
export function normaliseComponents(document: DataObject, writing: Writing = PARTS_OF_D): Normalised {
  const findings: Finding[] = [];
  const task: Task = { writing, findings, skipped: 0 };
  const data = normaliseIn(document, "", task);
  if (task.skipped > 0) findings.push(tooMany(task.skipped));
  return { data, findings };
}

function normaliseIn(object: DataObject, pointer: string, task: Task): DataObject {
  const replaced: Record<string, unknown> = {};
  for (const [key, family] of task.writing.places) {
    if (object[key] === undefined) continue;
    replaced[key] = normaliseEach(object[key], family, joinPointer(pointer, key), task);
  }
  for (const key of task.writing.wrappers) {
    const inner = asObject(object[key]);
    if (inner !== undefined) replaced[key] = normaliseIn(inner, joinPointer(pointer, key), task);
  }
  return replaceKeys(object, replaced);
}

function normaliseEach(value: unknown, family: Family, pointer: string, task: Task): unknown {
  if (!Array.isArray(value)) return normaliseOne(value, family, pointer, task);
  return value.map((item: unknown, index) => normaliseOne(item, family, joinPointer(pointer, index), task));
}

function normaliseOne(value: unknown, family: Family, pointer: string, task: Task): unknown {
  const { writing, findings } = task;
  const component = asObject(value);
  if (component === undefined) return value;
  const key = kindKey(component, writing);
  const kind = component[key];
  if (findings.length >= MAX_FINDINGS) {
    // Those that nothing can be said against are the most of any list that is meant.
    if (typeof kind !== "string" || knownKind(kind)?.family !== family) task.skipped += 1;
  } else if (kind !== undefined || !writing.kindless.has(family)) {
    findings.push(...checkKind(kind, family, { component, pointer, key, spelling: writing.spelling }));
  }
  if (family === "volume" && writing.spelling !== "older") checkMode(component["mode"], pointer, findings);
  return replaceKeys(component, {
    ...canonicalKind(kind, family, key),
    ...(family === "volume" ? canonicalMode(component["mode"]) : {}),
    ...(family === "compute" ? normaliseMounts(component, pointer, task) : {}),
  });
}

/** Volumes stand in compute; the first dialect put a component's own keys under `spec`. */
function normaliseMounts(compute: DataObject, pointer: string, task: Task): DataObject {
  const volumes = compute["volumes"];
  const spec = task.writing.wrappers.has("spec") ? asObject(compute["spec"]) : undefined;
  return {
    ...(volumes === undefined
      ? {}
      : { volumes: normaliseEach(volumes, "volume", `${pointer}/volumes`, task) }),
    ...(spec === undefined
      ? {}
      : { spec: replaceKeys(spec, normaliseMounts(spec, `${pointer}/spec`, task)) }),
  };
}

/** Where a kind stands, and which spelling of it is the right one there. */
export interface KindPlace {
  readonly component: DataObject;
  /** The component's. */
  readonly pointer: string;
  readonly key: "kind" | "type";
  readonly spelling: Writing["spelling"];
}

/** Reads a component's kind, wherever it stands, and says what is odd about it. */
export function* checkKind(
  text: unknown,
  family: Family,
  { component, pointer, key, spelling }: KindPlace,
): Generator<Finding> {
  const place = joinPointer(pointer, key);
  if (text === undefined) {
    const meant = keyMeant(component, key);
    yield meant === undefined ? missingKind(family, pointer, key) : misspeltKind(meant, pointer, key);
    return;
  }
  if (typeof text !== "string") return;
  const reading = readKind(text);
  const other = reading.state === "known" ? reading.kind.family : readAnswerKind(text)?.family;
  if (other !== undefined && other !== family) {
    yield {
      rule: "kind/family",
      severity: "error",
      pointer: place,
      sentence: `${quote(text)} is a kind of ${other}, but stands where a kind of ${family} belongs.`,
      hint: `Use one of: ${namesOf(family).join(", ")}.`,
    };
    return;
  }
  if (reading.state === "unknown") {
    yield unknownKind(text, family, reading.suggestion, place);
    return;
  }
  const { kind, spelling: written } = reading;
  if (spelling === "older" || key === "type" || kind.uri.startsWith("uri:")) return;
  if (isSpeltFor(text, kind, spelling)) return;
  const right = spelling === "C" ? kindUriOfC(kind.name) : kind.uri;
  yield written === "bare" ? bareKind(text, right, place) : variantKind(text, kind, right, place);
}

function checkMode(mode: unknown, pointer: string, findings: Finding[]): void {
  const meant = typeof mode === "string" ? readMode(mode) : undefined;
  if (meant === undefined || meant === mode || findings.length >= MAX_FINDINGS) return;
  findings.push({
    rule: "volume/mode",
    severity: "warning",
    pointer: `${pointer}/mode`,
    sentence: `The mode ${quote(mode)} is the spelling of an older dialect; brokers of today take READONLY and READWRITE.`,
    hint: `Write ${meant}.`,
    fix: JSON.stringify(meant),
  });
}

function tooMany(skipped: number): Finding {
  return {
    rule: "shape/too-many",
    severity: "error",
    pointer: "",
    at: "key",
    sentence: `There are ${skipped} more components whose kind is not known, which are not listed.`,
    hint: "Mend those that are listed and check again.",
  };
}

function canonicalMode(mode: unknown): DataObject {
  const meant = typeof mode === "string" ? readMode(mode) : undefined;
  return meant === undefined ? {} : { mode: meant };
}

/** The kind to check the shape by; a kind of another family is taken out of the check. */
export function canonicalKind(text: unknown, family: Family, key: "kind" | "type" = "kind"): DataObject {
  const known = typeof text === "string" ? knownKind(text) : undefined;
  return known?.family === family ? { [key]: known.uri } : {};
}

function namesOf(family: Family): readonly string[] {
  return KINDS.filter((kind) => kind.family === family && kind.state === "concrete").map((kind) => kind.name);
}

function missingKind(family: Family, pointer: string, key: "kind" | "type"): Finding {
  const usual = KINDS.find((kind) => kind.family === family);
  return {
    rule: "kind/missing",
    severity: "error",
    pointer,
    at: "key",
    sentence: `${capital(describePointer(pointer))} has no "${key}", so nobody can tell what it is.`,
    hint: `Add one, for instance ${key}: ${usual?.uri ?? ""}`,
  };
}

/** The key that was meant to say the kind: spelt almost so, or another word for it with a kind that we know. */
function keyMeant(component: DataObject, key: "kind" | "type"): string | undefined {
  const keys = Object.keys(component);
  const others = ["kind", "type", "class"].flatMap((word) => nearest(word, keys) ?? []);
  return (
    nearest(key, keys) ?? others.find((other) => knownKind(asText(component[other]) ?? "") !== undefined)
  );
}

function misspeltKind(written: string, pointer: string, key: "kind" | "type"): Finding {
  return {
    rule: "shape/misspelt-key",
    severity: "error",
    pointer: joinPointer(pointer, written),
    at: "key",
    sentence: `${quote(key)} is missing in ${describePointer(pointer)}, and ${quote(written)} is not known.`,
    hint: `Did you mean "${key}"?`,
    fix: JSON.stringify(key),
  };
}

function unknownKind(text: string, family: Family, suggestion: Kind | undefined, pointer: string): Finding {
  const advice = adviceOnOlderKind(text);
  if (advice !== undefined) {
    return {
      rule: "kind/older",
      severity: "warning",
      pointer,
      sentence: `The kind ${quote(text)} is one of the first dialects; brokers of today do not know it.`,
      hint: advice,
    };
  }
  return {
    rule: "kind/unknown",
    severity: "warning",
    pointer,
    sentence: `The kind ${quote(text)} is not known; what belongs to it is not checked.`,
    hint:
      suggestion === undefined
        ? `Known kinds are: ${namesOf(family).join(", ")}.`
        : `Did you mean ${suggestion.uri}?`,
  };
}

function bareKind(text: string, right: string, pointer: string): Finding {
  return {
    rule: "kind/bare",
    severity: "warning",
    pointer,
    sentence: `The kind ${quote(text)} is a name without its URI; brokers take only the URI.`,
    hint: `Write ${right}`,
    fix: JSON.stringify(right),
  };
}

function variantKind(text: string, kind: Kind, right: string, pointer: string): Finding {
  return {
    rule: "kind/spelling",
    severity: "hint",
    pointer,
    sentence: `${quote(text)} is another spelling of the kind ${kind.name}; some brokers refuse it.`,
    hint: `Write ${right}`,
    fix: JSON.stringify(right),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
