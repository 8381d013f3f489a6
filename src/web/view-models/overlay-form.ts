import type { Entry } from "../../catalogue/entry.ts";
import { emptyOverlay } from "../../catalogue/overlay.ts";
import type { Curated } from "../../curation/curated.ts";
import type { Overlay } from "../../curation/edits.ts";
import { toLabelKey } from "../../vocabulary/label-key.ts";
import type { FormFrame, OthersChange } from "../curating/answer-form.ts";
import type { FormTexts } from "../curating/form-texts.ts";
import { rebaseSaid } from "../curating/rebase-form.ts";
import { entryHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toFormFrame } from "./concept-edit.ts";
import { facetLabel, labelOf } from "./term-labels.ts";

/** The form in which a curator says something of an entry. */
export function toOverlayForm(
  services: WebServices,
  entry: Entry,
  overlay: Overlay,
  frame: FormFrame,
): object {
  const { program, curated } = entry;
  const before = curated?.before;
  return {
    title: program.title,
    href: entryHref(program.path),
    path: program.path,
    ...toFormFrame(frame),
    summary: overlay.summary ?? "",
    authorSummary: (before === undefined ? program.summary : before.summary) ?? null,
    category: overlay.category ?? "",
    note: overlay.note ?? "",
    vettedBy: overlay.vettedBy ?? "",
    why: overlay.why ?? "",
    facets: services.vocabularies.facets.map(({ key, label }) => ({
      key,
      label,
      terms: (overlay.addTerms.get(key) ?? []).join("\n"),
    })),
    hideable: toHideable(services, entry, overlay),
  };
}

interface Hideable {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly facet: string;
  readonly origin: string;
  readonly checked: boolean;
}

/** The author's terms and the catalogue's, hidden ones too; and texts that are hidden though nothing has them now. */
function toHideable(services: WebServices, entry: Entry, overlay: Overlay): readonly Hideable[] {
  const given = [...entry.terms, ...(entry.curated?.hidden ?? [])].filter(
    ({ origin }) => origin !== "curator",
  );
  const shown: Hideable[] = [];
  const add = (facet: string, value: string, rest: Pick<Hideable, "label" | "origin" | "checked">): void => {
    if (shown.some((one) => one.value === value && one.name.startsWith(`hide.${facet}.`))) return;
    shown.push({ name: `hide.${facet}.${shown.length}`, value, facet: facetLabel(services, facet), ...rest });
  };
  for (const term of given) {
    const value = term.conceptId ?? term.text;
    const names = new Set([value, toLabelKey(term.text)]);
    const checked = (overlay.hideTerms.get(term.facet) ?? []).some(
      (text) => names.has(text) || names.has(toLabelKey(text)),
    );
    const origin = term.origin === "author" ? "the author’s" : "the catalogue’s";
    add(term.facet, value, { label: labelOf(services, term), origin, checked });
  }
  for (const [facet, texts] of overlay.hideTerms) {
    for (const text of texts) {
      const isGiven = given.some(
        (term) =>
          term.facet === facet && (term.conceptId === text || toLabelKey(term.text) === toLabelKey(text)),
      );
      if (!isGiven) add(facet, text, { label: text, origin: "not given now", checked: true });
    }
  }
  return shown;
}

/** What a form says. Empty fields say nothing. */
export function fromOverlayForm(form: ReadonlyMap<string, string>, known: Overlay): Overlay {
  const text = (name: string): string | undefined =>
    form.get(name)?.replaceAll("\r\n", "\n").trim() || undefined;
  const addTerms = new Map<string, readonly string[]>();
  const hideTerms = new Map<string, readonly string[]>();
  for (const [name, value] of form) {
    const [kind, facet = ""] = name.split(".");
    if (kind === "add") {
      const terms = linesOf(value);
      if (terms.length > 0) addTerms.set(facet, terms);
    } else if (kind === "hide" && value.trim() !== "") {
      hideTerms.set(facet, [...new Set([...(hideTerms.get(facet) ?? []), value])]);
    }
  }
  const summary = text("summary");
  return {
    ...known,
    addTerms,
    hideTerms,
    summary,
    authorSummary: summary === undefined ? undefined : (form.get("authorSummary") ?? known.authorSummary),
    category: text("category"),
    note: text("note"),
    vettedBy: text("vettedBy"),
    why: text("why"),
  };
}

/** What was typed, on what others have said of the entry meanwhile. */
export function rebaseOverlay(
  services: WebServices,
  entry: Entry,
  typed: Overlay,
  { seen, now }: OthersChange,
): Overlay {
  const find = ({ overlays }: Curated): Overlay =>
    overlays.get(typed.entryId ?? "") ?? overlays.get(typed.entry.toLowerCase()) ?? emptyOverlay(typed.entry);
  const textsOf = (overlay: Overlay): FormTexts => textsOfOverlay(services, entry, overlay);
  const [mine, theirs] = [textsOf(typed), find(now)];
  const { texts } = rebaseSaid({ typed: mine, base: textsOf(find(seen)), now: textsOf(theirs) });
  // It goes with the summary that was written for it.
  const { authorSummary } = texts.get("summary") === mine.get("summary") ? typed : theirs;
  return fromOverlayForm(texts, { ...typed, authorSummary });
}

/** What stands in the form's fields, as `fromOverlayForm` reads them: of a box that is set, what it says. */
function textsOfOverlay(services: WebServices, entry: Entry, overlay: Overlay): FormTexts {
  const { summary, category, note, vettedBy, why, addTerms } = overlay;
  const texts = Object.entries({ summary, category, note, vettedBy, why });
  const hidden = toHideable(services, entry, overlay).filter(({ checked }) => checked);
  return new Map([
    ...texts.map(([name, text]) => [name, text ?? ""] as const),
    ...[...addTerms].map(([facet, terms]) => [`add.${facet}`, terms.join("\n")] as const),
    ...hidden.map(({ name, value }) => [`${name.replace(/\d+$/u, "")}${value}`, value] as const),
  ]);
}

function linesOf(text: string): readonly string[] {
  return [...new Set(text.split(/\r?\n/u).map((line) => line.trim()))].filter((line) => line !== "");
}
