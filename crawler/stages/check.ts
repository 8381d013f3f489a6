import type { GuardedChecker } from "../../src/catalogue/guarded-checker.ts";
import type { CheckedManifest } from "../../src/catalogue/reconcile-input.ts";
import type { ExtractedManifest } from "./extract.ts";

/** Runs the one checker over the manifests of a repository; the files go to it together. */
export async function checkManifests(
  { checker }: { readonly checker: GuardedChecker },
  manifests: readonly ExtractedManifest[],
): Promise<readonly CheckedManifest[]> {
  const readable = manifests.flatMap(({ file, bytes, discovery }) =>
    bytes === undefined ? [] : [{ file, bytes, discovery }],
  );
  const answers = await checker.check(readable);
  const byFile = new Map(readable.map(({ file }, at) => [file, answers[at]]));
  return manifests.map(({ file, blobId, bytes, discovery, problems }) => {
    const checked = byFile.get(file);
    return {
      file,
      blobId,
      bytes: bytes ?? new Uint8Array(),
      discovery,
      checked: {
        documents: checked?.documents ?? [],
        // What was found of the file's place comes before what was found in it.
        problems: [...problems, ...(checked?.problems ?? [])],
      },
    };
  });
}
