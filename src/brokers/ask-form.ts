import type { Entry } from "../catalogue/entry.ts";
import type { ManifestModel } from "../manifest/model.ts";
import type { AskForm, Asker, FormPlaceholder } from "./ask-service.ts";
import type { Broker } from "./broker.ts";
import { placeholdersOf, type Placeholder } from "./placeholders.ts";

export const DEFAULT_DURATION = "PT1H";

/** The form "When can I run this?" of an entry. */
export function buildAskForm(
  entry: Entry,
  brokers: readonly Broker[],
  asker: Pick<Asker, "mayUseShared">,
): AskForm {
  const { model } = entry.runs;
  const unsupported = whyUnsupported(model, brokers, asker);
  const placeholders = placeholdersOf(model).map((item) => toFormPlaceholder(item, model));
  const parameters = model.discovery?.parameters ?? [];
  const defaults = new Map([
    ["cores", String(model.compute?.cores?.min ?? 1)],
    ["memory", String(model.compute?.memory?.min ?? 1)],
    ["duration", model.schedule?.duration ?? DEFAULT_DURATION],
    ...placeholders.map(({ name, kinds }): [string, string] => [`${name}.kind`, kinds[0]?.kind ?? ""]),
    ...parameters.flatMap(({ name, default: value }): [string, string][] =>
      value === undefined ? [] : [[`parameter.${name}`, value]],
    ),
  ]);
  return {
    supported: unsupported === undefined,
    unsupported,
    leftOut: leftOut(model, brokers, asker),
    placeholders,
    parameters,
    defaults: Object.fromEntries(defaults),
    sample: sampleOf(placeholders),
  };
}

/** The brokers whose credentials the asker may spend, and those that want none. */
export function usableBy(asker: Pick<Asker, "mayUseShared">, brokers: readonly Broker[]): readonly Broker[] {
  return asker.mayUseShared ? brokers : brokers.filter(({ shared }) => !shared);
}

/** Why no broker that is configured can be asked for this by this asker; `undefined` when one can. */
export function whyUnsupported(
  model: ManifestModel,
  brokers: readonly Broker[],
  asker: Pick<Asker, "mayUseShared">,
): AskForm["unsupported"] {
  const { executable } = model;
  if (executable.kindState === "abstract") {
    return {
      message: "This entry says what is to be run only in the abstract, so it cannot be asked for.",
      hint: "Look for a packaged layer of it, which names the container or notebook.",
    };
  }
  if (executable.kindState === "unknown") {
    return {
      message: `The kind of executable "${executable.kind}" is not known, so no broker can be asked for it.`,
      hint: "The author can mend the kind in the manifest; the problems of the entry name the nearest one.",
    };
  }
  const others = [model.compute, ...model.storage, ...model.data, ...(model.compute?.volumes ?? [])];
  const unknown = others.find((component) => component?.kindState === "unknown");
  if (unknown !== undefined) {
    return {
      message: `The kind "${unknown.kind}" of one of its elements is not known to any broker.`,
      hint: "The author can mend the kind in the manifest.",
    };
  }
  if (brokers.length === 0) {
    return {
      message: "No broker is configured.",
      hint: "An operator turns on EXECAT_EMBEDDED_BROKER or sets EXECAT_BROKERS.",
    };
  }
  const says = (broker: Broker): boolean => broker.executableKinds.has(executable.kind);
  if (usableBy(asker, brokers).some(says)) return undefined;
  const runnersAsk = leftOut(model, brokers, asker);
  return runnersAsk.length === 0 ? unsupportedKind(executable.kind) : onlyForRunners(runnersAsk);
}

/** Labels of brokers that could be asked for this, only not by this asker. */
function leftOut(
  { executable }: ManifestModel,
  brokers: readonly Broker[],
  asker: Pick<Asker, "mayUseShared">,
): readonly string[] {
  const usable = new Set(usableBy(asker, brokers));
  return brokers
    .filter((broker) => !usable.has(broker) && broker.executableKinds.has(executable.kind))
    .map(({ label }) => label);
}

function onlyForRunners(labels: readonly string[]): { readonly message: string; readonly hint: string } {
  const named = labels.map((label) => `"${label}"`).join(", ");
  return {
    message: `This can be asked of ${named} only, with credentials that the catalogue's runners share.`,
    hint: "Sign in as a runner to ask.",
  };
}

/** What is said where a broker's dialect has no word for a kind of executable. */
export function unsupportedKind(kind: string): { readonly message: string; readonly hint: string } {
  return {
    message: `This needs a container: brokers of this dialect cannot say "${kind}".`,
    hint: "Look for a packaged layer of the program, which puts it into a container.",
  };
}

function toFormPlaceholder(placeholder: Placeholder, model: ManifestModel): FormPlaceholder {
  const { element, prefix, family, kinds } = placeholder;
  const input = model.discovery?.inputs.find(({ name }) => name === element.name);
  return {
    name: prefix,
    label: element.name ?? family,
    family,
    description: element.description,
    terms: input?.terms ?? [],
    formats: input?.formats ?? [],
    sample: input?.sample,
    kinds: kinds.map(({ kind, label, fields }) => ({
      kind,
      label,
      fields: fields.map(({ path, ...rest }) => ({ name: `${prefix}.${path}`, ...rest })),
    })),
  };
}

function sampleOf(placeholders: readonly FormPlaceholder[]): AskForm["sample"] {
  const values = new Map<string, string>();
  for (const placeholder of placeholders) {
    if (placeholder.family === "data" && placeholder.sample !== undefined) {
      values.set(`${placeholder.name}.kind`, "simple-data-resource");
      values.set(`${placeholder.name}.location`, placeholder.sample);
    } else if (placeholder.kinds[0]?.fields.some((field) => field.required) ?? false) {
      return undefined;
    }
  }
  return values.size === 0 ? undefined : Object.fromEntries(values);
}
