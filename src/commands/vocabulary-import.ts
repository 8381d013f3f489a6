import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { ExecatError } from "../errors.ts";
import { createHttpClient } from "../http/undici-client.ts";
import type { ImportFormat } from "../vocabulary/import/import-format.ts";
import {
  type ImportedVocabulary,
  importVocabulary,
  refuseSize,
} from "../vocabulary/import/import-vocabulary.ts";
import { checkImported } from "../vocabulary/import/check-imported.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { fetchVocabulary } from "./fetch-vocabulary.ts";

/** More kinds of things that were left out than these make a list that nobody reads. */
const MOST_LINES = 40;

export interface VocabularyImportOptions {
  /** The id of the scheme, and the file's name. */
  readonly as: string;
  readonly into?: string | undefined;
  readonly format?: ImportFormat | undefined;
  readonly namespace?: string | undefined;
  readonly scheme?: string | undefined;
  readonly language?: string | undefined;
  readonly force?: boolean | undefined;
}

/**
 * Writes `<as>.yaml` from a file or an https address, and says on the error output what had no place in it.
 * Answers 1 and writes nothing when the result is no sound vocabulary.
 *
 * Throws `NOT_FOUND`, `FORBIDDEN` and `UPSTREAM_…` when the source cannot be read, `CONFLICT` when the file is there
 * already, and what `importVocabulary` throws.
 */
export async function importVocabularyFrom(
  { settings, output, signal }: CommandContext,
  from: string,
  options: VocabularyImportOptions,
): Promise<ExitCode> {
  const cwd = process.cwd();
  const target = await findTarget(options, settings.vocabulariesDir, cwd);
  const source = /^[a-z][a-z0-9+.-]+:\/\//iu.test(from)
    ? await fetchSource(from, settings.allowHosts, signal)
    : await readSource(from, cwd);
  const imported = await importVocabulary(source, { ...options, name: from });
  const errors = checkImported(options.as, imported.yaml);
  for (const line of errors) output.writeError(line);
  if (errors.length > 0) {
    output.writeError(
      `"${from}" is not imported: mend what is named above. The lines are those of the file that`,
    );
    output.writeError("would have been written.");
    return 1;
  }
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, imported.yaml, { flag: options.force === true ? "w" : "wx" });
  for (const line of report(imported)) output.writeError(line);
  output.write(shownPath(target, cwd));
  return 0;
}

async function findTarget(
  { as, into, force }: VocabularyImportOptions,
  configured: string,
  cwd: string,
): Promise<string> {
  if (!/^[a-z][a-z0-9-]{0,63}$/u.test(as) || as === "facets") {
    throw new ExecatError("INVALID_REQUEST", `"${as}" cannot be the name of a vocabulary.`, {
      hint: "Take small letters, digits and hyphens, beginning with a letter, for instance --as uat.",
    });
  }
  const folder = path.resolve(cwd, into ?? (configured === "" ? "vocabularies" : configured));
  const isThere = into !== undefined || (await stat(folder).catch(() => undefined))?.isDirectory() === true;
  if (!isThere) {
    throw new ExecatError("NOT_FOUND", `There is no folder "${shownPath(folder, cwd)}" to import into.`, {
      hint: "Name it by --into, or by the setting EXECAT_VOCABULARIES.",
    });
  }
  const target = path.join(folder, `${as}.yaml`);
  const taken = (await stat(target).catch(() => undefined)) !== undefined;
  if (taken && force !== true) {
    throw new ExecatError("CONFLICT", `"${shownPath(target, cwd)}" is there already.`, {
      hint: "Take another name by --as, or write over it by --force.",
    });
  }
  return target;
}

/** Short where it lies below the folder that one is in. */
function shownPath(target: string, cwd: string): string {
  const relative = path.relative(cwd, target);
  return relative.startsWith("..") ? target : relative;
}

async function readSource(from: string, cwd: string): Promise<Uint8Array> {
  const file = path.resolve(cwd, from);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new ExecatError("NOT_FOUND", `There is no file "${from}".`, {
      hint: "Name a file, or an address that begins with https://.",
    });
  }
  refuseSize(found.size, from);
  return await readFile(file);
}

async function fetchSource(
  from: string,
  allowHosts: readonly string[],
  signal: AbortSignal,
): Promise<Uint8Array> {
  const http = createHttpClient({
    allowHosts: () => allowHosts,
    userAgent: "Execat (execat vocabulary import)",
  });
  try {
    return await fetchVocabulary(http, from, signal);
  } finally {
    await http.close();
  }
}

function* report({ format, concepts, languages, leftOut }: ImportedVocabulary): Generator<string> {
  yield `${concepts} concepts read as ${format}, in ${languages.join(", ")}.`;
  if (leftOut.size === 0) return;
  yield "Left out:";
  const all = [...leftOut].toSorted(([, one], [, other]) => other - one);
  for (const [name, count] of all.slice(0, MOST_LINES)) yield `  ${String(count).padStart(6)}  ${name}`;
  if (all.length > MOST_LINES) yield `  and ${all.length - MOST_LINES} more kinds`;
}
