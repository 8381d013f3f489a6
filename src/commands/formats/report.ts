import type { CheckedDocument } from "../../catalogue/checker.ts";
import type { Problem, Severity } from "../../manifest/problems.ts";
import type { Excerpts } from "../../manifest/yaml/excerpt.ts";

/** One manifest with the file beside it, checked. */
export interface CheckedManifest {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly documents: readonly CheckedDocument[];
  /** The lines of the manifest and of the file beside it, by the file's name. */
  readonly excerpts: ReadonlyMap<string, Excerpts>;
}

/** What a run of `execat validate` found, ready to be printed. */
export interface Report {
  readonly manifests: readonly CheckedManifest[];
  /** False when something counts, or a path could not be read. */
  readonly ok: boolean;
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
  const documents = report.manifests.reduce((sum, { documents }) => sum + documents.length, 0);
  const files = plural(report.manifests.length, "file");
  return `${count("error")}, ${count("warning")}, ${count("hint")} in ${plural(documents, "document")} of ${files}`;
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
