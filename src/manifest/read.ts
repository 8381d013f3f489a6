import { dropConsequences } from "./consequences.ts";
import { asObject, asText, type DataObject } from "./data.ts";
import { hasWrapper } from "./dialects/detect.ts";
import { quote, sortProblems, toProblem, type Finding } from "./finding.ts";
import { nearest } from "../nearest.ts";
import { hasErrors, type Problem } from "./problems.ts";
import { readDocument, type ReadDocument } from "./read-document.ts";
import {
  findBlock,
  isUnreadable,
  orphansOf,
  readSidecar,
  type DiscoverySource,
  type Sidecar,
} from "./sidecar.ts";
import { parseYaml, type YamlDocument } from "./yaml/parse-yaml.ts";
import { createLineOf, restyle, type LineOf } from "./yaml/restyle.ts";

export type { ReadDocument } from "./read-document.ts";

export interface ReadResult {
  /** Empty when the file could not be read at all; its findings say why. */
  readonly documents: readonly ReadDocument[];
  /** Findings about the file as a whole (bytes, syntax); those about a document are with the document. */
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  /** The file's path inside its repository, for the findings. */
  readonly file: string;
  /** The `ivoa-discovery.yaml` beside the manifest, when there is one. */
  readonly discovery?: { readonly file: string; readonly bytes: Uint8Array } | undefined;
}

/**
 * Reads a manifest file: bytes → text → positions → dialect → canonical model → findings.
 *
 * Never throws for what a file may hold, and never reads anything but the bytes it is given. See `MANIFEST.md`
 * of the project's shared documents for severities, limits and corner cases.
 */
export function readManifest(bytes: Uint8Array, options: ReadOptions): ReadResult {
  const { file } = options;
  const manifest = parseYaml(bytes, file);
  const sidecar =
    options.discovery === undefined
      ? undefined
      : readSidecar(options.discovery.file, options.discovery.bytes);
  const { kept, ignored } = partDocuments(manifest.documents);
  const names = manifest.documents.map(nameOf);
  const taken = new Set<DiscoverySource>();
  const lineOf = createLineOf(
    new Map([
      [file, manifest.text],
      [sidecar?.file ?? file, sidecar?.text ?? manifest.text],
    ]),
  );
  const documents = kept.map((document) => {
    const beside = sidecar === undefined ? undefined : findBlock(sidecar, document.number, names);
    if (beside !== undefined) taken.add(beside);
    const read = readDocument({ file, document, beside });
    return withSidecarErrors({ ...read, problems: refine(read.problems, document, lineOf) }, sidecar);
  });
  const strayed = ignored.some(({ value }) => asObject(value)?.["discovery"] !== undefined);
  const found = strayed ? documents.map(withoutMissingDiscovery) : documents;
  return {
    documents: found.length > 1 ? checkNames(found, file) : found,
    problems: sortProblems([
      ...manifest.problems,
      ...(sidecar?.problems ?? []),
      ...(sidecar === undefined ? [] : orphansOf(sidecar, taken)),
      ...ignored.map((document) => accidental(document, file)),
    ]),
  };
}

/** The block is there, in a document that is ignored by accident, which is the one finding. */
function withoutMissingDiscovery(document: ReadDocument): ReadDocument {
  return { ...document, problems: document.problems.filter(({ rule }) => rule !== "discovery/missing") };
}

/** Leaves out what only follows from something else, and writes fixes as the author writes. */
function refine(problems: readonly Problem[], document: YamlDocument, lineOf: LineOf): readonly Problem[] {
  if (problems.length === 0) return problems;
  const own = new Set(document.problems);
  const first = problems.filter((problem) => own.has(problem) || !document.isUncertain(problem));
  return dropConsequences(first, document.isCut).map((problem) => {
    if (problem.fix === undefined) return problem;
    // A line that was mended to be read is mended by the finding that says so.
    const isElsewhere = !own.has(problem) && document.isMended(problem.line);
    return restyle(isElsewhere ? { ...problem, fix: undefined } : problem, lineOf);
  });
}

/** Documents without an executable are ignored where another one has it; alone, one is an error. */
function partDocuments(documents: readonly YamlDocument[]): {
  kept: readonly YamlDocument[];
  ignored: readonly YamlDocument[];
} {
  const ignored = documents.some((document) => isManifest(document)) ? documents.filter(isAccidental) : [];
  return { kept: documents.filter((document) => !ignored.includes(document)), ignored };
}

function isManifest({ value }: YamlDocument): boolean {
  const root = asObject(value);
  return root !== undefined && (root["executable"] !== undefined || hasWrapper(root));
}

function isAccidental(document: YamlDocument): boolean {
  if (hasErrors(document.problems)) return false;
  const root = asObject(document.value);
  if (root === undefined) return document.value === null;
  return !isManifest(document) && nearest("executable", Object.keys(root)) === undefined;
}

function accidental(document: YamlDocument, file: string): Problem {
  return toProblem(
    {
      rule: "document/accidental",
      severity: "warning",
      pointer: "",
      sentence: `Document ${document.number + 1} of the file has no "executable" and is ignored.`,
      hint: "Remove the line --- before it when it belongs to the document above.",
    },
    { file, document: document.number, range: document.places.keyRangeOf("") },
  );
}

/** A broken `ivoa-discovery.yaml` holds back what it should describe, so that no entry loses its terms by a slip. */
function withSidecarErrors(document: ReadDocument, sidecar: Sidecar | undefined): ReadDocument {
  if (sidecar === undefined || !isUnreadable(sidecar) || document.model?.discovery !== undefined)
    return document;
  return { ...document, model: undefined };
}

function nameOf(document: YamlDocument): string | undefined {
  const root: DataObject | undefined = asObject(document.value);
  const executable = asObject(root?.["executable"]);
  const own = asObject(root?.["discovery"]);
  return (
    asText(own?.["name"]) ?? asText(asObject(executable?.["meta"])?.["name"]) ?? asText(executable?.["name"])
  );
}

/** Where a file holds several documents, each needs a name of its own. */
function checkNames(documents: readonly ReadDocument[], file: string): readonly ReadDocument[] {
  const seen = new Set<string>();
  return documents.map((document) => {
    if (document.model === undefined) return document;
    const name = document.model.discovery?.name;
    if (name !== undefined && !seen.has(name)) {
      seen.add(name);
      return document;
    }
    const finding = name === undefined ? unnamed(document) : sameName(name);
    const place = {
      file: finding.pointer === "" ? file : document.discoveryFile,
      document: document.number,
      range: document.rangeOf(finding.pointer === "" ? "/executable/kind" : finding.pointer),
    };
    const problems = sortProblems([...document.problems, toProblem(finding, place)]);
    return { ...document, problems, model: hasErrors(problems) ? undefined : document.model };
  });
}

function unnamed(document: ReadDocument): Finding {
  return {
    rule: "document/unnamed",
    severity: "warning",
    pointer: "",
    sentence: `Document ${document.number + 1} of several in the file has no discovery.name; its number stands in.`,
    hint: "Add a name, so that the address stays when documents change places.",
  };
}

function sameName(name: string): Finding {
  return {
    rule: "document/same-name",
    severity: "error",
    pointer: "/discovery/name",
    sentence: `Another document of the file has the name ${quote(name)} as well.`,
    hint: "Give each document a name of its own.",
  };
}
