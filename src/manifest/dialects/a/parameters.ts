import { asText } from "../../data.ts";
import { joinPointer, quote, type Finding } from "../../finding.ts";
import { kindUri } from "../../kinds.ts";
import type { ExecutableParameter } from "../../model.ts";
import { present } from "../d/read-base.ts";
import {
  asLeaves,
  asPart,
  asParts,
  branch,
  child,
  rest,
  type Branch,
  type Draft,
  type Part,
} from "../draft.ts";
import { field, kindOf } from "../parts/component.ts";
import type { Completed, ReadParts } from "../parts/reader.ts";
import { fileOf } from "./fields.ts";

interface PlacedParameter extends ExecutableParameter {
  readonly part: Part;
}

/**
 * Keeps what only dialect A says of an executable. A volume that links to a parameter and to no data gets a
 * placeholder of the parameter's name; parameters of the environment become parameters of the discovery block.
 */
export function completeA({ root, executable, drafts, findings }: ReadParts): Completed {
  const parameters = executable === undefined ? [] : parametersOf(executable);
  const linked = linkVolumes(drafts, parameters, findings);
  const requirements =
    executable !== undefined && kindOf(executable, "executable")?.name === "jupyter-notebook"
      ? fileOf(field(executable, "requirements"))
      : undefined;
  return {
    ...linked,
    discovery: discoveryOf(root, parameters),
    executable: present({
      requirementsFile: asText(requirements?.value),
      parameters:
        parameters.length === 0 || isUnknown(executable)
          ? undefined
          : parameters.map(({ part: _part, ...parameter }) => parameter),
    }),
  };
}

/** An executable of unknown kind keeps its parameters among its other fields. */
function isUnknown(executable: Part | undefined): boolean {
  return executable === undefined || kindOf(executable, "executable") === undefined;
}

function parametersOf(executable: Part): readonly PlacedParameter[] {
  return asParts(field(executable, "parameters")).map((part) => ({
    part,
    ...present({
      name: asText(part.value["name"]) ?? "",
      type: asText(part.value["type"]),
      mode: asText(part.value["mode"]),
      description: asText(part.value["description"]),
      formats: asLeaves(child(part, "formats") ?? child(part, "format")).flatMap(
        (leaf) => asText(asPart(leaf)?.value["type"]) ?? asText(leaf.value) ?? [],
      ),
    }),
  }));
}

function linkVolumes(
  drafts: ReadParts["drafts"],
  parameters: readonly PlacedParameter[],
  findings: Finding[],
): Pick<Completed, "compute" | "data"> {
  const { compute, volumeExtras } = drafts;
  const volumes = compute?.keys["volumes"];
  if (compute === undefined || volumes === undefined || !("items" in volumes)) return {};
  const data = [...drafts.data];
  const names = new Set(data.map(nameOf));
  const items = volumes.items.map((volume, index): Draft => {
    const parameter = volumeExtras.get(index)?.parameter;
    if (parameter === undefined || !("keys" in volume) || volume.keys["resource"] !== undefined)
      return volume;
    const at = joinPointer(volume.at, "parameter");
    if (!names.has(parameter)) {
      data.push(placeholder(at, parameter, parameters));
      findings.push(becomesPlaceholder(at, parameter));
    }
    names.add(parameter);
    return { at: volume.at, keys: { ...volume.keys, resource: { at, value: parameter } } };
  });
  const linked: Branch = {
    at: compute.at,
    keys: { ...compute.keys, volumes: { at: volumes.at, items } },
  };
  return { compute: linked, data };
}

function nameOf(data: Branch): string | undefined {
  const meta = data.keys["meta"];
  const name = meta !== undefined && "keys" in meta ? meta.keys["name"] : undefined;
  return name !== undefined && "value" in name ? asText(name.value) : undefined;
}

function placeholder(at: string, name: string, parameters: readonly PlacedParameter[]): Branch {
  const parameter = parameters.find((one) => one.name === name);
  const description = parameter === undefined ? undefined : child(parameter.part, "description");
  return {
    at,
    keys: {
      kind: { at, value: kindUri("abstract-data-resource") },
      meta: { at, keys: { name: { at, value: name }, description } },
    },
  };
}

function becomesPlaceholder(pointer: string, parameter: string): Finding {
  return {
    rule: "dialect/parameter-placeholder",
    severity: "hint",
    pointer,
    sentence: `The parameter ${quote(parameter)} is mounted without data; a placeholder of its name stands in.`,
    hint: "Whoever asks for a run is asked for the data.",
  };
}

/** The author's block with the settings and formats that parameters name; nothing when they name none. */
function discoveryOf(root: Part, parameters: readonly PlacedParameter[]): Draft | undefined {
  const block = asPart(child(root, "discovery"));
  if (block === undefined && root.value["discovery"] !== undefined) return undefined;
  const settings = asParts(child(block, "parameters"));
  const taken = new Set(settings.map(({ value }) => asText(value["name"])));
  const added = parameters.filter((one) => isSetting(one) && one.name !== "" && !taken.has(one.name));
  const inputs = inputsOf(block, parameters);
  if (added.length === 0 && inputs === undefined) return undefined;
  const own = child(block, "parameters");
  const at = own?.at ?? added[0]?.part.at ?? "";
  return {
    at: block?.at ?? "",
    keys: {
      ...(block === undefined ? {} : rest(block, new Set())),
      ...(added.length === 0
        ? {}
        : { parameters: { at, items: [...asLeaves(own), ...added.map(settingOf)] } }),
      ...(inputs === undefined ? {} : { inputs }),
    },
  };
}

function isSetting({ type }: ExecutableParameter): boolean {
  return type?.toLowerCase().includes("environment-variable") === true;
}

function settingOf({ part, name, description }: PlacedParameter): Branch {
  const at = part.at;
  return {
    at,
    keys: {
      name: { at: joinPointer(at, "name"), value: name },
      description: description === undefined ? undefined : child(part, "description"),
      environment: { at: joinPointer(at, "name"), value: name },
    },
  };
}

function inputsOf(block: Part | undefined, parameters: readonly PlacedParameter[]): Branch | undefined {
  const own = asPart(child(block, "inputs"));
  if (own === undefined && block?.value["inputs"] !== undefined) return undefined;
  const keys = Object.create(null) as Record<string, Draft | undefined>;
  for (const parameter of parameters) {
    const { name, formats, part } = parameter;
    if (isSetting(parameter) || name === "" || formats.length === 0 || own?.value[name] !== undefined)
      continue;
    const at = (child(part, "formats") ?? child(part, "format"))?.at ?? part.at;
    keys[name] = { at, keys: { formats: { at, value: formats } } };
  }
  if (Object.keys(keys).length === 0) return undefined;
  return branch(own?.at ?? block?.at ?? "", { ...(own === undefined ? {} : rest(own, new Set())), ...keys });
}
