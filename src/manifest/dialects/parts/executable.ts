import type { Finding } from "../../finding.ts";
import { rest, type Branch, type Draft, type Part } from "../draft.ts";
import { commandOf } from "./command.ts";
import { field, fieldsOf, kindLeaf, kindOf, unknownComponent } from "./component.ts";
import { executableMeta } from "./request.ts";

/** The fields of an executable of known kind, as a dialect writes them. */
export type ReadFields = (
  kind: string,
  executable: Part,
  findings: Finding[],
) => Readonly<Record<string, Draft | undefined>>;

/** An executable of dialect D; one of unknown or abstract kind keeps all that its author wrote. */
export function executableOf(
  executable: Part,
  request: Part,
  readFields: ReadFields,
  findings: Finding[],
): Branch {
  const meta = executableMeta(executable, request, findings);
  const kind = kindOf(executable, "executable");
  if (kind === undefined || kind.state === "abstract") {
    const { keys } = unknownComponent(executable);
    // Dialect A reads them of every kind that is known.
    const own = kind === undefined ? keys : { ...keys, parameters: undefined };
    return { at: executable.at, keys: { ...own, meta } };
  }
  const fields = readFields(kind.name, executable, findings);
  return { at: executable.at, keys: { ...fields, kind: kindLeaf(executable), meta } };
}

/** Dialect B names the fields as dialect D does; only its command may be free text. */
export const fieldsOfB: ReadFields = (kind, executable, findings) => {
  const command = commandOf(field(executable, "command"), findings);
  switch (kind) {
    case "docker-container":
      return {
        ...fieldsOf(executable, ["image", "privileged", "entrypoint", "environment", "network"]),
        command,
      };
    case "python-program":
      return {
        ...fieldsOf(executable, ["requirements", "location", "entrypoint", "environment"]),
        command,
      };
    default:
      return fieldsOf(executable, ["location"]);
  }
};

/** Dialect C is dialect D but for the URIs. */
export const fieldsOfC: ReadFields = (_kind, executable) => rest(executable, new Set(["kind", "meta"]));
