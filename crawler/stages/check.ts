import type { CheckedManifest } from "../../src/catalogue/reconcile-input.ts";
import type { CrawlContext } from "./context.ts";
import type { ExtractedManifest } from "./extract.ts";

/** Runs the one checker over the manifests of a repository. */
export function checkManifests(
  context: CrawlContext,
  manifests: readonly ExtractedManifest[],
): readonly CheckedManifest[] {
  return manifests.map(({ file, blobId, bytes, discovery, problems }) => {
    if (bytes === undefined) {
      return { file, blobId, bytes: new Uint8Array(), discovery, checked: { documents: [], problems } };
    }
    return { file, blobId, bytes, discovery, checked: context.checker.check(bytes, { file, discovery }) };
  });
}
