import type { Request } from "express";
import type { Entry } from "../../catalogue/entry.ts";
import type { Overlay } from "../../curation/edits.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { answerForm, type FormFrame } from "../curating/answer-form.ts";
import { overlayOf } from "../curating/overlay-of.ts";
import { entryHref } from "../links.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { fromOverlayForm, rebaseOverlay, toOverlayForm } from "../view-models/overlay-form.ts";
import { queryOf } from "../parameter.ts";

/** What a publisher adds to an entry. The author's file stays as it is. */
export function addCurationOverlayRoutes(routes: Routes, context: WebContext): void {
  const { services } = context;
  routes.add("/curation/overlays", {
    get: answer(context, async (request) => {
      const query = queryOf(request);
      const entry = await getEntry(context, query.get("entry") ?? "");
      const overlay = overlayOf(services, request, entry);
      return formPage(context, entry, overlay, {
        base: services.curation.current.commit,
        why: overlay.why ?? "",
      });
    }),
    post: [...readForm, answer(context, (request) => save(context, request))],
  });
}

async function save(context: WebContext, request: Request): Promise<Answer> {
  const { services } = context;
  const form = formOf(request);
  const entry = await getEntry(context, form.get("entry") ?? "");
  const overlay = fromOverlayForm(form, overlayOf(services, request, entry));
  return answerForm(services, request, {
    form,
    action: "/curation/overlays",
    edits: () => [{ kind: "set-overlay", overlay }],
    page: (frame) => formPage(context, entry, overlay, frame),
    rebased: (frame, others) =>
      formPage(context, entry, rebaseOverlay(services, entry, overlay, others), frame),
    done: `${entryHref(entry.program.path)}#curated`,
  });
}

function formPage({ services }: WebContext, entry: Entry, overlay: Overlay, frame: FormFrame): Page {
  const { addTerms, hideTerms, ...rest } = overlay;
  return {
    view: "overlay-form",
    title: `Add to ${entry.program.title}`,
    model: toOverlayForm(services, entry, overlay, frame),
    json: {
      base: frame.base,
      overlay: { ...rest, addTerms: Object.fromEntries(addTerms), hideTerms: Object.fromEntries(hideTerms) },
    },
    personal: true,
  };
}

async function getEntry({ services }: WebContext, path: string): Promise<Entry> {
  const entry = await services.store.entries.find(path);
  if (entry !== undefined) return entry;
  throw new ExecatError("ENTRY_NOT_FOUND", `No entry "${path.slice(0, 300)}".`, {
    hint: "Open the entry and follow the link from there.",
  });
}
