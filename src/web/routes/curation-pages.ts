import type { WebContext } from "../context.ts";
import type { Routes } from "../router.ts";
import { addCurationConceptRoutes } from "./curation-concepts.ts";
import { addCurationHistoryRoutes } from "./curation-history.ts";
import { addCurationMergeRoutes } from "./curation-merges.ts";
import { addCurationNewConceptRoutes } from "./curation-new-concept.ts";
import { addCurationSchemeRoutes } from "./curation-schemes.ts";
import { addCurationTermRoutes } from "./curation-terms.ts";
import { addCurationRoutes } from "./curation.ts";

/** The desk, its terms, the forms for vocabularies, and the history. */
export function addCurationPageRoutes(routes: Routes, context: WebContext): void {
  addCurationRoutes(routes, context);
  addCurationTermRoutes(routes, context);
  addCurationConceptRoutes(routes, context);
  addCurationNewConceptRoutes(routes, context);
  addCurationSchemeRoutes(routes, context);
  addCurationHistoryRoutes(routes, context);
  addCurationMergeRoutes(routes, context);
}
