import { asBoolean, asList, asNumber, asObject, asText, asTexts, type DataObject } from "../../data.ts";
import type { EnvironmentVariable, Executable, ImageReference, NetworkPort } from "../../model.ts";
import { readRequirements } from "../requirements.ts";
import { otherFields, ownFields, present, readBase } from "./read-base.ts";

/** Reads the executable of dialect D; nothing when its kind cannot be read at all. */
export function toExecutable(executable: DataObject): Executable | undefined {
  const written = asText(executable["kind"]);
  if (written === undefined) return undefined;
  const base = readBase(executable, written, "executable");
  if (base.kindState === "unknown") return present({ ...base, fields: otherFields(executable) });
  switch (base.kind) {
    case "docker-container":
      return present({ ...base, image: readImage(executable["image"]), ...runFields(executable) });
    case "python-program":
      return present({
        ...base,
        name: base.name ?? asText(executable["name"]),
        description: base.description ?? asText(executable["description"]),
        location: asText(executable["location"]),
        requirements: readRequirements(executable["requirements"]).map(({ name, specifier }) => ({
          name,
          specifier,
        })),
        ...runFields(executable),
      });
    case "abstract-executable":
      return present({ ...base, ...ownFields(executable, base, []) });
    default:
      return present({ ...base, location: asText(executable["location"]) });
  }
}

function runFields(executable: DataObject): Partial<Executable> {
  const command = executable["command"];
  return {
    privileged: asBoolean(executable["privileged"]),
    entrypoint: asText(executable["entrypoint"]),
    command: Array.isArray(command) ? asTexts(command) : undefined,
    environment: readEnvironment(executable["environment"]),
    ports: readPorts(executable["network"]),
  };
}

function readImage(value: unknown): ImageReference | undefined {
  const image = asObject(value);
  if (image === undefined) return undefined;
  const platform = asObject(image["platform"]);
  return present({
    locations: asList(image["locations"]).filter((item) => typeof item === "string"),
    digest: asText(image["digest"]),
    platform:
      platform === undefined
        ? undefined
        : present({ architecture: asText(platform["architecture"]), os: asText(platform["os"]) }),
  });
}

function readEnvironment(value: unknown): readonly EnvironmentVariable[] | undefined {
  const environment = asObject(value);
  if (environment === undefined) return undefined;
  return Object.entries(environment).flatMap(([name, text]) =>
    typeof text === "string" ? [{ name, value: text }] : [],
  );
}

function readPorts(value: unknown): readonly NetworkPort[] | undefined {
  const ports = asObject(value)?.["ports"];
  if (!Array.isArray(ports)) return undefined;
  return ports.map((item: unknown): NetworkPort => {
    const port = asObject(item) ?? {};
    return present({
      access: asBoolean(port["access"]),
      protocol: asText(port["protocol"]),
      path: asText(port["path"]),
      internal: asNumber(asObject(port["internal"])?.["port"]),
    });
  });
}
