import { asText, type DataObject } from "../../data.ts";
import { readKind } from "../../kinds.ts";
import type { Executable, ImageReference } from "../../model.ts";
import { otherFields, present } from "../d/read-base.ts";
import { toExecutable as toExecutableOfD } from "../d/to-executable.ts";

/** Reads the executable of dialect A; nothing when its type cannot be read at all. */
export function toExecutable(executable: DataObject): Executable | undefined {
  const written = asText(executable["type"]);
  if (written === undefined) return undefined;
  const reading = readKind(written);
  const name = asText(executable["name"]);
  const description = asText(executable["description"]);
  const isKnown = reading.state === "known" && reading.kind.family === "executable";
  if (isKnown && reading.kind.name === "docker-container") {
    return present({
      kind: reading.kind.name,
      kindState: reading.kind.state,
      name,
      description,
      image: readImage(executable),
    });
  }
  if (isKnown && reading.kind.name === "python-program") {
    return toExecutableOfD({ ...executable, kind: written });
  }
  const fields = otherFields(executable);
  return present({ kind: written, kindState: "unknown" as const, name, description, fields });
}

/** Puts registry, name and tag together; a repository that already ends in the image's name is taken whole. */
function readImage(executable: DataObject): ImageReference {
  const repository = asText(executable["repository"])?.replace(/\/+$/u, "");
  const image = asText(executable["image"])?.replace(/^\/+/u, "");
  const tag = asText(executable["tag"]);
  const parts = [repository, image].filter((part) => part !== undefined && part !== "");
  const location = `${parts.join("/")}${tag === undefined ? "" : `:${tag}`}`;
  return present({
    locations: image === undefined ? [] : [location],
    digest: asText(executable["digest"]),
  });
}
