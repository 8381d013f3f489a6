import type { Entry } from "../../catalogue/entry.ts";
import { emitRequest } from "../../manifest/emit.ts";
import { brokersThatRefuse } from "../../manifest/rules/brokers/brokers.ts";
import { toSearchDocument } from "../../search/indexing.ts";
import type { Card } from "../../search/search-service.ts";
import type { WebServices } from "../services.ts";
import { toCard } from "./card.ts";
import { toInputs, toTermGroups } from "./entry-terms.ts";
import { toExecution } from "./execution.ts";

/** An entry as it would look: its card in a list of hits, the heart of its page, and the requests that it makes. */
export function toPreview(services: WebServices, entry: Entry, id: string): object {
  const { model } = entry.document;
  // As the index would keep it.
  const card = JSON.parse(toSearchDocument(entry, services.vocabularies).card) as Card;
  return {
    id,
    title: entry.program.title,
    file: entry.document.file,
    dialect: entry.document.dialect,
    card: { ...toCard({ ...card, highlights: [] }, services.now()), href: `#${id}` },
    terms: toTermGroups(services, entry, new Map()),
    inputs: toInputs(services, entry),
    execution: toExecution(model),
    refusals: brokersThatRefuse(model),
    requests: (["D", "C"] as const).map((dialect) => ({
      dialect,
      about: dialect === "D" ? "what brokers take today" : "what they took until May 2026",
      text: JSON.stringify(emitRequest(model, dialect), undefined, 2),
    })),
  };
}

/** The same for programs. */
export function previewJson(entry: Entry): Readonly<Record<string, unknown>> {
  const { program, document, terms } = entry;
  return {
    path: program.path,
    file: document.file,
    number: document.number,
    title: program.title,
    summary: program.summary ?? null,
    terms,
    requests: { D: emitRequest(document.model, "D"), C: emitRequest(document.model, "C") },
    refusedBy: brokersThatRefuse(document.model),
  };
}
