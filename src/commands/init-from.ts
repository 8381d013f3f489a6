import { existsSync } from "node:fs";
import path from "node:path";
import { repositoryAddress } from "../catalogue/identifier.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import { createHttpClient } from "../http/undici-client.ts";
import type { ManifestModel } from "../manifest/model.ts";
import { readManifest } from "../manifest/read.ts";
import { toWebAddress } from "../repository-facts/git.ts";
import { findManifests } from "./find-manifests.ts";
import type { Origin } from "./init-package.ts";
import { readGitState } from "./init-read.ts";

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 1_000_000;
const ENTRIES = "/entries/";
const DOCUMENT = "/document";

/**
 * Loads the document that another is derived from: a file or folder, a web address (of an entry in a catalogue, or
 * of a file), or the path of an entry in the catalogue of this machine.
 *
 * Throws `NOT_FOUND` when there is none, `ENTRY_INVALID` when it has errors, `UPSTREAM_FAILED` as `HttpClient`.
 */
export async function loadOrigin(from: string, settings: Settings, cwd: string): Promise<Origin> {
  if (/^https?:\/\//iu.test(from)) return loadFromAddress(from, settings);
  if (existsSync(path.resolve(cwd, from))) return loadFromFile(from, cwd);
  return loadFromCatalogue(from, settings);
}

async function loadFromFile(from: string, cwd: string): Promise<Origin> {
  const [found, second] = await findManifests(from, cwd);
  if (found === undefined || second !== undefined) {
    throw new ExecatError("INVALID_REQUEST", `There are several manifests below "${from}".`, {
      hint: "Name one of the files.",
    });
  }
  const model = toModel(found.bytes, from, found.discovery);
  const { remote } = await readGitState(path.dirname(path.resolve(cwd, found.file)));
  return { model, derivedFrom: remote === undefined ? undefined : toEntryPath(remote) };
}

/** The entry of a manifest at the top of a repository; another folder's is for the packager to correct. */
function toEntryPath(remote: string): string | undefined {
  const address = toWebAddress(remote);
  if (address === undefined) return undefined;
  const { host, pathname } = new URL(address);
  return repositoryAddress(host, pathname);
}

async function loadFromAddress(from: string, settings: Settings): Promise<Origin> {
  const address = new URL(from);
  const isEntry = address.pathname.includes(ENTRIES);
  if (isEntry && !address.pathname.endsWith(DOCUMENT)) address.pathname += DOCUMENT;
  const http = createHttpClient({ allowHosts: () => settings.allowHosts, userAgent: "Execat (execat init)" });
  try {
    const { status, body } = await http.request(address.href, {
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_BYTES,
    });
    if (status !== 200) {
      throw new ExecatError("NOT_FOUND", `"${address.href}" answers ${status} instead of a document.`, {
        hint: "Give the address of an entry's page, or of the file itself.",
      });
    }
    const entry = address.pathname.slice(
      address.pathname.indexOf(ENTRIES) + ENTRIES.length,
      -DOCUMENT.length,
    );
    return {
      model: toModel(Buffer.from(body), from, undefined),
      derivedFrom: isEntry ? decodeURI(entry).replace(/@[^/@]*$/u, "") : from,
    };
  } finally {
    await http.close();
  }
}

/** Loads the store, and with it its native module, only here. */
async function loadFromCatalogue(from: string, settings: Settings): Promise<Origin> {
  const hint = "Give a file, the address of an entry's page, or run this where the catalogue's data is.";
  const isThere = settings.databaseUrl !== "" || existsSync(path.join(settings.dataDir, "catalogue.sqlite"));
  if (!isThere)
    throw new ExecatError("NOT_FOUND", `There is no file "${from}", and no catalogue here.`, { hint });
  const { withStore } = await import("./with-catalogue.ts");
  const entry = await withStore(settings, (store) => store.entries.find(from));
  if (entry === undefined) {
    throw new ExecatError("ENTRY_NOT_FOUND", `There is no file and no entry "${from}".`, { hint });
  }
  return { model: entry.document.model, derivedFrom: entry.program.path };
}

function toModel(
  bytes: Uint8Array,
  from: string,
  discovery: { readonly file: string; readonly bytes: Uint8Array } | undefined,
): ManifestModel {
  const { documents, problems } = readManifest(bytes, { file: from, discovery });
  const model = documents.find((document) => document.model !== undefined)?.model;
  if (model !== undefined) return model;
  const [first] = [...problems, ...documents.flatMap((document) => document.problems)].filter(
    ({ severity }) => severity === "error",
  );
  throw new ExecatError(
    "ENTRY_INVALID",
    `"${from}" cannot be derived from: ${first?.sentence ?? "it holds no manifest."}`,
    {
      hint: "`execat validate` shows everything that is wrong with it.",
    },
  );
}
