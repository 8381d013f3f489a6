import type { Store } from "../catalogue/store.ts";
import type { BoundOverlay } from "./bind-overlays.ts";
import type { Curated, CurationFinding } from "./curated.ts";
import { readOverlay } from "./read-overlay.ts";
import type { CurationRepository } from "./repository.ts";

/** What is to be told of overlays that name the path of one entry and are about another. */
export async function movedOverlays(
  {
    repository,
    store,
  }: { readonly repository: Pick<CurationRepository, "read">; readonly store: Pick<Store, "entries"> },
  { commit, overlayFiles }: Pick<Curated, "commit" | "overlayFiles">,
  bound: ReadonlyMap<string, BoundOverlay>,
): Promise<readonly CurationFinding[]> {
  const moved = [...bound].filter(
    ([, { other, programId }]) => other !== undefined && programId !== undefined,
  );
  if (moved.length === 0) return [];
  const texts = await repository.read(commit);
  const findings: CurationFinding[] = [];
  for (const [key, { overlay, programId = "", other }] of moved) {
    const file = overlayFiles.get(key) ?? "";
    const meant = (await store.entries.get(programId))?.program.path ?? programId;
    findings.push(
      readOverlay(file, texts.get(file) ?? "").file.findingAt(["entry"], {
        severity: "warning",
        rule: "curation/entry-moved",
        sentence: `"${overlay.entry}" is another entry's path now; this is about "${meant}".`,
        hint: `Write \`entry: ${meant}\` and \`entryId: "${programId}"\`; for the other entry \`entryId: "${other?.programId ?? ""}"\`.`,
      }),
    );
  }
  return findings;
}
