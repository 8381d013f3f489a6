import type { Concept, ConceptScheme } from "./vocabulary.ts";
import { didYouMean, type VocabularyFinding } from "./findings.ts";
import { checkLabels } from "./check-labels.ts";
import { nearest } from "../nearest.ts";
import type { VocabularyFile } from "./read-file.ts";

const LINKS = ["broader", "related", "replacedBy"] as const;

/**
 * What a schema cannot say of one scheme: concepts that are named but not there, rings of broader concepts or of
 * replacements, and labels that would mean two things. A synonym may belong to several concepts, and is then
 * ambiguous; a preferred label may not, and no concept says one label twice.
 */
export function checkScheme(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  return [
    ...checkLinks(scheme, file),
    ...checkRings(scheme, file, "broader"),
    ...checkRings(scheme, file, "replacedBy"),
    ...checkLabels(scheme, file).filter(({ severity }) => severity === "error"),
  ];
}

function checkLinks(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  for (const concept of scheme.concepts.values()) {
    for (const link of LINKS) findings.push(...checkTargets(scheme, file, concept, link));
    if (concept.replacedBy.length > 0 && !concept.deprecated) {
      findings.push(
        file.findingAt(["concepts", concept.id, "replacedBy"], {
          rule: "vocabulary/replaced-but-not-deprecated",
          sentence: `"${concept.id}" has "replacedBy" but is not deprecated.`,
          hint: 'Write "deprecated: true" beside it, or take it out.',
        }),
      );
    }
  }
  return findings;
}

function checkTargets(
  scheme: ConceptScheme,
  file: VocabularyFile,
  concept: Concept,
  link: (typeof LINKS)[number],
): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  for (const [index, target] of concept[link].entries()) {
    if (scheme.concepts.has(target)) continue;
    findings.push(
      file.findingAt(["concepts", concept.id, link, index], {
        rule: "vocabulary/concept-unknown",
        sentence: `"${link}" of "${concept.id}" names "${target}", which is no concept of this scheme.`,
        hint: didYouMean(nearest(target, scheme.concepts.keys())),
      }),
    );
  }
  return findings;
}

/** One finding a ring, at the concept of it that stands first in the file. Without recursion: chains may be long. */
function checkRings(
  scheme: ConceptScheme,
  file: VocabularyFile,
  link: "broader" | "replacedBy",
): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  const done = new Set<string>();
  for (const start of scheme.concepts.keys()) {
    const ring = done.has(start) ? undefined : findRing(scheme, start, link, done);
    if (ring === undefined) continue;
    const first = [...scheme.concepts.keys()].find((id) => ring.includes(id)) ?? start;
    const turned = [...ring.slice(ring.indexOf(first)), ...ring.slice(0, ring.indexOf(first)), first];
    findings.push(
      file.findingAt(["concepts", first, link], {
        rule: "vocabulary/cycle",
        sentence: `"${link}" goes round in a ring: ${turned.map((id) => `"${id}"`).join(" → ")}.`,
        hint: "Take one of the links out.",
      }),
    );
  }
  return findings;
}

function findRing(
  scheme: ConceptScheme,
  start: string,
  link: "broader" | "replacedBy",
  done: Set<string>,
): readonly string[] | undefined {
  const path: string[] = [];
  const onPath = new Set<string>();
  const stack: { readonly id: string; readonly leave: boolean }[] = [{ id: start, leave: false }];
  let ring: readonly string[] | undefined;
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if (step.leave) {
      path.pop();
      onPath.delete(step.id);
      done.add(step.id);
      continue;
    }
    if (onPath.has(step.id)) ring ??= path.slice(path.indexOf(step.id));
    if (onPath.has(step.id) || done.has(step.id)) continue;
    path.push(step.id);
    onPath.add(step.id);
    stack.push({ id: step.id, leave: true });
    for (const id of scheme.concepts.get(step.id)?.[link] ?? []) stack.push({ id, leave: false });
  }
  return ring;
}
