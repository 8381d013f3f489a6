import { describe, expect, it } from "vitest";
import type { AccessToken, AuditRecord } from "../../src/catalogue/access-store.ts";
import type { Store } from "../../src/catalogue/store.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T11:00:00.000Z";
const MUCH_LATER = "2026-12-24T10:00:00.000Z";

const token = (over: Partial<AccessToken> = {}): AccessToken => ({
  id: "01TOKEN",
  name: "Ada",
  email: "ada@example.org",
  role: "curator",
  createdAt: AT,
  expiresAt: undefined,
  revokedAt: undefined,
  lastUsedAt: undefined,
  ...over,
});

/** An act of a curator. */
export const auditRecord = (id = "01ACT", over: Partial<AuditRecord> = {}): AuditRecord => ({
  id,
  at: AT,
  tokenId: "01TOKEN",
  name: "Ada",
  role: "curator",
  act: "curate",
  subject: "source extraction",
  commit: "c0ffee",
  ...over,
});

/** A part of the contract of `Store`: who may, and what was done. */
export function testAccessStore(store: () => Store): void {
  const session = (over: { readonly hash?: string; readonly expiresAt?: string } = {}) => ({
    hash: "session",
    tokenId: "01TOKEN",
    createdAt: AT,
    expiresAt: MUCH_LATER,
    ...over,
  });

  describe("its tokens", () => {
    it("are found by the hash of their secret, and listed by the time of creation", async () => {
      const { access } = store();
      await access.createToken(token({ id: "01B", createdAt: LATER, email: undefined }), "second");
      await access.createToken(token({ id: "01A", expiresAt: LATER }), "first");
      expect(await access.findToken("second")).toEqual(
        token({ id: "01B", createdAt: LATER, email: undefined }),
      );
      expect(await access.findToken("constructor")).toBeUndefined();
      expect((await access.listTokens()).map(({ id }) => id)).toEqual(["01A", "01B"]);
      await access.noteUse("01A", LATER);
      expect((await access.findToken("first"))?.lastUsedAt).toBe(LATER);
    });

    it("are two only when their secrets are", async () => {
      await store().access.createToken(token(), "same");
      await expect(store().access.createToken(token({ id: "01OTHER" }), "same")).rejects.toThrow();
    });
  });

  describe("a session", () => {
    it("names its token until one of both is over", async () => {
      const { access } = store();
      await access.createToken(token({ expiresAt: MUCH_LATER }), "secret");
      await access.openSession(session({ expiresAt: LATER }));
      await access.openSession(session({ hash: "long", expiresAt: "2027-01-01T00:00:00.000Z" }));
      expect(await access.findSession("session", AT)).toEqual(token({ expiresAt: MUCH_LATER }));
      expect(await access.findSession("session", LATER)).toBeUndefined();
      expect(await access.findSession("long", LATER)).toBeDefined();
      expect(await access.findSession("long", MUCH_LATER)).toBeUndefined();
      expect(await access.findSession("other", AT)).toBeUndefined();
    });

    it("ends when it is closed, and nobody else's does", async () => {
      const { access } = store();
      await access.createToken(token(), "secret");
      await access.openSession(session());
      await access.openSession(session({ hash: "other" }));
      await access.closeSession("session");
      expect(await access.findSession("session", AT)).toBeUndefined();
      expect(await access.findSession("other", AT)).toBeDefined();
    });

    it("ends with its token, which is revoked once", async () => {
      const { access } = store();
      await access.createToken(token(), "secret");
      await access.createToken(token({ id: "01OTHER" }), "other secret");
      await access.openSession(session());
      await access.openSession({ ...session({ hash: "other" }), tokenId: "01OTHER" });
      expect(await access.revokeToken("01TOKEN", AT)).toBe(true);
      expect(await access.revokeToken("01TOKEN", LATER)).toBe(true);
      expect(await access.revokeToken("01NOBODY", LATER)).toBe(false);
      expect(await access.findToken("secret")).toEqual(token({ revokedAt: AT }));
      expect(await access.findSession("session", AT)).toBeUndefined();
      expect(await access.findSession("other", AT)).toBeDefined();
      await access.openSession(session({ hash: "late" }));
      expect(await access.findSession("late", AT)).toBeUndefined();
    });
  });

  describe("what was done", () => {
    it("is listed the newest first, and goes on after the last of a page", async () => {
      const { access } = store();
      const stranger = { tokenId: undefined, name: "unknown", role: undefined, commit: undefined };
      await access.record(auditRecord("01A"));
      await access.record(auditRecord("01C", { act: "sign-in-refused", subject: "", ...stranger }));
      await access.record(auditRecord("01B"));
      expect(await access.listActs({ limit: 2 })).toEqual([
        auditRecord("01C", { act: "sign-in-refused", subject: "", ...stranger }),
        auditRecord("01B"),
      ]);
      expect(await access.listActs({ before: "01B", limit: 2 })).toEqual([auditRecord("01A")]);
    });

    it("is exported; tokens and sessions, which open this catalogue only, are not", async () => {
      const { access, transfer } = store();
      await access.createToken(token(), "secret");
      await access.openSession(session());
      await access.record(auditRecord("01A"));
      const rows = [];
      for await (const one of transfer.rows()) rows.push(one);
      expect(rows.filter(({ table }) => table.startsWith("access"))).toEqual([]);
      expect(rows.filter(({ table }) => table === "audit")).toMatchObject([
        { row: { id: "01A", token_id: "01TOKEN", act: "curate" } },
      ]);
    });
  });
}
