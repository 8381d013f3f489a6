import { existsSync } from "node:fs";
import path from "node:path";
import { addSource, makeSearchKeys } from "../compose.ts";
import { rebuildModels } from "../catalogue/rebuild-models.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { exportCatalogue } from "./export.ts";
import { importCatalogue } from "./import.ts";
import { decideProposal, listSources } from "./source.ts";
import { withCatalogue, withStore } from "./with-catalogue.ts";

export async function migrate({ settings, output }: CommandContext): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (_store, ran) => {
    output.write(ran.length === 0 ? "The store is at this version already." : `Migrated: ${ran.join(", ")}`);
    return 0;
  });
}

export async function reindex({ settings, output }: CommandContext): Promise<ExitCode> {
  return withCatalogue<ExitCode>(settings, async (catalogue) => {
    const { programs, kept } = await rebuildModels(catalogue);
    await catalogue.indexWriter.rebuild();
    output.write(
      `Made ${programs} ${programs === 1 ? "entry" : "entries"} again from the stored bytes, and the index.`,
    );
    for (const entryPath of kept) output.write(`Kept as it was, since it has errors now: ${entryPath}`);
    return kept.length === 0 ? 0 : 1;
  });
}

export async function searchKeys({ settings, output }: CommandContext): Promise<ExitCode> {
  const { searchKey, indexKey } = await makeSearchKeys(settings);
  output.write(`EXECAT_MEILI_SEARCH_KEY=${searchKey}`);
  output.write(`EXECAT_MEILI_INDEX_KEY=${indexKey}`);
  return 0;
}

export async function exportTo(
  { settings, output }: CommandContext,
  file: string | undefined,
): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (store) => {
    const count = await exportCatalogue(store, file, () => new Date());
    output.writeError(`Exported ${count} rows${file === undefined ? "" : ` to ${file}`}.`);
    return 0;
  });
}

export async function importFrom({ settings, output }: CommandContext, file: string): Promise<ExitCode> {
  if (!existsSync(file)) {
    throw new ExecatError("NOT_FOUND", `There is no file "${file}".`, {
      hint: `Looked in ${path.resolve(".")}.`,
    });
  }
  return withCatalogue<ExitCode>(settings, async ({ store, indexWriter }) => {
    const count = await importCatalogue(store, file);
    await indexWriter.rebuild();
    output.write(`Imported ${count} rows and made the index.`);
    return 0;
  });
}

export async function listAllSources({ settings, output }: CommandContext): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (store) => {
    await listSources(store, output);
    return 0;
  });
}

export async function addToSources(
  { settings, output }: CommandContext,
  url: string,
  options: { readonly key?: string; readonly label?: string },
): Promise<ExitCode> {
  const source = await addSource(settings.sourcesFile, url, options);
  output.write(
    `Added "${source.key}" to ${path.relative(process.cwd(), settings.sourcesFile)}: the next crawl looks at it.`,
  );
  return 0;
}

export async function decide(
  { settings, output }: CommandContext,
  key: string,
  state: "active" | "refused",
): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (store) => {
    const source = await decideProposal(store, key, state);
    output.write(
      state === "active" ? `"${source.key}" is crawled from now on.` : `"${source.key}" is refused.`,
    );
    return 0;
  });
}
