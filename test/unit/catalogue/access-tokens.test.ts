import { expect, it } from "vitest";
import type { AccessStore, AccessToken } from "../../../src/catalogue/access-store.ts";
import { createToken, findTokenText, hashSecret, tokenState } from "../../../src/catalogue/access-tokens.ts";

const NOW = new Date("2026-11-24T10:00:00.000Z");
const kept: [AccessToken, string][] = [];
const access = {
  createToken: async (token: AccessToken, hash: string) => void kept.push([token, hash]),
} as AccessStore;

it("keeps a hash of a token of 256 random bits, and gives out the text", async () => {
  const wish = { name: "  Ada \n Lovelace ", role: "curator", expiresAt: undefined } as const;
  const [one, two] = [await createToken(access, wish, NOW), await createToken(access, wish, NOW)];
  expect(one.text).toMatch(/^execat_[\w-]{43}$/);
  expect(one.text).not.toBe(two.text);
  expect(kept[0]).toEqual([one.token, hashSecret(one.text)]);
  expect(one.token).toMatchObject({ name: "Ada Lovelace", email: undefined, createdAt: NOW.toISOString() });
});

it.each([
  [{ name: "" }],
  [{ name: "x".repeat(101) }],
  [{ name: "Ada <ada@example.org>" }],
  [{ name: "Ada\u0007" }],
  [{ email: "nobody" }],
  [{ email: "a b@example.org" }],
  [{ email: "a@b@c" }],
])("makes none whose name or address could not stand in a commit: %j", async (over) => {
  const wish = { name: "Ada", role: "curator", expiresAt: undefined, ...over } as const;
  await expect(createToken(access, wish, NOW)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
});

it("finds the token in what people paste", () => {
  const text = `execat_${"a-_9".repeat(10)}abc`;
  expect(findTokenText(` ${text}\n`)).toBe(text);
  expect(findTokenText(`http://localhost:8080/sign-in?token=${text}&next=/`)).toBe(text);
  expect(findTokenText(`${text}x`)).toBeUndefined();
  expect(findTokenText(text.slice(0, -1))).toBeUndefined();
});

it("says that a token counts until the moment of its end", async () => {
  const { token } = await createToken(
    access,
    { name: "A", role: "runner", expiresAt: "2026-11-24T10:00:00.001Z" },
    NOW,
  );
  expect(tokenState(token, NOW)).toBe("valid");
  expect(tokenState(token, new Date(NOW.getTime() + 1))).toBe("expired");
  expect(tokenState({ ...token, revokedAt: NOW.toISOString() }, NOW)).toBe("revoked");
});
