import type { Request } from "express";
import type { Entry } from "../../catalogue/entry.ts";
import type { WrittenTerm } from "../../catalogue/term-store.ts";
import type { Overlay } from "../../curation/edits.ts";
import { ExecatError } from "../../errors.ts";
import { toLocalPath } from "../access/local-path.ts";
import type { WebContext } from "../context.ts";
import { curate } from "../curating/curate.ts";
import { entryHref } from "../links.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import { overlayOf } from "../curating/overlay-of.ts";
import type { Answer, Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toOpenTags } from "../view-models/curated.ts";
import { facetLabel, labelOf } from "../view-models/term-labels.ts";

const TAGS_SHOWN = 20;
const ENTRIES_SHOWN = 20;

/** What the catalogue tagged by itself: a curator says for good whether it is right. */
export function addCurationTagRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation/tags", {
    get: answer(context, () => showTags(context)),
    post: [...readForm, answer(context, (request) => decide(context, request))],
  });
}

async function showTags({ services }: WebContext): Promise<Page> {
  const { store } = services;
  const written = (await store.terms.listWritten())
    .filter(({ origin, programs }) => origin === "catalogue" && programs > 0)
    .sort((one, other) => other.programs - one.programs);
  const groups: object[] = [];
  for (const term of written) {
    const entries = await findOpen(services, term);
    if (entries.length === 0) continue;
    groups.push({ label: labelOf(services, term), facet: facetLabel(services, term.facet), entries });
    if (groups.length > TAGS_SHOWN) break;
  }
  return {
    view: "curation-tags",
    title: "Tagged by the catalogue",
    model: { groups: groups.slice(0, TAGS_SHOWN), more: groups.length > TAGS_SHOWN },
    json: {
      tags: written.map(({ facet, text, conceptId, programs }) => ({ facet, text, conceptId, programs })),
    },
    personal: true,
  };
}

/** Entries with the tag of which no curator has said yet whether it is right; those that are decided keep it. */
async function findOpen(services: WebContext["services"], term: WrittenTerm): Promise<readonly object[]> {
  const { terms, entries } = services.store;
  for (let limit = ENTRIES_SHOWN; ; limit *= 4) {
    const found = await terms.programsWithTerm(term.facet, term.text, limit);
    const tagged = await entries.getAll(found.map(({ id }) => id));
    const open = tagged.flatMap((entry) => toTagged(services, entry, term));
    if (open.length >= ENTRIES_SHOWN || found.length < limit) return open.slice(0, ENTRIES_SHOWN);
  }
}

function toTagged(
  services: WebContext["services"],
  entry: Entry,
  term: { readonly facet: string; readonly conceptId: string | undefined },
): readonly object[] {
  const terms = entry.terms.filter(
    ({ facet, conceptId, origin }) =>
      facet === term.facet && conceptId === term.conceptId && origin === "catalogue",
  );
  const [tag] = toOpenTags(services, { ...entry, terms });
  const { title, summary } = entry.program;
  if (tag === undefined) return [];
  return [{ title, summary: summary ?? null, tag: { ...tag, back: "/curation/tags" } }];
}

/** Confirmed, the term is a curator's; refused, it is hidden, whatever the crawler finds later. */
async function decide({ services }: WebContext, request: Request): Promise<Answer> {
  const form = formOf(request);
  const path = form.get("entry") ?? "";
  const entry = await services.store.entries.find(path);
  if (entry === undefined) {
    throw new ExecatError("ENTRY_NOT_FOUND", `No entry "${path.slice(0, 300)}".`, {
      hint: "Was it renamed?",
    });
  }
  const verdict = form.get("do");
  const tag = entry.terms.find(
    ({ origin, facet, conceptId, text }) =>
      origin === "catalogue" && facet === form.get("facet") && (conceptId ?? text) === form.get("term"),
  );
  if ((verdict !== "confirm" && verdict !== "refuse") || tag === undefined) {
    throw new ExecatError("INVALID_REQUEST", "Say which tag of the catalogue, and whether it is right.", {
      hint: "Send `facet`, `term` and `do`, which is `confirm` or `refuse`; perhaps somebody has decided already.",
    });
  }
  const { facet } = tag;
  const term = tag.conceptId ?? tag.text;
  const overlay = overlayOf(services, request, entry);
  const key = verdict === "confirm" ? "addTerms" : "hideTerms";
  const terms = new Map(overlay[key]);
  terms.set(facet, [...new Set([...(terms.get(facet) ?? []), term])]);
  const changed: Overlay = { ...overlay, [key]: terms };
  const word = verdict === "confirm" ? "is" : "is not";
  const outcome = await curate(services, request, {
    base: form.get("base") ?? services.curation.current.commit,
    edits: [{ kind: "set-overlay", overlay: changed }],
    subject: `${entry.program.title} ${word} about ${labelOf(services, tag)}`,
  });
  if (outcome.state === "conflict") {
    throw new ExecatError("CONFLICT", "Somebody else has changed what the catalogue says of this entry.", {
      hint: "Look at the entry and decide again.",
    });
  }
  return { status: 303, path: toLocalPath(form.get("back") ?? entryHref(path)) };
}
