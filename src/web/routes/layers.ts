import type { Request } from "express";
import { decideLayer, originToDecideOn } from "../../catalogue/decide-layer.ts";
import type { LayerDecision } from "../../catalogue/layers.ts";
import { ExecatError } from "../../errors.ts";
import { audit } from "../access/audit.ts";
import { currentReader } from "../access/current-reader.ts";
import type { WebContext } from "../context.ts";
import { entryHref } from "../links.ts";
import type { Redirect } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";

/** A curator's word on a layer, from the page of the layer or of its origin: as `execat layer confirm` and `refuse`. */
export function addLayerRoutes(routes: Routes, context: WebContext): void {
  for (const [name, verdict] of [
    ["confirm", "confirmed"],
    ["refuse", "refused"],
  ] as const) {
    routes.add(`/entries/*path/layers/:layer/${name}`, {
      post: answer(context, (request) => decide(context, request, verdict)),
    });
  }
}

async function decide(
  { services }: WebContext,
  request: Request,
  verdict: LayerDecision["verdict"],
): Promise<Redirect> {
  const { store } = services;
  const path = parameterOf(request, "path");
  const id = parameterOf(request, "layer");
  const [page, layer] = await Promise.all([store.entries.find(path), store.entries.get(id)]);
  if (page === undefined || layer === undefined) {
    throw new ExecatError("ENTRY_NOT_FOUND", `No layer "${id.slice(0, 40)}" of "${path.slice(0, 300)}".`, {
      hint: "Open the entry's page again: its layers may have changed.",
    });
  }
  const origin = await originToDecideOn(store, layer);
  if (![layer.program.id, origin.program.id].includes(page.program.id)) {
    throw new ExecatError("CONFLICT", `"${layer.program.path}" is not derived from "${page.program.path}".`, {
      hint: `It names "${origin.program.path}" now: decide there.`,
    });
  }
  const actor = currentReader(request)?.name ?? "a curator";
  await decideLayer(store, layer, { verdict, actor, at: services.now().toISOString() });
  await audit(services, request, {
    act: verdict === "confirmed" ? "layer-confirmed" : "layer-refused",
    subject: `${layer.program.path}, of ${origin.program.path}`,
  });
  return { status: 303, path: `${entryHref(page.program.path)}#layers` };
}
