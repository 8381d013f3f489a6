import { asObject } from "../manifest/data.ts";
import { emitRequest } from "../manifest/emit.ts";
import { kindUri } from "../manifest/kinds.ts";
import type { Discovery, Executable, ManifestModel } from "../manifest/model.ts";
import { draftCompute, draftData } from "./init-draft.ts";
import { indent, renderField, renderItem, toComment } from "./init-yaml.ts";

/** A developer's document that somebody wraps in a container. */
export interface Origin {
  readonly model: ManifestModel;
  /** Path of its entry, or its address; nothing when it was a file of no known repository. */
  readonly derivedFrom: string | undefined;
}

/** Drafts a packager's document: the origin's data, parameters and terms kept, the image left to the packager. */
export function draftPackage(
  { model, derivedFrom }: Origin,
  { schema }: { schema: string | undefined },
): string {
  const { executable, ...rest } = emitRequest({ ...model, schedule: undefined });
  const { compute, storage, data, ...other } = rest;
  const nothing = { inputs: [] };
  const lines = [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    toComment("Drafted by `execat init --from`. Look for TODO, then run `execat validate`."),
    "executable:",
    ...indent(draftContainer(model.executable, asObject(executable)?.["network"])),
    ...(compute === undefined
      ? ["compute:", ...indent(draftCompute(nothing))]
      : renderField("compute", compute)),
    ...renderField("storage", storage),
    ...(data === undefined ? draftData(nothing) : renderField("data", data)),
    ...Object.entries(other).flatMap(([key, value]) => renderField(key, value)),
    "discovery:",
    ...indent(draftDiscovery(model.discovery, derivedFrom)),
  ];
  return `${lines.join("\n")}\n`;
}

function draftContainer(origin: Executable, network: unknown): readonly string[] {
  const wants = (origin.requirements ?? []).map(({ name, specifier }) => `${name} ${specifier}`.trim());
  const isContainer = origin.kind === "docker-container";
  return [
    `kind: ${kindUri("docker-container")}`,
    ...renderField("meta", { name: origin.name, description: origin.description }),
    "image:",
    ...indent([
      "locations:",
      ...indent([
        toComment("TODO: the image that you build, with the tag of its version"),
        ...(origin.image?.locations ?? []).map((location) => toComment(`the origin has ${location}`)),
        ...renderItem("registry.example.org/group/program:1.0"),
      ]),
      toComment("TODO: digest: sha256:… of that image, which pins what runs; some brokers demand it"),
    ]),
    ...(wants.length === 0 ? [] : [toComment(`The image needs: ${wants.join(", ")}`)]),
    ...(origin.location === undefined ? [] : [toComment(`The program is at ${origin.location}`)]),
    ...(isContainer && origin.privileged === true
      ? [toComment("TODO: the origin asks for privileges, which most brokers refuse: needed still?")]
      : []),
    ...renderField("privileged", isContainer && origin.privileged === true ? true : undefined),
    ...renderField("network", isContainer ? network : undefined),
    ...renderField("entrypoint", isContainer ? origin.entrypoint : undefined),
    ...renderField("command", origin.command),
    ...renderField(
      "environment",
      Object.fromEntries((origin.environment ?? []).map(({ name, value }) => [name, value])),
    ),
  ];
}

function draftDiscovery(
  discovery: Discovery | undefined,
  derivedFrom: string | undefined,
): readonly string[] {
  return [
    ...renderField("title", discovery?.title),
    ...renderField("summary", discovery?.summary),
    ...renderField("license", discovery?.license),
    ...renderField("role", "packager"),
    ...(derivedFrom === undefined
      ? [toComment("TODO: derivedFrom: path of the developer's entry, such as host/group/repository")]
      : renderField("derivedFrom", derivedFrom)),
    ...renderField("terms", termsOf(discovery)),
    ...renderField("inputs", inputsOf(discovery)),
    ...renderField(
      "parameters",
      discovery?.parameters.map((parameter) => omitEmpty({ ...parameter })),
    ),
  ];
}

function termsOf(discovery: Discovery | undefined): Readonly<Record<string, readonly string[]>> {
  const terms = new Map<string, string[]>();
  for (const { facet, text } of discovery?.terms ?? []) terms.set(facet, [...(terms.get(facet) ?? []), text]);
  return Object.fromEntries(terms);
}

function inputsOf(discovery: Discovery | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries((discovery?.inputs ?? []).map(({ name, ...rest }) => [name, omitEmpty(rest)]));
}

function omitEmpty(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(object).filter(
    ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}
