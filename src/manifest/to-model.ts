import { asObject } from "./data.ts";
import { toExecutable } from "./dialects/d/to-executable.ts";
import { toRequestParts } from "./dialects/d/to-model.ts";
import type { Rewritten } from "./dialects/dialect-reader.ts";
import { toDiscovery } from "./discovery.ts";
import type { Executable, ManifestModel } from "./model.ts";

/** A model as far as it could be read. */
export type PartialModel = Omit<ManifestModel, "executable"> & Partial<Pick<ManifestModel, "executable">>;

/** Reads a document that was said in dialect D, and adds what only its own dialect says. */
export function toModel({ data, extras }: Rewritten): PartialModel {
  const executable = asObject(data["executable"]);
  const block = asObject(data["discovery"]);
  const read = executable === undefined ? undefined : toExecutable(executable);
  const parts = toRequestParts(data);
  return {
    ...parts,
    ...(read === undefined ? {} : { executable: withExtras(read, extras.executable) }),
    ...(parts.compute === undefined
      ? {}
      : { compute: { ...parts.compute, volumes: addAll(parts.compute.volumes, extras.volumes) } }),
    storage: addAll(parts.storage, extras.storage),
    ...(block === undefined ? {} : { discovery: toDiscovery(block) }),
  };
}

function withExtras(executable: Executable, extras: Partial<Executable> | undefined): Executable {
  return extras === undefined ? executable : { ...executable, ...extras };
}

function addAll<T extends object>(
  items: readonly T[],
  extras: ReadonlyMap<number, Partial<T>> | undefined,
): readonly T[] {
  if (extras === undefined || extras.size === 0) return items;
  return items.map((item, index) => ({ ...item, ...extras.get(index) }));
}
