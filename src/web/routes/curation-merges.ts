import express, { type Request, type RequestHandler } from "express";
import { mergeFile } from "../../curation/edits/merge-file.ts";
import type { CurationFinding } from "../../curation/curated.ts";
import { readCurated } from "../../curation/read-curated.ts";
import type { FileChanges, OpenMerge } from "../../curation/repository.ts";
import { ExecatError } from "../../errors.ts";
import { audit } from "../access/audit.ts";
import type { WebContext } from "../context.ts";
import { curatorOf } from "../curating/curator.ts";
import { problemAnswer } from "../curating/form-answer.ts";
import {
  decisionsAnew,
  decisionsFrom,
  headMoved,
  type MergeRefusal,
  refusalOf,
  textOf,
} from "../curating/merge-decisions.ts";
import { formOf } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import type { WebServices } from "../services.ts";
import { type MergedPath, type MergeState, toMerge, toMergeJson } from "../view-models/curation-merge.ts";

/** Whole files come back in the form, and a browser writes many characters as three. */
const FORM_LIMIT = "12mb";
const readWholeFiles: readonly RequestHandler[] = [
  express.text({ type: "application/x-www-form-urlencoded", limit: FORM_LIMIT }),
  express.json({ limit: FORM_LIMIT }),
];
const NOTHING: MergeState = { decisions: new Map(), problem: undefined, findings: [] };

/** Two histories that do not go together by themselves: a curator decides where they differ. */
export function addCurationMergeRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation/merges/:commit", {
    get: answer(context, async (request) => {
      await context.services.curation.refresh();
      const merge = await getMerge(context.services, request);
      return mergePage(merge, await pathsOf(context.services, merge), NOTHING);
    }),
    post: [...readWholeFiles, answer(context, (request) => settle(context.services, request))],
  });
}

async function settle(services: WebServices, request: Request): Promise<Answer> {
  const { curation } = services;
  await curation.refresh();
  const merge = await getMerge(services, request);
  const paths = await pathsOf(services, merge);
  const form = formOf(request);
  const decisions = decisionsFrom(form);
  const head = form.get("head") ?? merge.head;
  const refusal = refusalOf(head, { merge, paths, decisions });
  if (refusal !== undefined) return refusedPage(request, { merge, paths }, refusal);
  const texts = new Map(paths.map((file) => [file.path, textOf(file, decisions.get(file.path))]));
  const findings = await errorsWith(services, merge, texts);
  if (findings.length > 0) {
    const problem = new ExecatError("EDIT_INVALID", "What would be written has errors.", {
      hint: "Mend them in the text below.",
    });
    return refusedPage(request, { merge, paths }, { problem, shown: decisions, findings });
  }
  const outcome = await curation.settleMerge({ theirs: merge.theirs, head, texts }, curatorOf(request));
  if (outcome.state === "conflict") {
    // Somebody has committed since the merge was looked up above.
    const now = await getMerge(services, request);
    const pathsNow = await pathsOf(services, now);
    return refusedPage(
      request,
      { merge: now, paths: pathsNow },
      { problem: headMoved(), shown: decisionsAnew(pathsNow, decisions) },
    );
  }
  const subject = merge.from === "shipped" ? "merge of the shipped vocabularies" : "merge of the remote";
  await audit(services, request, { act: "curate", subject, commit: outcome.commit });
  return { status: 303, path: `/curation?done=${outcome.commit}&entries=${outcome.concerned}` };
}

function refusedPage(
  request: Request,
  { merge, paths }: { readonly merge: OpenMerge; readonly paths: readonly MergedPath[] },
  { problem, shown, findings = [] }: MergeRefusal & Partial<Pick<MergeState, "findings">>,
): Page {
  return problemAnswer(request, mergePage(merge, paths, { decisions: shown, problem, findings }), problem);
}

async function getMerge({ curation }: WebServices, request: Request): Promise<OpenMerge> {
  const commit = parameterOf(request, "commit");
  const merge = (await curation.repository.openMerges()).find(({ theirs }) => theirs === commit);
  if (merge !== undefined) return merge;
  throw new ExecatError("NOT_FOUND", `Nothing waits to be merged from "${commit.slice(0, 80)}".`, {
    hint: "It is settled: look at the history.",
  });
}

async function pathsOf({ curation }: WebServices, merge: OpenMerge): Promise<readonly MergedPath[]> {
  const { repository } = curation;
  const [base, ours, theirs] = await Promise.all([
    merge.base === undefined ? new Map<string, string>() : repository.read(merge.base),
    repository.read(merge.head),
    repository.read(merge.theirs),
  ]);
  const paths = [...new Set(merge.conflicts.map(({ path }) => path))].sort();
  return paths.map((path) => {
    const swapped = mergeFile(path, {
      base: base.get(path),
      ours: theirs.get(path),
      theirs: ours.get(path),
    });
    return {
      path,
      conflicts: merge.conflicts.filter((conflict) => conflict.path === path),
      ours: merge.changes.has(path) ? merge.changes.get(path) : ours.get(path),
      theirs: swapped.text,
    };
  });
}

/** A file that cannot be read would be left out of the catalogue: its errors are shown while it can be mended. */
async function errorsWith(
  { curation }: WebServices,
  merge: OpenMerge,
  texts: FileChanges,
): Promise<readonly CurationFinding[]> {
  const files = new Map(await curation.repository.read(merge.head));
  for (const [path, text] of [...merge.changes, ...texts]) {
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  const { findings } = await readCurated(merge.head, files, { before: curation.current });
  return findings.filter(({ path, severity }) => severity === "error" && texts.has(path));
}

function mergePage(merge: OpenMerge, paths: readonly MergedPath[], state: MergeState): Page {
  return {
    view: "merge",
    title: "Merge",
    model: toMerge(merge, paths, state),
    json: toMergeJson(merge, paths),
    personal: true,
  };
}
