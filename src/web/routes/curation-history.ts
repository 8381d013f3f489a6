import type { Request } from "express";
import type { CurationPreview } from "../../curation/desk.ts";
import { findOverlay } from "../../curation/edits/set-overlay.ts";
import type { CurationCommit } from "../../curation/repository.ts";
import { ExecatError } from "../../errors.ts";
import { audit } from "../access/audit.ts";
import { mayCurate } from "../access/may-curate.ts";
import type { WebContext } from "../context.ts";
import { curatorOf } from "../curating/curator.ts";
import { problemAnswer } from "../curating/form-answer.ts";
import { toRefusal } from "../curating/take-form.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { readForm } from "../middleware/read-form.ts";
import { factsOf } from "../middleware/request-facts.ts";
import type { Answer, Page } from "../page.ts";
import { parameterOf, queryOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import {
  type ChangeFacts,
  toChange,
  toChangeJson,
  historyHref,
  toCommitJson,
  toHistory,
} from "../view-models/curation-history.ts";
import { entriesOf } from "./curation.ts";

const COMMITS_A_PAGE = 30;
const COMMIT = /^[0-9a-f]{7,64}$/u;
const LONGEST_PATH = 1_000;

/** Who changed what in the curation, and how to take it back. */
export function addCurationHistoryRoutes(routes: Routes, context: WebContext): void {
  // Everybody may read it, and each page of it is a git of its own.
  const limit = limitRate(context.services.settings.searchRate, "pages of the history");
  routes.add("/curation/history", {
    get: [limit, answer(context, (request) => showHistory(context, request))],
  });
  routes.add("/curation/changes/:commit", {
    get: [limit, answer(context, (request) => showChange(context, request))],
  });
  routes.add("/curation/changes/:commit/undo", {
    post: [...readForm, answer(context, (request) => undo(context, request))],
  });
}

async function showHistory({ services }: WebContext, request: Request): Promise<Answer> {
  const { curation } = services;
  const query = queryOf(request);
  const entry = query.get("entry");
  if (entry !== null)
    return { status: 303, path: historyHref(await overlayPathOf(services, entry, query.get("id"))) };
  const path = pathOf(query);
  const before = query.get("before") ?? undefined;
  if (before !== undefined && !COMMIT.test(before)) {
    throw new ExecatError("INVALID_QUERY", `"${before.slice(0, 80)}" is no change.`, {
      hint: "Follow the link at the end of the page before.",
    });
  }
  const found = await curation.repository.history({ path, before, limit: COMMITS_A_PAGE + 1 });
  const commits = found.slice(0, COMMITS_A_PAGE);
  const next = found.length > COMMITS_A_PAGE ? commits.at(-1)?.id : undefined;
  return {
    view: "history",
    title: path === undefined ? "History" : `History of ${path}`,
    model: toHistory(services, { path, commits, before: next }),
    json: { path: path ?? null, changes: commits.map(toCommitJson), before: next ?? null },
  };
}

/** Throws `INVALID_QUERY` for what can be no path. */
function pathOf(query: URLSearchParams): string | undefined {
  const path = query.get("path") ?? "";
  if (path.length <= LONGEST_PATH && !/\p{Cc}/u.test(path)) return path === "" ? undefined : path;
  throw new ExecatError("INVALID_QUERY", "This is the path of no file.", {
    hint: "Follow a link of the history: /curation/history",
  });
}

/** The file in which curators say something of an entry; its name is the entry's only where that can be one. */
async function overlayPathOf(
  { curation }: WebContext["services"],
  entry: string,
  id: string | null,
): Promise<string> {
  const files = await curation.repository.read(curation.current.commit);
  const path = findOverlay(files, entry, id ?? undefined);
  if (path !== undefined) return path;
  throw new ExecatError("NOT_FOUND", `No curator says anything of "${entry.slice(0, 300)}".`, {
    hint: "What was said once and taken back is in the whole history: /curation/history",
  });
}

async function showChange(context: WebContext, request: Request): Promise<Page> {
  const query = queryOf(request);
  const commit = await getCommit(context, parameterOf(request, "commit"));
  const curates = mayCurate(request);
  const undo = curates ? await previewUndo(context, commit.id) : {};
  // Whoever has changed nothing is told of no success, whatever a link says.
  const isNew = curates && query.has("entries");
  return changePage(context, { commit, ...undo, entries: entriesOf(query), isNew });
}

async function undo(context: WebContext, request: Request): Promise<Answer> {
  const { curation } = context.services;
  const commit = await getCommit(context, parameterOf(request, "commit"));
  try {
    const outcome = await curation.undo(commit.id, curatorOf(request));
    if (outcome.state === "done") {
      const subject = `Undo “${commit.subject}”`;
      await audit(context.services, request, { act: "undo", subject, commit: outcome.commit });
      return { status: 303, path: `/curation?done=${outcome.commit}&entries=${outcome.concerned}` };
    }
    const page = await changePage(context, { commit, undo: outcome, entries: undefined, isNew: false });
    const error = {
      code: "CONFLICT",
      message: "What this change did was changed again since; it cannot be undone by itself.",
      hint: "Undo the later change first, or edit the place by hand.",
    };
    return { ...page, status: 409, json: { ok: false, error, requestId: factsOf(request).requestId } };
  } catch (error) {
    const problem = toRefusal(error);
    if (problem === undefined) throw error;
    const page = await changePage(context, { commit, problem, entries: undefined, isNew: false });
    return problemAnswer(request, page, problem);
  }
}

async function previewUndo(
  { services }: WebContext,
  commit: string,
): Promise<{ readonly undo?: CurationPreview; readonly problem?: ExecatError }> {
  try {
    return { undo: await services.curation.previewUndo(commit) };
  } catch (error) {
    const problem = toRefusal(error);
    if (problem === undefined) throw error;
    return { problem };
  }
}

async function getCommit({ services }: WebContext, id: string): Promise<CurationCommit> {
  const commit = COMMIT.test(id) ? await services.curation.repository.find(id) : undefined;
  if (commit !== undefined) return commit;
  throw new ExecatError("NOT_FOUND", `The history has no change "${id.slice(0, 80)}".`, {
    hint: "Choose one from the history: /curation/history",
  });
}

async function changePage(
  { services }: WebContext,
  facts: Pick<ChangeFacts, "commit" | "entries" | "isNew"> & Partial<Pick<ChangeFacts, "undo" | "problem">>,
): Promise<Page> {
  const { repository } = services.curation;
  const diff = await repository.diffOf(facts.commit.id);
  const all: ChangeFacts = { undo: undefined, problem: undefined, ...facts, diff };
  return {
    view: "change",
    title: facts.commit.subject,
    model: toChange(services, all),
    json: toChangeJson(all),
  };
}
