import { quote, toProblem, type Finding } from "../manifest/finding.ts";
import type { Problem } from "../manifest/problems.ts";
import { readManifest } from "../manifest/read.ts";
import { findRule } from "../manifest/rules/rules.ts";
import type { DocumentRecord, Entry } from "./entry.ts";
import { loadChain, type Claim, type LayerSource } from "./load-family.ts";
import { ownerLabel } from "./owner.ts";

const POINTER = "/discovery/derivedFrom";

/**
 * What is to be said of an entry's place in its chain. It is found anew for each page, so that it goes away by itself
 * when the origin arrives, returns, or recognises the layer.
 */
export function layerProblems(entry: Entry, claim: Claim | undefined): readonly Problem[] {
  if (claim === undefined || entry.program.state === "withdrawn") return [];
  const found = findingOf(entry, claim);
  if (found === undefined) return [];
  const severity = findRule(found.rule)?.severity ?? "hint";
  return [toProblem({ ...found, severity, pointer: POINTER }, placeOf(entry.document))];
}

/** The same of several entries, for instance of a repository; those that claim nothing cost nothing. */
export async function findLayerProblems(
  source: LayerSource,
  entries: readonly Entry[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const entry of entries) {
    if (entry.document.derivedFrom === undefined) continue;
    const [own] = await loadChain(source, entry);
    problems.push(...layerProblems(entry, own?.claim));
  }
  return problems;
}

type Found = Pick<Finding, "rule" | "sentence" | "hint">;

function findingOf(entry: Entry, claim: Claim): Found | undefined {
  const named = quote(claim.text);
  switch (claim.state) {
    case "unknown":
      return unknown(named, claim.several);
    case "circle":
      return {
        rule: "layer/circle",
        sentence: `The chain of layers bites its tail: following ${named} leads back to this document.`,
        hint: "The developer's document is derived from nothing: remove its `derivedFrom`.",
      };
    case "recognised":
    case "unverified":
    case "refused":
      if (claim.origin.program.state === "withdrawn") return withdrawn(named, claim.origin);
      return claim.state === "recognised" ? undefined : unrecognised(entry, claim);
  }
}

function unknown(named: string, several: readonly string[]): Found {
  const rule = "layer/origin-unknown";
  if (several.length === 0) {
    return {
      rule,
      sentence: `This catalogue has nothing under ${named}, from which this document says it is derived.`,
      hint: "Is the address right? If it is, the repository has to become a source; the finding then goes away.",
    };
  }
  return {
    rule,
    sentence: `${named} names ${String(several.length)} entries, so it does not say from which this one is derived.`,
    hint: `Write the path of one: ${several.slice(0, 3).join(", ")}${several.length > 3 ? ", …" : "."}`,
  };
}

function withdrawn(named: string, { program }: Entry): Found {
  return {
    rule: "layer/origin-withdrawn",
    sentence:
      `${named}, from which this document is derived, was withdrawn. ${program.withdrawal?.reason ?? ""}`.trim(),
    hint: "Ask its author, or take over what the document needs from it and remove `derivedFrom`.",
  };
}

function unrecognised({ program }: Entry, claim: Claim & { readonly origin: Entry }): Found {
  const rule = "layer/unverified";
  const owner = ownerLabel(claim.origin.repository);
  if (claim.state === "refused") {
    return {
      rule,
      sentence: `Who runs this catalogue does not take this document for a layer of "${claim.origin.program.path}".`,
      hint: "Ask them why, or remove `derivedFrom`.",
    };
  }
  return {
    rule,
    sentence: `Nothing shows that ${owner} recognises this document as a layer of "${claim.origin.program.path}".`,
    hint: `Ask ${owner} to list "${program.path}" under \`discovery.layers\`, or who runs the catalogue to confirm it.`,
  };
}

/** Where `derivedFrom` stands in the author's text. */
function placeOf(document: DocumentRecord): Parameters<typeof toProblem>[1] {
  const { file, bytes, discoveryFile, discoveryBytes, number } = document;
  const beside =
    discoveryFile === undefined || discoveryBytes === undefined
      ? undefined
      : { file: discoveryFile, bytes: discoveryBytes };
  const read = readManifest(bytes, { file, discovery: beside });
  const own = read.documents.find((one) => one.number === number);
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { file: own?.discoveryFile ?? file, document: number, range: own?.rangeOf(POINTER) ?? start };
}
