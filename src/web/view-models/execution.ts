import type { Executable, ManifestModel } from "../../manifest/model.ts";
import { kindLabel, numberText, rangeText } from "../format.ts";
import { safeHref } from "../links.ts";

interface Fact {
  readonly label: string;
  readonly text: string;
  readonly href: string | null;
  readonly code: boolean;
}

/** How the program runs, what it needs, and what speaks for or against trusting it. */
export function toExecution(model: ManifestModel): object {
  const { executable, compute } = model;
  return {
    kind: kindLabel(executable.kind),
    kindRaw: executable.kind,
    unknown: executable.kindState === "unknown",
    abstract: executable.kindState === "abstract",
    description: executable.description ?? null,
    image: toImage(executable),
    facts: toFacts(executable),
    environment: (executable.environment ?? []).map(({ name, value }) => ({ name, value })),
    requirements: (executable.requirements ?? []).map(({ name, specifier }) => ({
      name,
      specifier: specifier === "" ? "any version" : specifier,
    })),
    cores: rangeText(compute?.cores) ?? "not said",
    memory: rangeText(compute?.memory, "GiB") ?? "not said",
    duration: model.schedule?.duration ?? null,
    storage: model.storage.map((storage) => ({
      name: storage.name ?? kindLabel(storage.kind),
      size: rangeText(storage.size, "GiB") ?? "size not said",
      description: storage.description ?? null,
    })),
    volumes: (compute?.volumes ?? []).map((volume) => ({
      path: volume.path ?? "?",
      mode: volume.mode === "READONLY" ? "read only" : "read and write",
      resource: volume.resource ?? "nothing",
    })),
  };
}

function toImage(executable: Executable): object | null {
  const { image } = executable;
  if (image === undefined) return null;
  const digest = image.digest ?? image.locations.map((location) => location.split("@")[1]).find(Boolean);
  return {
    locations: image.locations,
    digest: digest ?? null,
    pinned: digest !== undefined,
    platform: [image.platform?.os, image.platform?.architecture].filter(Boolean).join("/") || null,
  };
}

function toFacts(executable: Executable): readonly Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, text: string | undefined, href: string | null = null): void => {
    if (text !== undefined && text !== "") facts.push({ label, text, href, code: true });
  };
  add("Location", executable.location, safeHref(executable.location));
  add("Entry point", executable.entrypoint);
  add("Command", executable.command?.join(" "));
  for (const port of executable.ports ?? []) {
    const number = port.internal === undefined ? "" : numberText(port.internal).replaceAll(",", "");
    add("Port", [port.protocol, number, port.path].filter(Boolean).join(" "));
  }
  if (executable.privileged === true) {
    facts.push({
      label: "Privileged",
      text: "wants rights over its host; many brokers refuse",
      href: null,
      code: false,
    });
  }
  return facts;
}
