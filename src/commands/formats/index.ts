import type { FormatName } from "./format-names.ts";
import { toGithub } from "./github.ts";
import { toGitlab } from "./gitlab.ts";
import { toJson } from "./json.ts";
import { toPretty } from "./pretty.ts";
import type { Format } from "./report.ts";
import { toSarif } from "./sarif.ts";

/** The ways in which `execat validate` prints, by their names on the command line. */
export const FORMATS = {
  pretty: toPretty,
  json: toJson,
  sarif: toSarif,
  github: toGithub,
  gitlab: toGitlab,
} as const satisfies Readonly<Record<FormatName, Format>>;
