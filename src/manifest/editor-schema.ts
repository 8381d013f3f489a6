import { readFileSync } from "node:fs";
import path from "node:path";
import { findProjectRoot } from "../project-root.ts";
import { asList, asObject, type DataObject } from "./data.ts";
import { EDITOR_TEXTS } from "./editor-texts.ts";
import { FAMILIES, KINDS } from "./kinds.ts";
import type { Family } from "./model.ts";

/** A facet with the terms that an editor proposes for it. */
export interface FacetTerms {
  readonly key: string;
  readonly label: string;
  /** Facets of one scheme share its terms. */
  readonly scheme: string;
  readonly terms: readonly { readonly label: string; readonly definition: string | undefined }[];
}

type Json = Record<string, unknown>;

/**
 * The schema that editors complete, explain and mark by: JSON Schema 2020-12 in one piece, made from the schemas that
 * the checker uses, the table of kinds and the vocabularies' terms. Kinds and terms are proposals: any other text
 * is as good, since the checker says more about it than a schema could.
 */
export function editorSchema(facets: readonly FacetTerms[]): Json {
  const { $defs, ...components } = loadSchema("manifest-components.schema.json");
  const { $schema: _, title: __, ...discovery } = loadSchema("manifest-discovery.schema.json");
  const { title: ___, ...manifest } = loadSchema("manifest-d.schema.json");
  const definitions = Object.entries({ ...asObject($defs), discovery });
  return {
    $schema: components["$schema"],
    title: "Manifest of executable software for the IVOA ExecutionBroker",
    ...(forEditor(manifest, "manifest") as Json),
    $defs: {
      ...Object.fromEntries(definitions.map(([name, schema]) => [name, forEditor(schema, name)])),
      ...Object.fromEntries(FAMILIES.map((family) => [kindsName(family), kindsOf(family)])),
      ...Object.fromEntries(facets.map((facet) => [termsName(facet.scheme), termsOf(facet)])),
      facets: facetsSchema(facets),
    },
  };
}

function loadSchema(file: string): Json {
  return JSON.parse(readFileSync(path.join(findProjectRoot(), "schemas", file), "utf8")) as Json;
}

/** Goes down a schema; `place` is the definition, or the property with properties of its own, that it stands in. */
function forEditor(schema: unknown, place: string): unknown {
  if (Array.isArray(schema)) return schema.map((item: unknown) => forEditor(item, place));
  const object = asObject(schema);
  if (object === undefined) return schema;
  const entries = Object.entries(object).filter(([key]) => !key.startsWith("x-"));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === "properties") return [key, propertiesOf(value, place)];
      if (key === "$ref") return [key, inOnePiece(String(value))];
      return [key, key === "required" || key === "enum" || key === "const" ? value : forEditor(value, place)];
    }),
  );
}

function inOnePiece(reference: string): string {
  return reference === "manifest-discovery.schema.json"
    ? "#/$defs/discovery"
    : reference.replace(/^manifest-components\.schema\.json/u, "");
}

function propertiesOf(properties: unknown, place: string): Json {
  return Object.fromEntries(
    Object.entries(asObject(properties) ?? {}).map(([name, schema]) => [
      name,
      propertyOf(name, schema, place),
    ]),
  );
}

function propertyOf(name: string, schema: unknown, place: string): unknown {
  const object = asObject(schema) ?? {};
  // The condition of an `if` is no property to describe.
  if (object["const"] !== undefined || (name === "kind" && object["enum"] !== undefined)) return schema;
  if (name === "kind") return kindOf(place);
  const texts = EDITOR_TEXTS.get(`${place}/${name}`) ?? EDITOR_TEXTS.get(name);
  const inner = forEditor(object, insideOf(name, place)) as Json;
  const special = place === "discovery" && name === "terms" ? { $ref: "#/$defs/facets" } : {};
  const proposals = place === "inputs" && name === "terms" ? proposing(inner, inputTerms) : inner;
  return { ...proposals, ...special, ...texts };
}

/** Items of these lists and maps have names that mean something of their own. */
function insideOf(name: string, place: string): string {
  return ["authors", "publications", "parameters", "inputs"].includes(name) ? name : place;
}

const inputTerms = "#/$defs/facets/properties/input/items";

function proposing(schema: Json, reference: string): Json {
  return { ...schema, items: { $ref: reference } };
}

/** Which family's kinds belong here is told by the definition's name. */
function kindOf(place: string): Json {
  const family = FAMILIES.find((one) => place === one) ?? familyOf(place);
  return family === undefined ? { type: "string" } : { $ref: `#/$defs/${kindsName(family)}` };
}

function familyOf(place: string): Family | undefined {
  const name = place.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`).replace("s3-", "S3-");
  const kind = KINDS.find((one) => one.name === name);
  return FAMILIES.find((family) => family === kind?.family);
}

function kindsName(family: Family): string {
  return `kinds-${family}`;
}

function kindsOf(family: Family): Json {
  const kinds = KINDS.filter((kind) => kind.family === family);
  return {
    description: `What this is: the URI of a kind of ${family}. A kind whose name begins with abstract is a placeholder that the user fills in.`,
    examples: kinds.slice(0, 1).map(({ uri }) => uri),
    anyOf: [
      ...kinds.map(({ uri, name, state }) => ({
        const: uri,
        description: state === "abstract" ? `${name}: a placeholder that the user fills in` : name,
      })),
      { type: "string" },
    ],
  };
}

function termsName(scheme: string): string {
  return `terms-${scheme}`;
}

function termsOf({ terms }: FacetTerms): Json {
  return {
    anyOf: [
      ...terms.map(({ label, definition }) => ({
        const: label,
        ...(definition === undefined ? {} : { description: definition }),
      })),
      { type: "string", minLength: 1 },
    ],
  };
}

function facetsSchema(facets: readonly FacetTerms[]): Json {
  const list = (facet: FacetTerms): Json => ({
    description: `${facet.label}: terms of the vocabulary "${facet.scheme}", or words of your own.`,
    examples: [facet.terms.slice(0, 2).map(({ label }) => label)],
    type: ["array", "string"],
    items: { $ref: `#/$defs/${termsName(facet.scheme)}` },
  });
  return {
    type: "object",
    properties: {
      // Inputs refer to this one, whatever facets a catalogue has.
      input: { description: "Kinds of data that it reads.", examples: [[]], items: { type: "string" } },
      ...Object.fromEntries(facets.map((facet) => [facet.key, list(facet)])),
    },
    additionalProperties: { type: ["array", "string"], items: { type: "string" } },
  };
}

/** Every property of a schema with its pointer, for tests. */
export function* propertiesIn(schema: unknown, pointer = ""): Generator<readonly [string, DataObject]> {
  for (const [index, item] of asList(schema).entries()) yield* propertiesIn(item, `${pointer}/${index}`);
  for (const [key, value] of Object.entries(asObject(schema) ?? {})) {
    if (key === "examples" || key === "if") continue;
    if (key === "properties") {
      for (const [name, property] of Object.entries(asObject(value) ?? {})) {
        yield [`${pointer}/properties/${name}`, asObject(property) ?? {}];
      }
    }
    yield* propertiesIn(value, `${pointer}/${key}`);
  }
}
