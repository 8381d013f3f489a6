import { asBoolean, asList, asObject, asText, asTexts, type DataObject } from "./data.ts";
import { present } from "./dialects/d/read-base.ts";
import type { Author, Discovery, InputDescription, Parameter, Publication, WrittenTerm } from "./model.ts";

const PARAMETER_TYPES = ["string", "integer", "number", "boolean", "choice"] as const;
const ROLES = ["developer", "packager", "publisher"] as const;

/** Reads a discovery block: what has the right type; the rest was reported by the check of shape. */
export function toDiscovery(block: DataObject): Discovery {
  const text = (key: string): string | undefined => asText(block[key])?.trim();
  return present({
    name: text("name"),
    title: text("title"),
    summary: text("summary"),
    description: asText(block["description"]),
    version: text("version"),
    license: text("license"),
    homepage: text("homepage"),
    documentation: text("documentation"),
    repository: text("repository"),
    issues: text("issues"),
    authors: objects(block["authors"]).map(toAuthor),
    publications: objects(block["publications"]).map(toPublication),
    keywords: asTexts(block["keywords"]),
    terms: toTerms(block["terms"]),
    inputs: Object.entries(asObject(block["inputs"]) ?? {}).map(toInput),
    parameters: objects(block["parameters"]).map(toParameter),
    role: ROLES.find((role) => role === block["role"]),
    derivedFrom: text("derivedFrom"),
    layers: asTexts(block["layers"]),
    listed: asBoolean(block["listed"]) ?? true,
  });
}

function objects(list: unknown): readonly DataObject[] {
  return asList(list).map((item) => asObject(item) ?? {});
}

function toAuthor(author: DataObject): Author {
  return present({
    name: asText(author["name"]) ?? "",
    orcid: asText(author["orcid"])?.trim(),
    affiliation: asText(author["affiliation"]),
  });
}

function toPublication(publication: DataObject): Publication {
  return present({
    doi: asText(publication["doi"])?.trim(),
    bibcode: asText(publication["bibcode"])?.trim(),
    url: asText(publication["url"])?.trim(),
  });
}

function toTerms(terms: unknown): readonly WrittenTerm[] {
  return Object.entries(asObject(terms) ?? {}).flatMap(([facet, written]) =>
    asTexts(written).map((text) => ({ facet, text })),
  );
}

function toInput([name, value]: [string, unknown]): InputDescription {
  const input = asObject(value) ?? {};
  return present({
    name,
    terms: asTexts(input["terms"]),
    formats: asTexts(input["formats"]),
    sample: asText(input["sample"])?.trim(),
  });
}

function toParameter(parameter: DataObject): Parameter {
  return present({
    name: asText(parameter["name"]) ?? "",
    description: asText(parameter["description"]),
    type: PARAMETER_TYPES.find((type) => type === parameter["type"]) ?? "string",
    choices: asList(parameter["choices"]).flatMap((choice) => scalarText(choice) ?? []),
    default: scalarText(parameter["default"]),
    required: asBoolean(parameter["required"]) ?? false,
    argument: asText(parameter["argument"]),
    environment: asText(parameter["environment"]),
  });
}

function scalarText(value: unknown): string | undefined {
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isScalar ? String(value) : undefined;
}
