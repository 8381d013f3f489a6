import type { AskForm, FormField, FormPlaceholder, FormProblem } from "../../brokers/ask-service.ts";
import type { Entry } from "../../catalogue/entry.ts";
import type { Parameter } from "../../manifest/model.ts";
import { signInHref } from "../access/local-path.ts";
import type { LayerFacts } from "../layer-facts.ts";
import { entryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { runningPath } from "./versions.ts";

/** What a form shows: values by plain name (`cores`, `data.input.location`), and what is wrong with them. */
export interface AskFormState {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly FormProblem[];
  /** Whether the reader may ask brokers whose credentials are shared. */
  readonly mayUseShared: boolean;
}

/** Besides, the layers of the entry: where it cannot be asked for, one that is derived from it may. */
export interface EntryState extends AskFormState {
  readonly layers: LayerFacts;
}

const AMOUNTS: readonly (readonly [string, string, string, string])[] = [
  ["cores", "Cores", "text", "A number, for instance 4"],
  ["memory", "Memory (GiB)", "text", "A number, for instance 8"],
  ["duration", "How long", "text", "For instance PT1H, PT30M or P1D"],
  ["earliest", "Earliest start (UTC)", "datetime-local", "Now, when left empty"],
  ["latest", "Latest start (UTC)", "datetime-local", "The broker's horizon, when left empty"],
];

/**
 * The form "When can I run this?". All kinds of a placeholder are on the page, each behind its own radio button,
 * so that it works without JavaScript; a field's name carries its kind, since hidden fields are sent as well.
 */
export function toAskForm(services: WebServices, entry: Entry, state: EntryState): object {
  const form = services.asks.form(entry, state);
  const problems = new Map(state.problems.map(({ field, sentence }) => [field, sentence]));
  const shown = new Set<string>();
  const value = (name: string): string => state.values.get(name) ?? form.defaults[name] ?? "";
  const problem = (name: string): string | null => {
    shown.add(name);
    return problems.get(name) ?? null;
  };
  const href = entryHref(runningPath(entry));
  const asked = services.asks.brokers.filter(({ shared }) => state.mayUseShared || !shared);
  const placeholders = form.placeholders.map((placeholder) => toPlaceholder(placeholder, { value, problem }));
  const parameters = form.parameters.map((parameter) => toParameter(parameter, { value, problem }));
  const amounts = AMOUNTS.map(([name, label, type, help]) =>
    toField({ name, label, type, help, required: false, value: value(name), problem: problem(name) }),
  );
  return {
    supported: form.supported,
    unsupported: form.unsupported?.message ?? null,
    unsupportedHint: form.unsupported?.hint ?? null,
    layers: state.layers.derived.map(({ path, title }) => ({ href: entryHref(path), title })),
    action: `${href}/asks`,
    sampleHref: form.sample === undefined ? null : `${href}?sample=1#run`,
    brokers: asked.map(({ label, rehearsal }) => ({ label, rehearsal })),
    leftOut: form.leftOut.join(", ") || null,
    signInHref: signInHref(href),
    rehearsal: asked.some((broker) => broker.rehearsal),
    placeholders,
    parameters,
    amounts,
    wrong: state.problems.length > 0,
    otherProblems: state.problems.filter(({ field }) => !shown.has(field)).map(({ sentence }) => sentence),
  };
}

interface Access {
  readonly value: (name: string) => string;
  readonly problem: (name: string) => string | null;
}

function toPlaceholder(placeholder: FormPlaceholder, access: Access): object {
  const kindName = `${placeholder.name}.kind`;
  const chosen = access.value(kindName) || (placeholder.kinds[0]?.kind ?? "");
  const several = placeholder.kinds.length > 1;
  return {
    id: fieldId(placeholder.name),
    label: placeholder.label,
    description: placeholder.description ?? null,
    expects: [...placeholder.terms, ...placeholder.formats].join(", ") || null,
    sample: placeholder.sample ?? null,
    sampleHref: safeHref(placeholder.sample),
    several,
    kindName,
    problem: access.problem(kindName) ?? access.problem(placeholder.name),
    kinds: placeholder.kinds.map(({ kind, label, fields }) => ({
      kind,
      label,
      id: fieldId(`${placeholder.name}-${kind}`),
      name: kindName,
      several,
      checked: kind === chosen,
      fields: fields.map((field) => toKindField(kind, several, field, chosen, access)),
    })),
  };
}

// A field of a kind that was not chosen shows its name's value too: a reader may change the choice back.
// oxlint-disable-next-line max-params
function toKindField(
  kind: string,
  several: boolean,
  field: FormField,
  chosen: string,
  access: Access,
): object {
  return toField({
    name: several ? `${kind}:${field.name}` : field.name,
    label: field.label,
    type: field.type === "url" ? "url" : field.type === "choice" ? "choice" : "text",
    choices: field.choices,
    help: field.help,
    required: field.required && !several,
    value: access.value(field.name),
    problem: kind === chosen ? access.problem(field.name) : null,
  });
}

function toParameter(parameter: Parameter, access: Access): object {
  const name = `parameter.${parameter.name}`;
  return toField({
    name,
    label: parameter.name,
    type: parameter.type === "choice" || parameter.type === "boolean" ? "choice" : "text",
    choices: parameter.type === "boolean" ? ["true", "false"] : parameter.choices,
    help: parameter.description,
    required: parameter.required,
    value: access.value(name) || (parameter.default ?? ""),
    problem: access.problem(name),
  });
}

interface FieldFacts {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly choices?: readonly string[] | undefined;
  readonly help?: string | undefined;
  readonly required: boolean;
  readonly value: string;
  readonly problem: string | null;
}

function toField(facts: FieldFacts): object {
  const id = fieldId(facts.name);
  const choice = facts.type === "choice";
  const described = [
    facts.help === undefined ? null : `${id}-help`,
    facts.problem === null ? null : `${id}-problem`,
  ];
  return {
    id,
    name: facts.name,
    label: facts.label,
    // A browser's own check of an address would hold back what another kind of location takes (`s3://…`).
    type: facts.type === "url" ? "text" : facts.type,
    inputmode: facts.type === "url" ? "url" : "text",
    choice,
    options: choice ? toOptions(facts) : [],
    help: facts.help ?? null,
    helpId: `${id}-help`,
    required: facts.required,
    value: facts.value,
    problem: facts.problem,
    problemId: `${id}-problem`,
    describedBy: described.filter((part) => part !== null).join(" ") || null,
  };
}

function toOptions(facts: FieldFacts): readonly object[] {
  const choices = facts.required ? [] : [""];
  return [...choices, ...(facts.choices ?? [])].map((value) => ({
    value,
    label: value === "" ? "(as the program has it)" : value,
    selected: value === facts.value,
  }));
}

function fieldId(name: string): string {
  return `run-${name.replaceAll(/[^\w-]/g, "-")}`;
}

/**
 * The wishes of a form that was sent: plain names, without what is empty, and of a placeholder only the fields of
 * the kind that was chosen. A name that the form does not have is a problem: a misspelt wish is not dropped.
 */
export function toWishes(
  form: AskForm,
  fields: ReadonlyMap<string, string>,
): { readonly values: ReadonlyMap<string, string>; readonly problems: readonly FormProblem[] } {
  const known = new Set<string>(AMOUNTS.map(([name]) => name));
  const values = new Map<string, string>();
  const take = (name: string, from: string = name): void => {
    const value = fields.get(from)?.trim();
    if (value !== undefined && value !== "") values.set(name, value);
  };
  for (const [name] of AMOUNTS) take(name);
  for (const { name } of form.parameters) {
    known.add(`parameter.${name}`);
    take(`parameter.${name}`);
  }
  for (const placeholder of form.placeholders) {
    const kindName = `${placeholder.name}.kind`;
    known.add(kindName);
    const chosen = fields.get(kindName) ?? placeholder.kinds[0]?.kind ?? "";
    if (chosen !== "") values.set(kindName, chosen);
    const ofKinds = placeholder.kinds.flatMap(({ kind, fields: own }) =>
      own.map(({ name }) => ({ kind, name })),
    );
    for (const { kind, name } of ofKinds) {
      const qualified = `${kind}:${name}`;
      known.add(name).add(qualified);
      if (kind === chosen) take(name, fields.has(qualified) ? qualified : name);
    }
  }
  const problems = [...fields.keys()]
    .filter((name) => !known.has(name))
    .map((field) => ({ field, sentence: `The form has no field "${field.slice(0, 80)}".` }));
  return { values, problems };
}
