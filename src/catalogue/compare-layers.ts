import type { AmountRange, ManifestModel } from "../manifest/model.ts";
import type { Entry } from "./entry.ts";

/** One field of a program, through its layers. */
export interface FieldHistory {
  readonly key: string;
  /** What each layer says, from the developer's on; absent for one that says nothing. */
  readonly said: readonly (string | undefined)[];
  /** Number of the layer whose word counts: the last that says something. */
  readonly from: number;
  /** Number of the nearest layer before it that says something else, when there is one. */
  readonly changed: number | undefined;
  /** True for what a broker is asked with: there, a layer has only what it says itself. */
  readonly runs: boolean;
}

/**
 * Who says what: every field that a layer of the line says something of, in the order of an entry's page. A layer
 * that says the same as the one before counts as saying it.
 */
export function compareLayers(line: readonly Entry[]): readonly FieldHistory[] {
  const all = line.map((entry) => fieldsOf(entry));
  const keys = new Set(all.flatMap((fields) => [...fields.keys()]));
  const ordered = [...keys].toSorted((one, other) => rank(one) - rank(other));
  return ordered.map((key) => {
    const said = all.map((fields) => fields.get(key));
    const from = said.findLastIndex((text) => text !== undefined);
    const before = said.slice(0, from).findLastIndex((text) => text !== undefined && text !== said[from]);
    return { key, said, from, changed: before === -1 ? undefined : before, runs: !isAbout(key) };
  });
}

const ABOUT = [
  "title",
  "summary",
  "terms",
  "description",
  "inputs",
  "version",
  "license",
  "authors",
  "publications",
  "keywords",
  "homepage",
  "documentation",
  "repository",
  "issues",
];
const ORDER = [
  ...ABOUT,
  "kind",
  "image",
  "digest",
  "location",
  "entrypoint",
  "command",
  "environment",
  "requirements",
  "cores",
  "memory",
  "storage",
  "duration",
  "parameters",
  "data",
  "volumes",
];

function isAbout(key: string): boolean {
  return key.startsWith("terms.") || ABOUT.includes(key);
}

function rank(key: string): number {
  const index = ORDER.indexOf(key.startsWith("terms.") ? "terms" : key);
  return index === -1 ? ORDER.length : index;
}

/** What a document itself says. A title or summary that was only made up from its surroundings is not its word. */
function fieldsOf({ program, document, terms }: Entry): ReadonlyMap<string, string> {
  const { model } = document;
  const { discovery } = model;
  const fields = new Map<string, string>();
  const add = (key: string, text: string | undefined): void => {
    if (text !== undefined && text.trim() !== "") fields.set(key, text.trim());
  };
  add("title", program.titleFrom === "author" ? program.title : undefined);
  add("summary", program.summaryFrom === "author" ? program.summary : undefined);
  for (const facet of new Set(terms.map((term) => term.facet))) {
    const own = terms.filter((term) => term.facet === facet && term.origin === "author");
    add(`terms.${facet}`, own.map(({ text }) => text).join(", "));
  }
  for (const key of [
    "description",
    "version",
    "license",
    "homepage",
    "documentation",
    "repository",
    "issues",
  ] as const)
    add(key, discovery?.[key]);
  add("inputs", discovery?.inputs.map(({ name, formats }) => [name, ...formats].join(" ")).join(", "));
  add("authors", discovery?.authors.map(({ name }) => name).join(", "));
  add(
    "publications",
    discovery?.publications.map(({ doi, bibcode, url }) => doi ?? bibcode ?? url ?? "").join(", "),
  );
  add("keywords", discovery?.keywords.join(", "));
  addExecution(model, add);
  return fields;
}

function addExecution(model: ManifestModel, add: (key: string, text: string | undefined) => void): void {
  const { executable, compute, storage, data, schedule, discovery } = model;
  add("kind", executable.kind);
  add("image", executable.image?.locations[0]);
  add("digest", executable.image?.digest);
  add("location", executable.location);
  add("entrypoint", executable.entrypoint);
  add("command", executable.command?.join(" "));
  add("environment", executable.environment?.map(({ name, value }) => `${name}=${value}`).join(", "));
  add(
    "requirements",
    executable.requirements?.map(({ name, specifier }) => `${name} ${specifier}`.trim()).join(", "),
  );
  add("cores", amountText(compute?.cores));
  add("memory", amountText(compute?.memory, " GiB"));
  add(
    "storage",
    storage.map(({ name, kind, size }) => [name ?? kind, amountText(size, " GiB")].join(" ")).join(", "),
  );
  add("duration", schedule?.duration);
  add("parameters", parameterNames(model, discovery?.parameters ?? []));
  add("data", data.map(({ name, kind }) => name ?? kind).join(", "));
  add(
    "volumes",
    compute?.volumes.map(({ path, resource }) => `${resource ?? "?"} at ${path ?? "?"}`).join(", "),
  );
}

function parameterNames(model: ManifestModel, own: readonly { readonly name: string }[]): string {
  return [...own, ...(model.executable.parameters ?? [])].map(({ name }) => name).join(", ");
}

function amountText(range: AmountRange | undefined, unit = ""): string | undefined {
  const { min, max } = range ?? {};
  if (min === undefined && max === undefined) return undefined;
  if (max === undefined) return `at least ${String(min)}${unit}`;
  if (min === undefined) return `at most ${String(max)}${unit}`;
  return min === max ? `${String(min)}${unit}` : `${String(min)} to ${String(max)}${unit}`;
}
