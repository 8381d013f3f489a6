import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import { described } from "../../catalogue/described.ts";
import { imageNameOf } from "../../catalogue/image-name.ts";
import type { Store } from "../../catalogue/store.ts";
import { ofBranch } from "../../catalogue/versions.ts";
import type { Entry } from "../../catalogue/entry.ts";
import { ExecatError } from "../../errors.ts";
import { emitRequest } from "../../manifest/emit.ts";
import { mayCurate } from "../access/may-curate.ts";
import { mayRun } from "../access/may-run.ts";
import type { WebContext } from "../context.ts";
import { toJsonLd, toToldConcepts } from "../json-ld.ts";
import { loadLayerFacts } from "../layer-facts.ts";
import { entryHref } from "../links.ts";
import { ensureActor } from "../middleware/actor.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import { factsOf, redirectTo } from "../middleware/request-facts.ts";
import { parameterOf, queryOf, queryTextOf } from "../parameter.ts";
import { publicAddress } from "../public-address.ts";
import type { Routes } from "../router.ts";
import type { Answer, Page } from "../page.ts";
import { answer } from "../send-page.ts";
import { toWishes, type AskFormState } from "../view-models/ask-form.ts";
import { type NamedEntry, toEntry, toEntryJson } from "../view-models/entry.ts";

const MOST_OF_AN_IMAGE = 10;
const DOCUMENT = "/document";
const ASKS = "/asks";

/** An entry's page, the author's document below it, and the form that asks the brokers. */
export function addEntryRoutes(routes: Routes, context: WebContext): void {
  const show = answer(context, (request) => showEntry(context, request));
  routes.add("/entries/*path", {
    get: async (request, response, next) => {
      const path = parameterOf(request, "path");
      const document =
        path.endsWith(DOCUMENT) && (await context.services.store.entries.find(path)) === undefined;
      if (document) await sendDocument(context, request, response);
      else await show(request, response, next);
    },
    post: [
      limitRate(context.services.settings.askRate, "asks"),
      ...readForm,
      answer(context, (request, response) => postAsk(context, request, response)),
    ],
  });
}

async function showEntry(context: WebContext, request: Request): Promise<Answer> {
  const entry = await resolveEntry(context, parameterOf(request, "path"));
  if ("moved" in entry) return { status: 301, path: `${entryHref(entry.moved)}${queryTextOf(request)}` };
  const mayUseShared = mayRun(request);
  const form = context.services.asks.form(entry, { mayUseShared });
  const query = queryOf(request);
  const values = new Map(query.get("sample") === "1" ? Object.entries(form.sample ?? {}) : []);
  for (const [name, value] of query) {
    if (name.startsWith("run.")) values.set(name.slice(4), value);
  }
  return entryPage(context, request, entry, { values, problems: [], mayUseShared });
}

async function entryPage(
  context: WebContext,
  request: Request,
  entry: Entry,
  state: AskFormState,
): Promise<Page> {
  const { services } = context;
  const layers = await loadLayerFacts(services.store, entry);
  const { whole } = layers;
  const base = publicAddress(services, request);
  const withdrawn = entry.program.state === "withdrawn";
  const wrong = state.problems.length > 0;
  const sameImage = await loadSameImage(services.store, entry);
  const json = { ...toEntryJson(services, entry, layers, state), sameImage };
  return {
    view: "entry",
    title: whole.program.title,
    description: whole.program.summary,
    status: withdrawn ? 410 : wrong ? 422 : 200,
    model: toEntry(services, entry, { ...state, layers, sameImage, mayCurate: mayCurate(request) }),
    json: withdrawn ? withdrawnJson(request, entry, json) : json,
    jsonLd: toJsonLd(
      whole,
      `${base}${entryHref(entry.program.path)}`,
      toToldConcepts(whole.terms, services.vocabularies, base),
    ),
    canonical: entryHref(entry.program.path),
  };
}

/** Other entries that run the same image, which the page shows as a group. */
async function loadSameImage(store: Store, entry: Entry): Promise<readonly NamedEntry[]> {
  const image = imageNameOf(entry.runs.model);
  if (image === undefined) return [];
  const all = await store.entries.listByImage(image, MOST_OF_AN_IMAGE + 1);
  const others = all.filter(({ id }) => id !== entry.program.id).slice(0, MOST_OF_AN_IMAGE);
  return others.map(({ path, title }) => ({ path, title }));
}

async function postAsk(context: WebContext, request: Request, response: Response): Promise<Answer> {
  const path = parameterOf(request, "path");
  if (!path.endsWith(ASKS)) {
    throw new ExecatError("METHOD_NOT_ALLOWED", "An entry cannot be posted to.", {
      hint: `To ask the brokers, post the form to "${entryHref(path)}${ASKS}".`,
    });
  }
  const found = await getEntry(context, path.slice(0, -ASKS.length));
  if (found.program.state === "withdrawn") throw withdrawalError(found);
  const { services } = context;
  const mayUseShared = mayRun(request);
  const form = services.asks.form(found, { mayUseShared });
  const { values, problems } = toWishes(form, formOf(request, { hasBoxes: false }));
  if (problems.length > 0) return refuseForm(context, request, found, { values, problems, mayUseShared });
  const { id: actorId } = await ensureActor(services, request, response);
  const outcome = await services.asks.ask(found, Object.fromEntries(values), { actorId, mayUseShared });
  if (!outcome.ok) {
    return refuseForm(context, request, found, { values, problems: outcome.problems, mayUseShared });
  }
  return { status: 303, path: `/asks/${outcome.ask.id}` };
}

