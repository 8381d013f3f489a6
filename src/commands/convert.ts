import { ExecatError } from "../errors.ts";
import { convertManifest, type ConvertedFile } from "../manifest/convert/convert.ts";
import type { EmittedDialect } from "../manifest/emit.ts";
import type { ExitCode } from "./command-context.ts";
import { findManifests } from "./find-manifests.ts";

export interface ConvertOptions {
  /** The dialect to write. */
  readonly to: EmittedDialect;
}

export interface ConvertDependencies {
  /** Writes a line; the text comes without a line break. */
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** A path that is not absolute is looked up here. */
  readonly cwd: string;
}

/**
 * Prints a manifest in another dialect, and on the error output what that dialect cannot say.
 * Answers 0 when every document was converted, 1 when one has errors, 2 when the file could not be read.
 */
export async function convert(
  named: string,
  { to }: ConvertOptions,
  { write, writeError, cwd }: ConvertDependencies,
): Promise<ExitCode> {
  const found = await findManifests(named, cwd).catch((error: unknown) => {
    if (!(error instanceof ExecatError)) throw error;
    writeError(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    return [];
  });
  const [manifest, other] = found;
  if (manifest === undefined) return 2;
  if (other !== undefined) {
    writeError(`There are ${found.length} manifests below "${named}".\n  Name one of them.`);
    return 2;
  }
  const converted = convertManifest(manifest.bytes, manifest.file, to);
  const texts = converted.documents.flatMap(({ text }) => text ?? []);
  if (texts.length > 0) write(texts.join("---\n").trimEnd());
  for (const line of toLines(manifest.file, converted, to)) writeError(line);
  return converted.errors.length === 0 ? 0 : 1;
}

function* toLines(file: string, { documents, errors }: ConvertedFile, to: string): Generator<string> {
  for (const { line, column, sentence, rule, hint } of errors) {
    yield `${file}:${line}:${column} error ${sentence} [${rule}]`;
    if (hint !== undefined) yield `  ${hint}`;
  }
  for (const { number, from, text, notes } of documents) {
    const name = documents.length > 1 ? `${file}, document ${number + 1}` : file;
    if (text === undefined) {
      yield `${name}: not converted, since it has errors.`;
      continue;
    }
    for (const { line, column, pointer, sentence } of notes) {
      yield `${file}:${line}:${column} ${pointer === "" ? "" : `${pointer} `}${sentence}`;
    }
    yield `${name}: from dialect ${from} to ${to}.`;
  }
}
