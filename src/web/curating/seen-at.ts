import type { CurationConflict } from "../../curation/desk.ts";
import { readCurated } from "../../curation/read-curated.ts";
import type { Curated } from "../../curation/curated.ts";
import type { Vocabularies } from "../../vocabulary/vocabulary.ts";
import { toTime } from "../format.ts";
import type { WebServices } from "../services.ts";
import { toConflicts } from "../view-models/change-preview.ts";
import type { FormConflict } from "../view-models/concept-edit.ts";
import type { FormTexts } from "./form-texts.ts";
import { rebaseForm } from "./rebase-form.ts";

/** What curators had said at a commit, when a form was made from it. */
export async function curatedAt({ curation }: WebServices, commit: string): Promise<Curated> {
  if (commit === curation.current.commit) return curation.current;
  const files = await curation.repository.read(commit);
  return await readCurated(commit, files, { before: curation.current });
}

/** A form that came too late, on what stands there now: its new base, its texts, and what both have changed. */
export async function rebaseOn(
  services: WebServices,
  {
    base,
    typed,
    path,
    conflict,
    textsOf,
  }: {
    readonly base: string;
    readonly typed: FormTexts;
    readonly path: string;
    readonly conflict: CurationConflict;
    readonly textsOf: (vocabularies: Vocabularies) => FormTexts | undefined;
  },
): Promise<{ readonly base: string; readonly texts: FormTexts; readonly conflict: FormConflict }> {
  const { curation } = services;
  const seen = textsOf((await curatedAt(services, base)).vocabularies) ?? new Map<string, string>();
  await curation.refresh();
  const now = textsOf(curation.current.vocabularies) ?? seen;
  const { texts, conflicts } = rebaseForm({ typed, base: seen, now });
  return {
    base: curation.current.commit,
    texts,
    conflict: {
      text: await whoChanged(services, path),
      fields: conflicts,
      places: toConflicts(conflict.conflicts),
    },
  };
}

export async function whoChanged({ curation, now }: WebServices, path: string): Promise<string> {
  const [last] = await curation.repository.history({ path, limit: 1 });
  if (last === undefined) return "Somebody else has changed the same place meanwhile.";
  const when = toTime(last.at, now())?.relative ?? "";
  return `${last.author.name} has changed the same place meanwhile (“${last.subject}”, ${when}).`;
}
