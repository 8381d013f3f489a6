import { quote, type Finding } from "../../finding.ts";
import { splitPointer } from "../../finding.ts";
import type { StorageResource, Volume } from "../../model.ts";
import {
  asPart,
  asParts,
  branch,
  child,
  listOf,
  rest,
  type Branch,
  type Draft,
  type Leaf,
  type Part,
} from "../draft.ts";
import { rangeOf } from "./amounts.ts";
import { component, field, kindLeaf, kindOf, metaOf, unknownComponent } from "./component.ts";
import { dataOf } from "./data.ts";
import { scheduleOf } from "./schedule.ts";
import { lifecycleOf, storageOf } from "./storage.ts";
import { volumesOf } from "./volumes.ts";

/** The parts of a request but its executable, as the dialects before D lay them out. */
export interface RequestDrafts {
  readonly compute: Branch | undefined;
  readonly storage: Draft | undefined;
  readonly data: readonly Branch[];
  /** Where the list of data stands, or would. */
  readonly dataAt: string;
  readonly schedule: Branch | undefined;
  readonly volumeExtras: ReadonlyMap<number, Partial<Volume>>;
  readonly storageExtras: ReadonlyMap<number, Partial<StorageResource>>;
}

/** Reads what stands under `resources` (dialects A, B1, B2) or beside the executable (from B3 on). */
export function requestDrafts(request: Part, findings: Finding[]): RequestDrafts {
  const resources = asPart(child(request, "resources"));
  const section = (key: string): Leaf | undefined => child(resources, key) ?? child(request, key);
  const computes = asParts(section("compute") ?? section("computer"));
  const storage = asParts(section("storage"));
  const [compute, dropped] = computes;
  if (dropped !== undefined) findings.push(computeDropped(dropped, computes.length - 1));
  const volumes = volumesOf(compute, asParts(section("volumes")), findings);
  return {
    compute: compute === undefined ? undefined : computeOf(compute, volumes.drafts, findings),
    storage: listOf(
      section("storage")?.at ?? "/storage",
      storage.map((item) => storageOf(item, findings)),
    ),
    data: asParts(section("data")).map(dataOf),
    dataAt: section("data")?.at ?? request.at,
    schedule: scheduleOf(request, findings),
    volumeExtras: volumes.extras,
    storageExtras: new Map(
      storage.flatMap((item, index) => {
        const extras = lifecycleOf(item);
        return extras === undefined ? [] : [[index, extras] as const];
      }),
    ),
  };
}

function computeOf(compute: Part, volumes: readonly Branch[], findings: Finding[]): Branch {
  if (kindLeaf(compute) !== undefined && kindOf(compute, "compute") === undefined) {
    return unknownComponent(compute);
  }
  const replicas = field(compute, "replicas");
  if (typeof replicas?.value === "number" && replicas.value > 1) findings.push(replicasDropped(replicas));
  return component(compute, "simple-compute-resource", {
    cores: rangeOf(field(compute, "cores"), false, findings),
    memory: rangeOf(field(compute, "memory"), true, findings),
    volumes: listOf(field(compute, "volumes")?.at ?? compute.at, volumes),
  });
}

/** Name and description of the executable; those of the whole request stand in where it has none. */
export function executableMeta(executable: Part, request: Part, findings: Finding[]): Branch | undefined {
  const own = metaOf(executable);
  const outer = metaOf(request);
  const keys: Record<string, Draft | undefined> = {};
  for (const key of ["name", "description"]) {
    const inner = own?.keys[key];
    const given = outer?.keys[key];
    keys[key] = inner ?? given;
    if (inner === undefined || given === undefined || valueOf(inner) === valueOf(given)) continue;
    findings.push({
      rule: "dialect/name-dropped",
      severity: "hint",
      pointer: given.at,
      sentence: `The ${key} of the request, ${quote(valueOf(given))}, is left out: that of the executable is kept.`,
      hint: "Later dialects have none for a whole request.",
    });
  }
  return branch(own?.at ?? executable.at, keys);
}

/** What is above a wrapped request, so that nothing of it is lost: the discovery block, costs, metrics. */
export function aboveRequest(root: Part): Readonly<Record<string, Draft | undefined>> {
  const known = new Set(["discovery", "costs", "metrics"]);
  return rest(root, new Set(Object.keys(root.value).filter((key) => !known.has(key))));
}

function valueOf(draft: Draft): unknown {
  return "value" in draft ? draft.value : undefined;
}

function computeDropped(compute: Part, count: number): Finding {
  return {
    rule: "dialect/compute-dropped",
    severity: "warning",
    pointer: compute.at,
    sentence: `Only the first compute is kept; ${count === 1 ? "another is" : `${count} others are`} left out.`,
    hint: "Later dialects have one machine for a run.",
  };
}

function replicasDropped(replicas: Leaf): Finding {
  return {
    rule: "dialect/field-dropped",
    severity: "warning",
    pointer: replicas.at,
    sentence: `${quote(splitPointer(replicas.at).at(-1))} is left out: later dialects have one machine for a run.`,
  };
}
