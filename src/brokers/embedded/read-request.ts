import { readKind, type Kind } from "../../manifest/kinds.ts";
import type { Family } from "../../manifest/model.ts";
import { isObject, textAt, valueAt, type JsonObject } from "../json-value.ts";
import { checkExecutable, checkLinks, checkData } from "./check-parts.ts";
import type { Findings } from "./findings.ts";
import { placeVolumes } from "./named-volumes.ts";
import { readAmount } from "./read-amount.ts";
import { readSchedule } from "./read-schedule.ts";
import { dialectOf, isOlder, type WireDialect } from "./wire-dialect.ts";
import type { Part, WireRequest } from "./wire-request.ts";

const ENVELOPE = ["executable", "compute", "storage", "data", "schedule", "costs", "metrics"];
const ENVELOPES = { D: new Set(ENVELOPE), C: new Set([...ENVELOPE, "computer", "volumes"]) } as const;
const COMMON = ["kind", "meta", "costs", "metrics", "phase", "schedule"];
const META = new Set(["uuid", "name", "url", "description", "created", "modified", "messages", "options"]);
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["docker-container", ["image", "privileged", "command", "entrypoint", "environment", "network"]],
  ["singularity-container", ["location"]],
  ["jupyter-notebook", ["location"]],
  ["python-program", ["requirements", "command", "entrypoint", "environment"]],
  ["simple-compute-resource", ["cores", "memory", "volumes"]],
  ["simple-storage-resource", ["size", "data"]],
  ["simple-volume-mount", ["path", "mode", "resource"]],
  ["simple-data-resource", ["location", "storage"]],
  ["S3-data-resource", ["endpoint", "template", "bucket", "object", "storage"]],
  ["ivoa-data-resource", ["ivoa", "storage"]],
  ["rucio-data-resource", ["rucio", "storage"]],
  ["skao-data-resource", ["ivoa", "skao", "storage"]],
]);

/**
 * Reads a request's body, of dialect C or D. What cannot be read, what is refused and what is worth saying go to `findings`.
 */
export function readRequest(
  body: unknown,
  ofAddress: WireDialect,
  findings: Findings,
): WireRequest | undefined {
  if (!isObject(body)) {
    findings.addBad("", "The body is not an object: it must hold an execution request.");
    return undefined;
  }
  if (isOlder(body, findings)) return undefined;
  const dialect = dialectOf(body, ofAddress);
  findings.noteUnknown("", ENVELOPES[dialect], Object.keys(body));
  const executable = readExecutable(body, findings);
  const computeKey = dialect === "C" && !Object.hasOwn(body, "compute") ? "computer" : "compute";
  const compute = readPart(valueAt(body, computeKey), `/${computeKey}`, "compute", findings);
  const volumes =
    dialect === "C"
      ? placeVolumes(body, compute, findings).flatMap(
          ({ value, pointer }) => readItem(value, pointer, "volume", findings) ?? [],
        )
      : readParts(compute?.fields ?? {}, "volumes", "/compute/volumes", findings);
  const storage = readParts(body, "storage", "/storage", findings);
  const data = readParts(body, "data", "/data", findings);
  const request: WireRequest = {
    dialect,
    executable,
    compute,
    volumes,
    storage,
    data,
    amounts: {
      cores: readAmount(compute, "cores", findings) ?? 1,
      memory: readAmount(compute, "memory", findings) ?? 1,
      storage: storage.reduce((sum, part) => sum + (readAmount(part, "size", findings) ?? 1), 0),
    },
    schedule: readSchedule(body, findings),
  };
  if (executable !== undefined) checkExecutable(executable, findings);
  for (const part of data) checkData(part, findings);
  checkLinks(request, findings);
  return findings.bad.length === 0 ? request : undefined;
}

function readExecutable(body: JsonObject, findings: Findings): Part | undefined {
  const value = valueAt(body, "executable");
  if (value === undefined || value === null) {
    findings.refuse("urn:executable-required", "The request has no executable.");
    return undefined;
  }
  return readPart(value, "/executable", "executable", findings);
}

function readParts(
  owner: JsonObject,
  key: "volumes" | "storage" | "data",
  pointer: string,
  findings: Findings,
): readonly Part[] {
  const value = valueAt(owner, key);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    findings.addBad(pointer, `"${key}" is not a list.`);
    return [];
  }
  const family = key === "volumes" ? "volume" : key;
  return value.flatMap((item, index) => readItem(item, `${pointer}/${index}`, family, findings) ?? []);
}

/** A part in a list, where nothing is no part either. */
function readItem(value: unknown, pointer: string, family: Family, findings: Findings): Part | undefined {
  if (value === null) findings.addBad(pointer, "This is not an object.");
  return readPart(value, pointer, family, findings);
}

function readPart(value: unknown, pointer: string, family: Family, findings: Findings): Part | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) {
    findings.addBad(pointer, "This is not an object.");
    return undefined;
  }
  const kind = readPartKind(value, pointer, family, findings);
  if (kind === undefined) return undefined;
  const meta = valueAt(value, "meta");
  if (meta !== undefined && meta !== null && !isObject(meta)) {
    findings.addBad(`${pointer}/meta`, '"meta" is not an object.');
  }
  if (isObject(meta)) findings.noteUnknown(`${pointer}/meta`, META, Object.keys(meta));
  findings.noteUnknown(pointer, new Set([...COMMON, ...(FIELDS.get(kind.name) ?? [])]), Object.keys(value));
  return { kind, pointer, name: textAt(meta, "name"), fields: value };
}

function readPartKind(
  part: JsonObject,
  pointer: string,
  family: Family,
  findings: Findings,
): Kind | undefined {
  const text = valueAt(part, "kind");
  if (typeof text !== "string" || text === "") {
    const older = Object.hasOwn(part, "type");
    findings.addBad(
      `${pointer}/kind`,
      older
        ? '"kind" is missing. "type" is the word of older dialects (A, B), which this broker does not speak.'
        : '"kind" is missing.',
    );
    return undefined;
  }
  const shown = text.slice(0, 200);
  const reading = readKind(text);
  if (reading.state === "unknown") {
    const near = reading.suggestion === undefined ? "" : ` Did you mean "${reading.suggestion.uri}"?`;
    if (family === "executable") {
      findings.refuse("urn:unknown-type", `This broker cannot run the kind "\${kind}".${near}`, {
        kind: shown,
      });
    } else {
      findings.addBad(`${pointer}/kind`, `The kind "${shown}" is not known.${near}`);
    }
    return undefined;
  }
  if (reading.kind.state === "abstract") {
    const sentence = `The kind "${shown}" is a placeholder: put a concrete ${family} in its place.`;
    findings.addBad(`${pointer}/kind`, sentence);
    return undefined;
  }
  if (reading.kind.family !== family) {
    const sentence = `The kind "${shown}" is of the family ${reading.kind.family}; ${family} is needed here.`;
    findings.addBad(`${pointer}/kind`, sentence);
    return undefined;
  }
  return reading.kind;
}
