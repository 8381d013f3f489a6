import type { Curated } from "./curated.ts";
import { readCurated } from "./read-curated.ts";
import type { CurationRepository } from "./repository.ts";

/** So many versions of a broken file are looked at; one is rarely broken for longer. */
const MOST_VERSIONS = 30;

/**
 * Reads the head when there is nothing in memory to stand in for what is broken: what its file said last, when it was
 * sound, does. So a file that somebody pushed broken means the same after a start as before it.
 */
export async function readSound(
  repository: Pick<CurationRepository, "head" | "read" | "history">,
  keepIn: string | undefined,
): Promise<Curated> {
  const head = await repository.head();
  const files = await repository.read(head);
  const options = keepIn === undefined ? {} : { keepIn };
  const first = await readCurated(head, files, options);
  const broken = brokenPaths(first);
  if (broken.length === 0) return first;
  const sound = new Map(files);
  for (const path of broken) {
    for (const { id } of (await repository.history({ path, limit: MOST_VERSIONS + 1 })).slice(1)) {
      // It is the folder where all vocabularies are gone.
      const texts = [...(await repository.read(id))].filter(
        ([one]) => one === path || one.startsWith(`${path}/`),
      );
      if (texts.length === 0) continue;
      for (const [one, text] of texts) sound.set(one, text);
      if (!brokenPaths(await readCurated(head, sound, options)).includes(path)) break;
    }
  }
  return readCurated(head, files, { ...options, before: await readCurated(head, sound, options) });
}

/** Files that say nothing now; of an overlay nobody knows which entry it is about. */
function brokenPaths({ findings }: Curated): readonly string[] {
  const errors = findings.filter(
    ({ severity, path }) => severity === "error" && !path.startsWith("overlays/"),
  );
  return [...new Set(errors.map(({ path }) => path))];
}
