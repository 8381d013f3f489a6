import { afterEach, expect, it } from "vitest";
import { createProduct, type Product, type Running } from "../support/product.ts";

const LINK = /^Sign in as its operator, by this link that is shown once: (\S+)$/m;

let product: Product;
afterEach(() => product.remove());

async function signIn(running: Running, link: string): Promise<Response> {
  return fetch(`${running.url}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URL(link).searchParams.toString(),
    redirect: "manual",
  });
}

it("prints a link for the operator at the first start only, and again when no operator is left", async () => {
  product = createProduct({ EXECAT_CRAWL_IN_SERVER: "false" });
  const first = await product.serve();
  await first.printed("token=");
  const link = LINK.exec(first.stdout())?.[1] ?? "";
  expect(link.startsWith(`${first.url}/sign-in?token=execat_`)).toBe(true);
  expect(first.stderr()).not.toContain("execat_");
  expect((await fetch(link)).headers.get("set-cookie")).toBeNull();
  const signedIn = await signIn(first, link);
  expect(signedIn.status).toBe(303);
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const who = await fetch(`${first.url}/api/v1/sign-in`, { headers: { cookie } });
  expect(await who.json()).toMatchObject({ signedIn: { name: "Operator", role: "operator" } });
  await first.end();

  const second = await product.serve();
  // The session outlives the server; the link is the old one's.
  expect((await fetch(`${second.url}/audit`, { headers: { cookie } })).status).toBe(200);
  const { stdout } = await second.end();
  expect(stdout).not.toContain("token=");

  const id = /^(\w{26}) valid +operator/m.exec((await product.run(["token", "list"])).stdout)?.[1] ?? "";
  expect((await product.run(["token", "revoke", id])).code).toBe(0);
  const third = await product.serve();
  await third.printed("token=");
  expect(LINK.exec(third.stdout())?.[1]).not.toBe(link);
  expect((await signIn(third, link)).status).toBe(401);
  expect((await fetch(`${third.url}/api/v1/audit`, { headers: { cookie } })).status).toBe(401);
}, 120_000);
