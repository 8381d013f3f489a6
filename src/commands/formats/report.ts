import type { CheckedDocument } from "../../catalogue/checker.ts";
import type { DocumentFacts } from "../../catalogue/document-facts.ts";
import type { Problem, Severity } from "../../manifest/problems.ts";
import type { Excerpts } from "../../manifest/yaml/excerpt.ts";

/** One manifest with the file beside it, checked. */
export interface CheckedManifest {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly documents: readonly CheckedDocument[];
  /** What a catalogue takes from the files beside; absent where nobody looked. */
  readonly facts?: DocumentFacts | undefined;
  /** The lines of the manifest and of the file beside it, by the file's name. */
  readonly excerpts: ReadonlyMap<string, Excerpts>;
}

/** What a run of `execat validate` found, ready to be printed. */
export interface Report {
  readonly manifests: readonly CheckedManifest[];
  /** False when something counts, or a path could not be read. */
  readonly ok: boolean;
  /** What was counted, for what has no documents; files and documents when left out. */
  readonly scope?: string | undefined;
}

export interface FormatOptions {
  /** Whether the output is a terminal that shows colours. */
  readonly colour: boolean;
}

/** Prints a report as lines without their line breaks. */
export type Format = (report: Report, options: FormatOptions) => Iterable<string>;

export function problemsOf({ manifests }: Report): readonly Problem[] {
  return manifests.flatMap(({ problems }) => problems);
}

/** `2 errors, 1 warning, 0 hints in 1 document of 1 file` */
export function summaryOf(report: Report): string {
  const problems = problemsOf(report);
  const count = (severity: Severity): string =>
    plural(problems.filter((problem) => problem.severity === severity).length, severity);
  return `${count("error")}, ${count("warning")}, ${count("hint")} in ${report.scope ?? scopeOf(report)}`;
}

function scopeOf({ manifests }: Report): string {
  const documents = manifests.reduce((sum, { documents }) => sum + documents.length, 0);
  return `${plural(documents, "document")} of ${plural(manifests.length, "file")}`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A finding's sentence and hint as one text. */
export function messageOf({ sentence, hint }: Problem): string {
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}

/** A path with slashes only, as the readers of reports want it. */
export function portablePath(file: string): string {
  return file.replaceAll("\\", "/");
}
