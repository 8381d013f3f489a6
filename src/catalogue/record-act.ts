import { monotonicFactory } from "ulid";
import type { AccessStore, AccessToken, AuditRecord } from "./access-store.ts";

/** Ids grow within a millisecond too: the audit is listed by them. */
const newId = monotonicFactory();

/** Who did it: somebody's token, or a name where there is none (the command line, a stranger). */
export type Doer = Pick<AccessToken, "id" | "name" | "role"> | { readonly name: string };

export async function recordAct(
  access: AccessStore,
  by: Doer,
  act: Pick<AuditRecord, "act" | "subject"> & { readonly commit?: string | undefined },
  now: Date,
): Promise<void> {
  const token = "id" in by ? by : undefined;
  await access.record({
    id: newId(now.getTime()),
    at: now.toISOString(),
    tokenId: token?.id,
    name: by.name,
    role: token?.role,
    act: act.act,
    subject: act.subject,
    commit: act.commit,
  });
}
