import { toConceptScheme } from "../../vocabulary/build-scheme.ts";
import { checkScheme } from "../../vocabulary/check-scheme.ts";
import type { VocabularyFault } from "../../vocabulary/findings.ts";
import {
  readVocabularyDocument,
  readVocabularyFile,
  type VocabularyFile,
} from "../../vocabulary/read-file.ts";
import { loadVocabularyValidators } from "../../vocabulary/schema.ts";
import type { ParseYaml } from "./yaml-value.ts";

/** Keys that lead to a field of a concept, or to a part of the scheme. */
export type SchemePlace = readonly string[];

interface Fault {
  readonly sentence: string;
  readonly place: SchemePlace;
}

/** Where a vocabulary is wrong though none of the others is; `undefined` when it is right, or no vocabulary. */
export function findNewFault(
  path: string,
  texts: { readonly text: string; readonly others: readonly string[] },
  parse: ParseYaml,
): SchemePlace | undefined {
  const name = /^vocabularies\/([^/]+)\.yaml$/u.exec(path)?.[1];
  if (name === undefined || name === "facets") return undefined;
  const faults = faultsOf(name, texts.text, parse);
  if (faults.length === 0) return undefined;
  const known = new Set(
    texts.others.flatMap((other) => faultsOf(name, other, parse).map(({ sentence }) => sentence)),
  );
  return faults.find(({ sentence }) => !known.has(sentence))?.place;
}

function faultsOf(id: string, text: string, parse: ParseYaml): readonly Fault[] {
  const { scheme: validate } = loadVocabularyValidators();
  const name = `${id}.yaml`;
  const parsed = parse(text);
  const file =
    parsed === undefined
      ? readVocabularyFile(name, text, validate)
      : readVocabularyDocument(name, parsed, validate);
  if (file.findings.length > 0) return file.findings.map(({ sentence }) => ({ sentence, place: [] }));
  const faults: Fault[] = [];
  checkScheme(toConceptScheme(id, file), noting(file, faults));
  return faults;
}

/** The file, which notes what is found in it by its place instead of its line. */
function noting(file: VocabularyFile, faults: Fault[]): VocabularyFile {
  return {
    ...file,
    findingAt(place, fault: VocabularyFault) {
      // Only errors keep a vocabulary from being read.
      if ((fault.severity ?? "error") === "error") {
        faults.push({ sentence: fault.sentence, place: place.slice(0, 3).map(String) });
      }
      return file.findingAt(place, fault);
    },
  };
}
