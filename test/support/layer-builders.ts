import type { Layer, Program, TermRecord } from "../../src/catalogue/entry.ts";
import type { Repository } from "../../src/catalogue/sources.ts";
import type { ProgramChange, Store } from "../../src/catalogue/store.ts";
import { toDiscovery } from "../../src/manifest/discovery.ts";
import type { Discovery, Executable, ManifestModel } from "../../src/manifest/model.ts";
import { model, programChange, repository } from "./entry-builders.ts";

export interface LayerOptions {
  /** The program's id, and that of its repository with an R before it. */
  readonly id: string;
  /** Of the repository, `owner/name`; the entry's path is `github.com/owner/name`. */
  readonly at: string;
  readonly role?: Layer;
  readonly derivedFrom?: string;
  readonly layers?: readonly string[];
  readonly program?: Partial<Program>;
  readonly discovery?: Partial<Discovery>;
  readonly model?: Partial<ManifestModel>;
  readonly terms?: readonly TermRecord[];
  readonly repository?: Partial<Repository>;
  readonly file?: string;
}

export const PYTHON: Executable = {
  kind: "python-program",
  kindState: "concrete",
  requirements: [{ name: "numpy", specifier: ">=2" }],
  command: ["moments"],
};

/** A document in a repository of a forge, that may say it is derived from another. */
export function layerChange(options: LayerOptions): { change: ProgramChange; repository: Repository } {
  const { id, at, role = "developer", derivedFrom, layers = [], terms = [] } = options;
  const discovery = { ...toDiscovery({}), role, derivedFrom, layers, ...options.discovery };
  const own = repository({
    id: `R${id}`,
    forge: "github",
    forgeId: at,
    host: "github.com",
    path: at,
    url: `https://github.com/${at}.git`,
    ...options.repository,
  });
  const change = programChange({
    id,
    path: `${own.host}/${own.path}`,
    title: at,
    summary: undefined,
    summaryFrom: undefined,
    titleFrom: "repository",
    repositoryId: own.id,
    model: model({ ...options.model, discovery }),
    ...options.program,
  });
  const documents = change.documents.map((document) => ({
    ...document,
    layer: role,
    derivedFrom,
    file: options.file ?? document.file,
  }));
  return { change: { ...change, documents, terms }, repository: own };
}

/** Publishes them one after the other, as crawls of their repositories would. */
export async function publishLayers(
  store: Pick<Store, "entries">,
  layers: readonly (LayerOptions & { readonly oldPath?: string })[],
): Promise<void> {
  for (const options of layers) {
    const { change, repository: own } = layerChange(options);
    await store.entries.apply({
      repository: own,
      problems: [],
      programs: [{ ...change, oldPath: options.oldPath }],
      seen: [],
      at: "2026-11-24T10:00:00.000Z",
    });
  }
}
