import { branch, child, type Branch, type Part } from "../draft.ts";
import { component, field, fieldsOf, kindOf, unknownComponent } from "./component.ts";

/** Data as dialect D has it. The first dialects wrote the fields of Rucio flat, with other names. */
export function dataOf(data: Part): Branch {
  const kind = kindOf(data, "data");
  if (kind === undefined) return unknownComponent(data);
  const storage = field(data, "storage");
  switch (kind.name) {
    case "S3-data-resource":
      return component(data, kind.name, {
        ...fieldsOf(data, ["endpoint", "template", "bucket", "object"]),
        storage,
      });
    case "rucio-data-resource":
      return component(data, kind.name, { rucio: child(data, "rucio") ?? flatRucio(data), storage });
    case "ivoa-data-resource":
    case "skao-data-resource":
      return component(data, kind.name, { ...fieldsOf(data, ["ivoa", "skao"]), storage });
    default:
      return component(data, kind.name, { location: field(data, "location"), storage });
  }
}

/** What dialect A calls the domain is taken for the scope of later dialects. */
function flatRucio(data: Part): Branch | undefined {
  return branch(data.at, {
    endpoint: field(data, "endpoint"),
    scope: field(data, "scope") ?? field(data, "domain"),
    object: field(data, "object") ?? field(data, "objectid"),
    type: field(data, "objecttype"),
  });
}
