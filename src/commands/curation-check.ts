import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { CurationFinding } from "../curation/curated.ts";
import { readCurated } from "../curation/read-curated.ts";
import type { CurationFiles } from "../curation/repository.ts";
import type { Problem } from "../manifest/problems.ts";

const VOCABULARIES = "vocabularies";

/** A file with what is found in it. */
export interface CheckedText {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** Whether a folder is a working copy of a curation: its vocabularies stand in a folder of their own. */
export async function isCuration(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isDirectory() && entry.name === VOCABULARIES);
}

/**
 * What is found in the overlays, collections and settled terms of a working copy, by file; those without a finding too.
 * The vocabularies are only read here, since they have a check of their own.
 */
export async function checkCuration(folder: string, cwd: string): Promise<readonly CheckedText[]> {
  const root = path.resolve(cwd, folder);
  const files = await readFiles(root);
  const { findings } = await readCurated("working copy", files, {});
  return [...files]
    .filter(([name]) => !name.startsWith(`${VOCABULARIES}/`))
    .map(([name, text]) => {
      const file = path.join(folder, name);
      const own = findings.filter((finding) => finding.path === name);
      return { file, text, problems: own.map((finding) => toProblem(finding, file)) };
    });
}

async function readFiles(root: string): Promise<CurationFiles> {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = names
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((name) => /^(?:vocabularies|collections)\/[^/]+$|^overlays\/|^settled-terms\.yaml$/u.test(name))
    .sort();
  const texts = new Map<string, string>();
  for (const name of paths) texts.set(name, await readFile(path.join(root, name), "utf8"));
  return texts;
}

/** The end of a finding's place is not kept: the mark is of one letter. */
function toProblem({ path: _path, ...finding }: CurationFinding, file: string): Problem {
  const { line, column } = finding;
  return { ...finding, file, pointer: "", endLine: line, endColumn: column + 1 };
}
