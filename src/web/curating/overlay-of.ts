import type { Request } from "express";
import type { Entry } from "../../catalogue/entry.ts";
import { emptyOverlay, type Overlay } from "../../catalogue/overlay.ts";
import { currentReader } from "../access/current-reader.ts";
import type { WebServices } from "../services.ts";

/** What the catalogue says of an entry, an empty word where it says nothing, signed by who is about to change it. */
export function overlayOf(services: WebServices, request: Request, { program, curated }: Entry): Overlay {
  const said = curated?.overlay;
  const signature = {
    by: currentReader(request)?.name ?? said?.by,
    at: services.now().toISOString().slice(0, 10),
  };
  const overlay = said ?? emptyOverlay(program.path);
  // The path may be another entry's one day.
  return { ...overlay, entryId: overlay.entryId ?? program.id, ...signature };
}
