import { asList, asObject, asText } from "../../data.ts";
import type { Finding } from "../../finding.ts";
import {
  asPart,
  asParts,
  branch,
  child,
  listOf,
  type Branch,
  type Draft,
  type Leaf,
  type Part,
} from "../draft.ts";
import { commandOf } from "../parts/command.ts";
import { field, fieldsOf } from "../parts/component.ts";
import { fieldsOfB, type ReadFields } from "../parts/executable.ts";

/** The fields of executables as dialects A and A0 write them. */
export const fieldsOfA: ReadFields = (kind, executable, findings) => ({
  ...runFieldsOfA(kind, executable, findings),
  // Dialect D has no word for it: it is here so that its place is known.
  parameters: field(executable, "parameters"),
});

const runFieldsOfA: ReadFields = (kind, executable, findings) => {
  switch (kind) {
    case "docker-container":
      return {
        ...fieldsOf(executable, ["privileged", "entrypoint", "environment"]),
        image: imageOf(executable, findings),
        command: commandOf(field(executable, "command"), findings),
        network: networkOf(field(executable, "network")),
      };
    case "jupyter-notebook":
      return {
        location: fileOf(field(executable, "notebook")) ?? field(executable, "location"),
        requirementsFile: fileOf(field(executable, "requirements")),
      };
    case "singularity-container":
      return { location: field(executable, "location") ?? field(executable, "image") };
    default:
      return fieldsOfB(kind, executable, findings);
  }
};

/** A file is a URL, or a map that holds it under `file`. */
export function fileOf(leaf: Leaf | undefined): Leaf | undefined {
  return child(asPart(leaf), "file") ?? (typeof leaf?.value === "string" ? leaf : undefined);
}

/** Registry, name and tag stood apart; they become one reference, which stands where the name stood. */
function imageOf(executable: Part, findings: Finding[]): Draft | undefined {
  const image = field(executable, "image");
  if (asObject(image?.value) !== undefined) return image;
  const name = asText(image?.value)?.replace(/^\/+/u, "");
  const location =
    image === undefined || name === undefined
      ? undefined
      : { at: image.at, value: joinReference(executable, name) };
  return branch(image?.at ?? executable.at, {
    locations: location === undefined ? undefined : listOf(location.at, [location]),
    digest: field(executable, "digest"),
    platform: platformOf(executable, findings),
  });
}

function joinReference(executable: Part, name: string): string {
  const repository = field(executable, "repository") ?? field(executable, "repo");
  const parts = [
    asText(repository?.value)?.replace(/\/+$/u, ""),
    asText(field(executable, "namespace")?.value)?.replaceAll(/^\/+|\/+$/gu, ""),
    name,
  ].filter((part) => part !== undefined && part !== "");
  const tag = asText(field(executable, "tag")?.value);
  return `${parts.join("/")}${tag === undefined ? "" : `:${tag}`}`;
}

/** A text such as `linux/amd64` (A′), or a list of which images of today keep one (A0). */
function platformOf(executable: Part, findings: Finding[]): Draft | undefined {
  const written = field(executable, "platform");
  const text = asText(written?.value);
  if (written !== undefined && text !== undefined) return platformOfText(written.at, text);
  const list = field(executable, "platforms");
  const [first, second] = asParts(list);
  if (second !== undefined) {
    findings.push({
      rule: "dialect/field-dropped",
      severity: "warning",
      pointer: second.at,
      sentence: `Only the first of ${asList(list?.value).length} platforms is kept.`,
      hint: "Later dialects name one platform for an image.",
    });
  }
  const platform = first ?? asPart(written);
  return platform === undefined ? undefined : branch(platform.at, fieldsOf(platform, ["architecture", "os"]));
}

function platformOfText(at: string, text: string): Branch {
  const [first = "", second] = text.split("/");
  const leaf = (value: string): Leaf => ({ at, value });
  return second === undefined
    ? { at, keys: { architecture: leaf(first) } }
    : { at, keys: { os: leaf(first), architecture: leaf(second) } };
}

/** Ports were numbers; now they are maps, and outside ports and addresses are the broker's to give. */
function networkOf(leaf: Leaf | undefined): Draft | undefined {
  const network = asPart(leaf);
  const ports = child(network, "ports");
  if (network === undefined || !Array.isArray(ports?.value)) return leaf;
  return { at: network.at, keys: { ports: { at: ports.at, items: asParts(ports).map(portOf) } } };
}

function portOf(port: Part): Branch {
  const internal = child(port, "internal");
  const protocol = child(port, "protocol");
  const isNumber = internal !== undefined && asObject(internal.value) === undefined;
  return {
    at: port.at,
    keys: {
      ...fieldsOf(port, ["access", "path"]),
      protocol:
        protocol === undefined
          ? undefined
          : { at: protocol.at, value: asText(protocol.value)?.toUpperCase() ?? protocol.value },
      internal: isNumber ? { at: internal.at, keys: { port: internal } } : internal,
    },
  };
}
