import { asText } from "../../data.ts";
import { quote, type Finding } from "../../finding.ts";
import { kindUri } from "../../kinds.ts";
import type { Volume } from "../../model.ts";
import { nearest } from "../../../nearest.ts";
import { readMode } from "../../components.ts";
import { asLeaves, asPart, child, type Branch, type Leaf, type Part } from "../draft.ts";
import { field, kindLeaf, kindOf, metaOf, ownOf, unknownComponent } from "./component.ts";

export interface Volumes {
  readonly drafts: readonly Branch[];
  readonly extras: ReadonlyMap<number, Partial<Volume>>;
}

/**
 * The mounts of a machine as dialect D has them, each inside compute with one resource. Before, they stood in a list
 * of their own and compute named them; one volume could mount several resources, each in a folder of its name.
 */
export function volumesOf(compute: Part | undefined, named: readonly Part[], findings: Finding[]): Volumes {
  const linked = new Set<Part>();
  const index = indexOf(named);
  const drafts: Branch[] = [];
  const extras = new Map<number, Partial<Volume>>();
  for (const leaf of asLeaves(compute === undefined ? undefined : field(compute, "volumes"))) {
    const volume = typeof leaf.value === "string" ? findVolume(leaf, index, findings) : asPart(leaf);
    if (volume === undefined || linked.has(volume)) continue;
    linked.add(volume);
    const parameter = asText(field(volume, "parameter")?.value);
    for (const draft of mountsOf(volume, findings)) {
      if (parameter !== undefined) extras.set(drafts.length, { parameter });
      drafts.push(draft);
    }
  }
  for (const volume of named) if (!linked.has(volume)) findings.push(unlinked(volume));
  return { drafts, extras };
}

function nameOf(volume: Part): string | undefined {
  return asText((child(asPart(child(volume, "meta")), "name") ?? field(volume, "name"))?.value);
}

/** Volumes by name and by what a broker numbered them with; of equals the first. */
function indexOf(named: readonly Part[]): ReadonlyMap<unknown, Part> {
  const index = new Map<unknown, Part>();
  const keys = (volume: Part): readonly unknown[] => [
    nameOf(volume),
    (child(asPart(child(volume, "meta")), "uuid") ?? child(volume, "uuid"))?.value,
  ];
  for (const volume of named) {
    for (const key of keys(volume)) if (key !== undefined && !index.has(key)) index.set(key, volume);
  }
  return index;
}

function findVolume(leaf: Leaf, index: ReadonlyMap<unknown, Part>, findings: Finding[]): Part | undefined {
  const found = index.get(leaf.value);
  if (found !== undefined) return found;
  // Who lists hundreds of names that are not there means none of them.
  const names = findings.length > 20 ? [] : [...index.keys()].slice(0, 100).map(String);
  const near = nearest(String(leaf.value), names);
  findings.push({
    rule: "link/volume",
    severity: "error",
    pointer: leaf.at,
    sentence: `No volume has the name ${quote(leaf.value)}.`,
    hint: near === undefined ? "Name one of the list of volumes." : `Did you mean "${near}"?`,
  });
  return undefined;
}

function mountsOf(volume: Part, findings: Finding[]): readonly Branch[] {
  if (kindLeaf(volume) !== undefined && kindOf(volume, "volume") === undefined)
    return [unknownComponent(volume)];
  const targets = asLeaves(field(volume, "resources") ?? field(volume, "resource"));
  const cardinality = asText(field(volume, "cardinality")?.value)?.toUpperCase();
  const path = field(volume, "path") ?? field(volume, "filepath");
  if (targets.length === 0) {
    if (field(volume, "parameter") === undefined) findings.push(untargeted(volume));
    return [mount(volume, path, undefined)];
  }
  const [first, second] = targets;
  const isFolder = cardinality === "CONTAINER" || (cardinality === undefined && second !== undefined);
  if (!isFolder) {
    if (second !== undefined) findings.push(tooMany(second, targets.length));
    return [mount(volume, path, first)];
  }
  if (second !== undefined) findings.push(split(volume, targets.length));
  return targets.map((target) => mount(volume, inside(path, target), target));
}

function mount(volume: Part, path: Leaf | undefined, resource: Leaf | undefined): Branch {
  const mode = field(volume, "mode");
  const meant = typeof mode?.value === "string" ? readMode(mode.value) : undefined;
  return {
    at: volume.at,
    keys: {
      ...ownOf(volume),
      resources: undefined,
      cardinality: undefined,
      filepath: undefined,
      kind: kindLeaf(volume) ?? { at: volume.at, value: kindUri("simple-volume-mount") },
      meta: metaOf(volume),
      path,
      mode: mode === undefined ? undefined : { at: mode.at, value: meant ?? mode.value },
      resource,
      // Dialect D has no word for it: it is here so that its place is known.
      parameter: field(volume, "parameter"),
    },
  };
}

/** A volume that is a folder holds each resource under its name. */
function inside(path: Leaf | undefined, target: Leaf): Leaf | undefined {
  const folder = asText(path?.value);
  if (path === undefined || folder === undefined || typeof target.value !== "string") return path;
  return { at: path.at, value: `${folder.replace(/\/+$/u, "")}/${target.value}` };
}

function unlinked(volume: Part): Finding {
  const name = nameOf(volume);
  return {
    rule: "dialect/volume-unlinked",
    severity: "warning",
    pointer: volume.at,
    sentence: `The volume ${name === undefined ? "has no name" : quote(name)}${name === undefined ? ", so compute cannot" : " is not in compute.volumes, so nothing can"} mount it; it is left out.`,
    hint: 'Put its name into "volumes" of compute, or remove it.',
  };
}

function untargeted(volume: Part): Finding {
  return {
    rule: "shape/required",
    severity: "error",
    pointer: volume.at,
    at: "key",
    sentence: "The volume does not say what it mounts.",
    hint: "Add the name of the data or storage.",
  };
}

function tooMany(second: Leaf, count: number): Finding {
  return {
    rule: "dialect/volume-single",
    severity: "error",
    pointer: second.at,
    sentence: `The volume mounts ${count} resources at one path, which has room for one.`,
    hint: "Set cardinality to CONTAINER, or write a volume for each.",
  };
}

function split(volume: Part, count: number): Finding {
  return {
    rule: "dialect/volume-split",
    severity: "hint",
    pointer: volume.at,
    sentence: `The volume holds ${count} resources; today each is a volume of its own, at the path followed by its name.`,
  };
}
