import { objectAt, objectsAt, textAt, valueAt, type JsonObject } from "../json-value.ts";
import type { Findings } from "./findings.ts";
import { indexByLink } from "./links.ts";

/** A few words could ask for any number: each name of a volume may stand for all of its resources. */
const MOST_MOUNTS = 1_000;
const TOO_MANY = `Named volumes stand for more than ${MOST_MOUNTS} mounts.`;

/** A mount as an object of its own, and where it stands in the request's body. */
export interface PlacedVolume {
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * The mounts of dialect C as dialect D has them. Until March 2026 `compute.volumes` were names of volumes that stood
 * at the top of the request, and a volume could hold several resources; a volume of cardinality CONTAINER becomes
 * one mount for each of them, below its path.
 */
export function placeVolumes(
  body: JsonObject,
  compute: { readonly fields: JsonObject; readonly pointer: string } | undefined,
  findings: Findings,
): readonly PlacedVolume[] {
  const listed = valueAt(compute?.fields, "volumes") ?? [];
  const pointer = `${compute?.pointer ?? "/compute"}/volumes`;
  if (!Array.isArray(listed)) {
    findings.addBad(pointer, '"volumes" is not a list.');
    return [];
  }
  const named = objectsAt(body, "volumes").map((fields, index) => ({ fields, pointer: `/volumes/${index}` }));
  const find = indexByLink(named);
  const used = new Set<Named>();
  const placed: PlacedVolume[] = [];
  for (const [index, item] of (listed as readonly unknown[]).entries()) {
    const at = `${pointer}/${index}`;
    if (typeof item !== "string") {
      placed.push({ value: item, pointer: at });
      continue;
    }
    const found = theOne(find(item), item, at, findings);
    if (found === undefined) continue;
    used.add(found);
    placed.push(...mountsOf(found, findings));
    if (placed.length > MOST_MOUNTS) {
      findings.addBad(pointer, TOO_MANY);
      return [];
    }
  }
  for (const volume of named) if (!used.has(volume)) noteUnused(volume, findings);
  return placed;
}

interface Named {
  readonly fields: JsonObject;
  readonly pointer: string;
}

function theOne(
  found: readonly Named[],
  name: string,
  pointer: string,
  findings: Findings,
): Named | undefined {
  if (found.length === 1) return found[0];
  const kind = found.length === 0 ? "urn:resource-not-found" : "urn:duplicate-resource";
  const owners = found.length === 0 ? "no volume" : "more than one volume";
  findings.refuse(kind, `The name "\${volume}" at \${pointer} belongs to ${owners} of the request.`, {
    volume: name.slice(0, 200),
    pointer,
  });
  return undefined;
}

/** `resources` and `cardinality` are what the older mounts had where today's have one `resource`. */
function mountsOf({ fields, pointer }: Named, findings: Findings): readonly PlacedVolume[] {
  const { resources, cardinality, ...mount } = fields;
  if (resources === undefined) return [{ value: mount, pointer }];
  const names = Array.isArray(resources) ? resources.filter((item) => typeof item === "string") : [];
  if (!Array.isArray(resources) || names.length < resources.length) {
    findings.addBad(`${pointer}/resources`, '"resources" is not a list of names.');
    return [];
  }
  if (names.length > MOST_MOUNTS) {
    findings.addBad(`${pointer}/resources`, TOO_MANY);
    return [];
  }
  if (cardinality === "CONTAINER") {
    const path = textAt(mount, "path")?.replace(/\/+$/, "");
    return names.map((resource) => {
      const below = path === undefined ? {} : { path: `${path}/${resource}` };
      return { value: { ...mount, ...below, resource }, pointer };
    });
  }
  if (names.length > 1) {
    findings.addBad(
      `${pointer}/resources`,
      "A volume holds one resource, unless its cardinality is CONTAINER.",
    );
  }
  return [{ value: { ...mount, ...(names[0] === undefined ? {} : { resource: names[0] }) }, pointer }];
}

function noteUnused({ fields, pointer }: Named, findings: Findings): void {
  const name = textAt(objectAt(fields, "meta"), "name");
  findings.remark({
    kind: "urn:unused-volume",
    level: "WARN",
    template: "The volume at ${pointer} (${name}) is mounted nowhere: compute does not name it.",
    values: { pointer, name: (name ?? "without a name").slice(0, 200) },
  });
}
