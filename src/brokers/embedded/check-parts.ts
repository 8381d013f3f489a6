import { isObject, objectAt, objectsAt, textAt, valueAt } from "../json-value.ts";
import type { Findings } from "./findings.ts";
import { indexByLink } from "./links.ts";
import type { Part, WireRequest } from "./wire-request.ts";

/** What an executable of each kind must have to be run at all. */
export function checkExecutable(part: Part, findings: Findings): void {
  if (part.kind.name === "docker-container") {
    checkImage(part, findings);
  } else if (part.kind.name === "python-program") {
    if (valueAt(part.fields, "requirements") === undefined) {
      findings.refuse("urn:missing-required-value", "The Python program has no requirements.");
    }
  } else if (textAt(part.fields, "location") === undefined) {
    findings.refuse("urn:missing-required-value", "The executable (${kind}) has no location.", {
      kind: part.kind.name,
    });
  }
  checkEnvironment(part, findings);
}

function checkImage(part: Part, findings: Findings): void {
  const image = objectAt(part.fields, "image");
  const locations = valueAt(image, "locations");
  if (!Array.isArray(locations) || !locations.some((item) => typeof item === "string" && item !== "")) {
    findings.refuse("urn:missing-required-value", "The container has no image: image.locations is empty.");
  } else if (textAt(image, "digest") === undefined) {
    findings.remark({
      kind: "urn:missing-value",
      level: "WARN",
      template: "The image has no digest, so what runs may be another image than the one you know.",
      values: {},
    });
  }
  if (valueAt(part.fields, "privileged") === true) {
    findings.refuse("urn:not-supported", "This broker does not run privileged containers.");
  }
  if (objectsAt(objectAt(part.fields, "network"), "ports").some((port) => "external" in port)) {
    findings.refuse(
      "urn:not-supported",
      "The outer side of a port is the broker's to choose: leave out external.",
    );
  }
}

function checkEnvironment(part: Part, findings: Findings): void {
  const environment = valueAt(part.fields, "environment");
  if (environment !== undefined && environment !== null && !isObject(environment)) {
    findings.addBad(`${part.pointer}/environment`, '"environment" is not an object of names and values.');
  }
}

const NEEDED: ReadonlyMap<string, (fields: Part["fields"]) => readonly string[]> = new Map([
  ["simple-data-resource", (fields) => missing(fields, "", ["location"])],
  ["S3-data-resource", (fields) => missing(fields, "", ["endpoint", "bucket"])],
  ["ivoa-data-resource", (fields) => missing(objectAt(fields, "ivoa"), "ivoa.", ["ivoid"])],
  ["rucio-data-resource", (fields) => missing(objectAt(fields, "rucio"), "rucio.", ["scope", "object"])],
]);

function missing(owner: Part["fields"], prefix: string, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => textAt(owner, key) === undefined).map((key) => prefix + key);
}

/** What a data element of each kind must say so that it could be fetched. */
export function checkData(part: Part, findings: Findings): void {
  for (const field of NEEDED.get(part.kind.name)?.(part.fields) ?? []) {
    findings.refuse("urn:missing-required-value", "The data at ${pointer} has no ${field}.", {
      pointer: part.pointer,
      field,
    });
  }
}

/** Volumes and data name other elements of the request, which must be there, once. */
export function checkLinks(request: WireRequest, findings: Findings): void {
  const find = indexByLink([...request.data, ...request.storage]);
  const findStorage = indexByLink(request.storage);
  for (const volume of request.volumes) {
    checkMode(volume, findings);
    const resource = textAt(volume.fields, "resource");
    if (resource === undefined) {
      findings.refuse("urn:missing-required-value", "The volume at ${pointer} names no resource.", {
        pointer: volume.pointer,
      });
      continue;
    }
    const found = find(resource);
    if (found.length === 0) refuseLink(volume, resource, "urn:resource-not-found", findings);
    if (found.length > 1) refuseLink(volume, resource, "urn:duplicate-resource", findings);
  }
  for (const part of request.data) {
    const storage = textAt(part.fields, "storage");
    if (storage !== undefined && findStorage(storage).length === 0) {
      refuseLink(part, storage, "urn:resource-not-found", findings);
    }
  }
}

function checkMode(volume: Part, findings: Findings): void {
  const mode = valueAt(volume.fields, "mode");
  if (mode === undefined || mode === null || mode === "READONLY" || mode === "READWRITE") return;
  findings.addBad(
    `${volume.pointer}/mode`,
    `${(JSON.stringify(mode) ?? "").slice(0, 60)} is neither READONLY nor READWRITE.`,
  );
}

function refuseLink(part: Part, resource: string, kind: string, findings: Findings): void {
  const template =
    kind === "urn:duplicate-resource"
      ? 'The name "${resource}" at ${pointer} belongs to more than one element.'
      : 'The name "${resource}" at ${pointer} belongs to no element of the request.';
  findings.refuse(kind, template, { resource: resource.slice(0, 200), pointer: part.pointer });
}
