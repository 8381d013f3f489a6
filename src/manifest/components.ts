import { asObject, asText, replaceKeys, type DataObject } from "./data.ts";
import { describePointer, joinPointer, quote, type Finding } from "./finding.ts";
import { KINDS, readKind, type Kind } from "./kinds.ts";
import type { Family } from "./model.ts";

export interface Normalised {
  /** The document with every known kind and mode in the spelling of dialect D; pointers stay the same. */
  readonly data: DataObject;
  readonly findings: readonly Finding[];
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

/** Puts the kinds of compute, volumes, storage and data into one spelling, and says what was odd about them. */
export function normaliseComponents(document: DataObject): Normalised {
  const findings: Finding[] = [];
  const replaced: Record<string, unknown> = {};
  const compute = asObject(document["compute"]);
  if (compute !== undefined) {
    const volumes = compute["volumes"];
    const inner = Array.isArray(volumes) ? { volumes: normaliseVolumes(volumes, findings) } : {};
    findings.push(...checkKind(compute["kind"], "compute", "/compute", "kind"));
    replaced["compute"] = replaceKeys(compute, { ...canonicalKind(compute["kind"], "compute"), ...inner });
  }
  for (const family of ["storage", "data"] as const) {
    const list = document[family];
    if (!Array.isArray(list)) continue;
    replaced[family] = list.map((item: unknown, index) => {
      const component = asObject(item);
      if (component === undefined) return item;
      findings.push(...checkKind(component["kind"], family, `/${family}/${index}`, "kind"));
      return replaceKeys(component, canonicalKind(component["kind"], family));
    });
  }
  return { data: replaceKeys(document, replaced), findings };
}

/** Reads a component's kind, wherever it stands, and says what is odd about it. */
export function* checkKind(
  text: unknown,
  family: Family,
  pointer: string,
  key: "kind" | "type",
): Generator<Finding> {
  const place = joinPointer(pointer, key);
  if (text === undefined) {
    yield missingKind(family, pointer);
    return;
  }
  if (typeof text !== "string") return;
  const reading = readKind(text);
  if (reading.state === "unknown") {
    yield unknownKind(text, reading.suggestion, place);
    return;
  }
  const { kind, spelling } = reading;
  if (kind.family !== family) {
    yield {
      rule: "kind/family",
      severity: "error",
      pointer: place,
      sentence: `${quote(text)} is a kind of ${kind.family}, but stands where a kind of ${family} belongs.`,
      hint: `Use one of: ${namesOf(family).join(", ")}.`,
    };
    return;
  }
  if (key === "type" || spelling === "exact" || kind.uri.startsWith("uri:")) return;
  yield spelling === "bare" ? bareKind(text, kind, place) : variantKind(text, kind, place);
}

function normaliseVolumes(volumes: readonly unknown[], findings: Finding[]): unknown[] {
  return volumes.map((item, index) => {
    const volume = asObject(item);
    if (volume === undefined) return item;
    const pointer = `/compute/volumes/${index}`;
    findings.push(...checkKind(volume["kind"], "volume", pointer, "kind"));
    const mode = canonicalMode(volume["mode"], pointer, findings);
    return replaceKeys(volume, { ...canonicalKind(volume["kind"], "volume"), ...mode });
  });
}

function canonicalMode(mode: unknown, pointer: string, findings: Finding[]): DataObject {
  const meant = typeof mode === "string" ? MODES.get(mode.toLowerCase()) : undefined;
  if (meant === undefined || meant === mode) return {};
  findings.push({
    rule: "volume/mode",
    severity: "warning",
    pointer: `${pointer}/mode`,
    sentence: `The mode ${quote(mode)} is the spelling of an older dialect; brokers of today take READONLY and READWRITE.`,
    hint: `Write ${meant}.`,
    fix: JSON.stringify(meant),
  });
  return { mode: meant };
}

/** The `kind` to check the shape by; a kind of another family is taken out of the check. */
export function canonicalKind(text: unknown, family: Family): DataObject {
  const reading = asText(text) === undefined ? undefined : readKind(asText(text) ?? "");
  if (reading?.state !== "known" || reading.kind.family !== family) return {};
  return { kind: reading.kind.uri };
}

function namesOf(family: Family): readonly string[] {
  return KINDS.filter((kind) => kind.family === family && kind.state === "concrete").map((kind) => kind.name);
}

function missingKind(family: Family, pointer: string): Finding {
  const usual = KINDS.find((kind) => kind.family === family);
  return {
    rule: "kind/missing",
    severity: "error",
    pointer,
    at: "key",
    sentence: `${capital(describePointer(pointer))} has no "kind", so nobody can tell what it is.`,
    hint: `Add one, for instance kind: ${usual?.uri ?? ""}`,
  };
}

function unknownKind(text: string, suggestion: Kind | undefined, pointer: string): Finding {
  return {
    rule: "kind/unknown",
    severity: "warning",
    pointer,
    sentence: `The kind ${quote(text)} is not known; what belongs to it is not checked.`,
    hint:
      suggestion === undefined
        ? `Known kinds are: ${KINDS.map((kind) => kind.name).join(", ")}.`
        : `Did you mean ${suggestion.uri}?`,
  };
}

function bareKind(text: string, kind: Kind, pointer: string): Finding {
  return {
    rule: "kind/bare",
    severity: "warning",
    pointer,
    sentence: `The kind ${quote(text)} is a name without its URI; brokers take only the URI.`,
    hint: `Write ${kind.uri}`,
    fix: JSON.stringify(kind.uri),
  };
}

function variantKind(text: string, kind: Kind, pointer: string): Finding {
  return {
    rule: "kind/spelling",
    severity: "hint",
    pointer,
    sentence: `${quote(text)} is another spelling of the kind ${kind.name}; some brokers refuse it.`,
    hint: `Write ${kind.uri}`,
    fix: JSON.stringify(kind.uri),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