/** The page again with what was typed and what is wrong with it; JSON gets an error with a list. */
async function refuseForm(
  context: WebContext,
  request: Request,
  entry: Entry,
  state: AskFormState,
): Promise<Page> {
  const page = await entryPage(context, request, entry, state);
  const error = {
    code: "INVALID_REQUEST",
    message: state.problems.map(({ sentence }) => sentence).join(" "),
    hint: "Mend the fields that are named and send the form again.",
  };
  return {
    ...page,
    json: { ok: false, error, requestId: factsOf(request).requestId, problems: state.problems },
  };
}

async function sendDocument(context: WebContext, request: Request, response: Response): Promise<void> {
  const path = parameterOf(request, "path").slice(0, -DOCUMENT.length);
  const found = await resolveEntry(context, path);
  if ("moved" in found) {
    redirectTo(request, response, 301, `${entryHref(found.moved)}${DOCUMENT}${queryTextOf(request)}`);
    return;
  }
  const { runs: document, program } = found;
  const dialect = queryOf(request).get("dialect");
  if (program.state === "withdrawn") response.status(410);
  response.set({ "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache" });
  if (dialect === "D" || dialect === "C") {
    response.json(emitRequest(document.model, dialect));
    return;
  }
  if (dialect !== null) {
    throw new ExecatError("INVALID_REQUEST", `No document in dialect "${dialect.slice(0, 40)}".`, {
      hint: 'Leave `dialect` out for the author\'s own text, or say "D" or "C".',
    });
  }
  const digest = createHash("sha256").update(document.bytes).digest();
  response.set({
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Disposition": `inline; filename="${safeFileName(document.file)}"`,
    // The digest and the tag are of these bytes: compressed they would be others.
    "Cache-Control": "no-cache, no-transform",
    ETag: `"${document.blobId}"`,
    "Repr-Digest": `sha-256=:${digest.toString("base64")}:`,
    // As `git hash-object` and `sha256sum` print them, for who compares by hand.
    "Execat-Git-Blob": document.blobId,
    "Execat-Sha256": digest.toString("hex"),
  });
  response.send(Buffer.from(document.bytes));
}

/** The entry at a path, now or before: a form that was filled is not sent elsewhere. Throws `ENTRY_NOT_FOUND`. */
async function getEntry(context: WebContext, path: string): Promise<Entry> {
  const found = await resolveEntry(context, path);
  if (!("moved" in found)) return found;
  const entry = await resolveEntry(context, found.moved);
  if ("moved" in entry) throw noEntry(path);
  return entry;
}

interface Moved {
  /** The path of now, with the version of the one that was asked for. */
  readonly moved: string;
}

/**
 * The entry at a path, behind an `@` with the version that runs; a path of before leads to the one of now. Throws `ENTRY_NOT_FOUND`.
 */
async function resolveEntry(context: WebContext, path: string): Promise<Entry | Moved> {
  const { entries } = context.services.store;
  const entry = await entries.find(path);
  if (entry !== undefined) return entry;
  const moved = await entries.findMoved(path);
  if (moved !== undefined) return { moved };
  const at = path.indexOf("@");
  if (at === -1) throw noEntry(path);
  const [name, version] = [path.slice(0, at), path.slice(at + 1)];
  const current = await entries.find(name);
  if (current !== undefined) return atVersion(context, current, version);
  const renamed = await entries.findMoved(name);
  if (renamed === undefined) throw noEntry(path);
  return { moved: `${renamed}@${version}` };
}

function noEntry(path: string): ExecatError {
  return new ExecatError("ENTRY_NOT_FOUND", `No entry "${path.slice(0, 300)}".`, {
    hint: "Look for it by name from the home page; the sources' page says which repositories have been looked at.",
  });
}

/** The entry with another version as what runs: a release's tag, the branch, or the version that its author names. */
async function atVersion(context: WebContext, entry: Entry, version: string): Promise<Entry> {
  const { program, repository, document, versions } = entry;
  const release = await context.services.store.entries.versionOf(program.id, version);
  if (release !== undefined) return { ...entry, runs: release };
  const named = described(entry).version?.value;
  if (version === repository.defaultBranch || version === named)
    return { ...entry, runs: ofBranch(document) };
  const broken = versions.find(({ tag }) => tag === version);
  if (broken !== undefined) {
    throw new ExecatError("ENTRY_NOT_FOUND", `"${program.title}" cannot be run at version "${version}".`, {
      hint: broken.reason ?? "Its manifest has an error there.",
    });
  }
  const known = versions.map(({ tag }) => `"${tag}"`);
  if (named !== undefined) known.unshift(`"${named}"`);
  throw new ExecatError("ENTRY_NOT_FOUND", `"${program.path}" has no version "${version.slice(0, 100)}".`, {
    hint: known.length === 0 ? "Leave the version out." : `Versions are ${known.slice(0, 10).join(", ")}.`,
  });
}

/** An error to a program, with the last good version for who wants it. */
function withdrawnJson(request: Request, entry: Entry, json: object): Readonly<Record<string, unknown>> {
  const { code, message, hint } = withdrawalError(entry);
  return {
    ...json,
    ok: false,
    error: { code, message, hint: hint ?? null },
    requestId: factsOf(request).requestId,
  };
}

function withdrawalError(entry: Entry): ExecatError {
  return new ExecatError("ENTRY_WITHDRAWN", `"${entry.program.title}" has been withdrawn.`, {
    hint: entry.program.withdrawal?.reason,
  });
}

/** The last part of the file's path, in characters that no header can misread. */
function safeFileName(file: string): string {
  const name = file.split("/").at(-1) ?? "";
  return name.replaceAll(/[^\w.-]/g, "_") || "manifest.yaml";
}
