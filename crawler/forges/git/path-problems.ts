import type { Problem } from "../../../src/manifest/problems.ts";
import { atTop } from "../manifest-files.ts";

/** Longer ones are no address that anybody could write. */
const MAX_PATH = 1_000;
const SHOWN = 200;
/** Signs that do not show, or turn the ones after them around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/u;
/** Names that mean a device on Windows, whatever follows the point. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Why a manifest is not read because of where it stands; absent for a path that is in order. */
export function pathProblem(path: string, readable: boolean): Problem | undefined {
  const why = whyRefused(path, readable);
  if (why === undefined) return undefined;
  const file = printable(path);
  return atTop(file, {
    rule: "crawl/path-refused",
    severity: "error",
    sentence: `The manifest at "${file}" is not read: its path ${why}.`,
    hint: "Rename the file or its folder with plain letters, digits, hyphens and points.",
  });
}

/** What a path means elsewhere; the manifest is read all the same. */
export function deviceProblem(path: string): Problem | undefined {
  const part = path.split("/").find((one) => DEVICE.test(one));
  if (part === undefined) return undefined;
  return atTop(path, {
    rule: "crawl/path-device",
    severity: "warning",
    sentence: `"${part}" in the path of "${path}" is the name of a device on Windows, where nobody can check it out.`,
    hint: "Rename the folder.",
  });
}

/** The finding for a submodule in the place of a manifest. */
export function isSubmodule(path: string): Problem {
  return atTop(path, {
    rule: "crawl/submodule",
    severity: "warning",
    sentence: `"${path}" is a submodule and is not read.`,
    hint: "Put the file itself there, or list the other repository as a source.",
  });
}

/** The finding for two entries of the same path, which git itself never writes. */
export function standsTwice(path: string): Problem {
  return atTop(path, {
    rule: "crawl/path-refused",
    severity: "error",
    sentence: `"${path}" stands twice in the repository's tree, so nobody can tell which is meant.`,
    hint: "Commit the folder anew with git.",
  });
}

function whyRefused(path: string, readable: boolean): string | undefined {
  if (!readable) return "is not written in UTF-8";
  if (UNSEEN.test(path)) return "holds signs that do not show, such as a line end";
  if (Buffer.byteLength(path) > MAX_PATH) return `has more than ${String(MAX_PATH)} bytes`;
  for (const part of path.split("/")) {
    if (part === "") return "has a folder without a name";
    if (part === "." || part === "..") return `has a folder called "${part}"`;
    // Spellings that some file systems take for the same folder.
    if (/^\.git[ .]*$/i.test(part) || /^git~1$/i.test(part)) return `leads into a folder called "${part}"`;
  }
  return undefined;
}

/** A path as it may stand in a sentence and a table. */
function printable(path: string): string {
  const cut = path.length > SHOWN ? `${path.slice(0, SHOWN / 2)}…${path.slice(-SHOWN / 2)}` : path;
  return cut.replaceAll(new RegExp(UNSEEN, "gu"), (sign) =>
    sign === "\uFFFD" ? "?" : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
