import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { VocabularyFile } from "./read-file.ts";

/** In the data folder; everything in it can be made again from the vocabularies. */
export const PARSED_VOCABULARIES = "parsed-vocabularies";

/** Raised when a check becomes stricter or the kept form another: what was kept before is then parsed anew. */
const KEPT_FORMAT = 2;

let parts = 0;

/** A file that was parsed and found sound before. */
export interface KeptFile {
  readonly value: unknown;
  /** The concepts' ids in the file's order, which an object loses where ids look like numbers. */
  readonly ids: readonly string[];
}

/** Parsed vocabularies between two starts: YAML of thousands of concepts takes most of a second to parse. */
export interface KeptFiles {
  /** What was kept of a text; nothing when it is another text, or was never kept. */
  find(name: string, text: string): Promise<KeptFile | undefined>;
  /** Keeps what a text without errors says. A folder that cannot be written to keeps nothing. */
  keep(name: string, text: string, file: VocabularyFile): Promise<void>;
}

/**
 * Keeps files as JSON in a folder, one a vocabulary, with the hash of the text and of the schema that it was checked
 * with. Nothing is kept where the folder above is not there: who checks a manifest leaves no traces.
 */
export function createKeptFiles(folder: string, schema: string): KeptFiles {
  const hashOf = (text: string): string =>
    createHash("sha256").update(`${KEPT_FORMAT}\0${schema}\0`).update(text).digest("hex");
  return {
    async find(name, text) {
      try {
        const kept = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")) as unknown;
        return isKept(kept) && kept.hash === hashOf(text) ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    async keep(name, text, file) {
      const target = join(folder, `${name}.json`);
      // Several may be kept at a time, and a file must not be the sum of two.
      const part = `${target}.${process.pid}-${++parts}.part`;
      try {
        if (!(await stat(dirname(folder))).isDirectory()) return;
        await mkdir(folder, { recursive: true });
        await writeFile(
          part,
          JSON.stringify({ hash: hashOf(text), ids: file.keysAt(["concepts"]), value: file.value }),
        );
        // Another process may read it at the same time.
        await rename(part, target);
      } catch {
        // Read-only, full, not ours: the next start parses again.
      }
    },
  };
}

/** The file that was kept, in the place of one that was parsed; `parse` is only called when a place is asked for. */
export function toVocabularyFile(name: string, kept: KeptFile, parse: () => VocabularyFile): VocabularyFile {
  let parsed: VocabularyFile | undefined;
  const whole = (): VocabularyFile => (parsed ??= parse());
  return {
    name,
    value: kept.value,
    findings: [],
    keysAt: (path) => (path.length === 1 && path[0] === "concepts" ? kept.ids : whole().keysAt(path)),
    findingAt: (path, fault) => whole().findingAt(path, fault),
  };
}

function isKept(value: unknown): value is KeptFile & { readonly hash: string } {
  const kept = value as Partial<KeptFile & { readonly hash: string }> | null;
  return (
    typeof kept === "object" && kept !== null && typeof kept.hash === "string" && Array.isArray(kept.ids)
  );
}
