import type { Concept, ConceptScheme } from "./vocabulary.ts";
import type { VocabularyFinding } from "./findings.ts";
import { toLabelKey } from "./label-key.ts";
import { findNearest } from "../nearest.ts";
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
    ...checkLabels(scheme, file),
  ];
}

function checkLinks(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  for (const concept of scheme.concepts.values()) {
    for (const link of LINKS) findings.push(...checkTargets(scheme, file, concept, link));
    if (concept.replacedBy.length > 0 && !concept.deprecated) {
      findings.push(
        file.findingAt(
          ["concepts", concept.id, "replacedBy"],
          `"${concept.id}" has "replacedBy" but is not deprecated.`,
        ),
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
    const nearest = findNearest(target, scheme.concepts.keys(), (id) => id);
    const meant = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
    const sentence = `"${link}" of "${concept.id}" names "${target}", which is no concept of this scheme.${meant}`;
    findings.push(file.findingAt(["concepts", concept.id, link, index], sentence));
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
      file.findingAt(
        ["concepts", first, link],
        `"${link}" goes round in a ring: ${turned.map((id) => `"${id}"`).join(" → ")}.`,
      ),
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

interface LabelUse {
  readonly concept: Concept;
  readonly label: string;
  readonly preferred: boolean;
}

function checkLabels(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  const uses = new Map<string, LabelUse[]>();
  for (const concept of scheme.concepts.values()) {
    // A retired concept often hands its label to its successor.
    if (concept.deprecated) continue;
    for (const { label, path, preferred } of labelsWithPaths(concept)) {
      const key = toLabelKey(label);
      const earlier = uses.get(key) ?? [];
      const clash = earlier.find((use) =>
        // One concept may spell a label with and without a hyphen: that misleads nobody.
        use.concept === concept
          ? use.label.toLowerCase() === label.toLowerCase()
          : use.preferred || preferred,
      );
      if (clash !== undefined) {
        const whose = clash.concept === concept ? "this concept already" : `"${clash.concept.id}"`;
        findings.push(
          file.findingAt(
            ["concepts", concept.id, ...path],
            `The label "${label}" of "${concept.id}" is a label of ${whose}.`,
          ),
        );
      }
      uses.set(key, [...earlier, { concept, label, preferred }]);
    }
  }
  return findings;
}

function labelsWithPaths(concept: Concept): readonly {
  readonly label: string;
  readonly path: readonly (string | number)[];
  readonly preferred: boolean;
}[] {
  return [
    { label: concept.prefLabel, path: ["prefLabel"], preferred: true },
    ...concept.altLabels.map((label, index) => ({ label, path: ["altLabel", index], preferred: false })),
    ...concept.hiddenLabels.map((label, index) => ({
      label,
      path: ["hiddenLabel", index],
      preferred: false,
    })),
  ];
}
