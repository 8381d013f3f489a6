import { asText } from "../../data.ts";
import type { Finding } from "../../finding.ts";
import type { StorageResource } from "../../model.ts";
import { present } from "../d/read-base.ts";
import { asPart, child, type Branch, type Part } from "../draft.ts";
import { rangeOf } from "./amounts.ts";
import { component, field, kindLeaf, kindOf, unknownComponent } from "./component.ts";

/** Storage as dialect D has it: only how much. The rest is here so that its place is known. */
export function storageOf(storage: Part, findings: Finding[]): Branch {
  const kind = kindOf(storage, "storage");
  if (kind === undefined) return unknownComponent(storage);
  const size = rangeOf(field(storage, "size"), true, findings);
  if (kind.state === "abstract") return component(storage, kind.name, { size });
  return component(storage, "simple-storage-resource", {
    size,
    persistence: kindLeaf(storage),
    lifecycle: field(storage, "lifecycle"),
    lifetime: field(storage, "lifetime"),
  });
}

/** What only dialect A says of storage; nothing for storage of unknown or abstract kind, whose fields are all kept. */
export function lifecycleOf(storage: Part): Partial<StorageResource> | undefined {
  if (kindOf(storage, "storage")?.state !== "concrete") return undefined;
  const written = asText(kindLeaf(storage)?.value)?.toLowerCase() ?? "";
  const persistence = (["ephemeral", "persistent"] as const).find((word) =>
    written.includes(`${word}-storage`),
  );
  const lifetime = asPart(field(storage, "lifetime"));
  const range = asPart(child(lifetime, "requested")) ?? lifetime;
  const extras = present({
    persistence,
    lifecycle: asText(field(storage, "lifecycle")?.value),
    lifetime:
      range === undefined
        ? undefined
        : present({ min: asText(range.value["min"]), max: asText(range.value["max"]) }),
  });
  return Object.keys(extras).length === 0 ? undefined : extras;
}
