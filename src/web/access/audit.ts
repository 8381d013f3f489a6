import type { Request } from "express";
import type { AuditRecord } from "../../catalogue/access-store.ts";
import { recordAct } from "../../catalogue/record-act.ts";
import type { WebServices } from "../services.ts";
import { currentReader } from "./current-reader.ts";

/** Keeps what somebody did with more than a reader's rights: call it once the act is done. */
export async function audit(
  services: WebServices,
  request: Request,
  act: Pick<AuditRecord, "act" | "subject"> & { readonly commit?: string | undefined },
): Promise<void> {
  const reader = currentReader(request);
  const by =
    reader === undefined
      ? { name: "a reader" }
      : { id: reader.tokenId, name: reader.name, role: reader.role };
  await recordAct(services.store.access, by, act, services.now());
}
