import { afterAll, beforeAll, expect, it } from "vitest";
import { layerChange, type LayerOptions } from "../support/layer-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const TOOL: LayerOptions = { id: "01A", at: "dev/tool", program: { title: "Moments", titleFrom: "author" } };
const CLAIM: LayerOptions = {
  id: "01C",
  at: "other/tool",
  role: "packager",
  derivedFrom: "github.com/dev/tool",
  program: { title: "Moments in a box", titleFrom: "author" },
};
const LOST: LayerOptions = {
  id: "01D",
  at: "lost/tool",
  role: "publisher",
  derivedFrom: "github.com/no/where",
};
const ORIGIN = "/entries/github.com/dev/tool";
const LAYER = "/entries/github.com/other/tool";

let app: WebApp;
beforeAll(async () => {
  app = await startWebApp();
  for (const options of [TOOL, CLAIM, LOST]) await app.publish(layerChange(options));
});
afterAll(() => app.close());

it("shows the forms to curators only", async () => {
  for (const page of [ORIGIN, LAYER]) expect((await app.get(page)).text).not.toContain("/layers/01C/");
  expect((await app.post(`${ORIGIN}/layers/01C/confirm`, {})).status).toBe(403);
  await app.signIn("runner");
  expect((await app.get(ORIGIN)).text).not.toContain("/layers/01C/");
  expect((await app.post(`${ORIGIN}/layers/01C/confirm`, {})).status).toBe(403);
  await app.signIn("curator");
  for (const page of [ORIGIN, LAYER]) {
    const { text } = await app.get(page);
    expect(text).toContain(`action="${page}/layers/01C/confirm"`);
    expect(text).toContain(`action="${page}/layers/01C/refuse"`);
  }
});

it("refuses a layer, and confirms it after all; both stand in the audit", async () => {
  const refused = await app.post(`${ORIGIN}/layers/01C/refuse`, {});
  expect([refused.status, refused.headers.get("location")]).toEqual([303, `${ORIGIN}#layers`]);
  const page = (await app.get(LAYER)).text;
  expect(page).toContain("what it is not recognised as a layer of");
  expect(page).not.toContain("/layers/01C/refuse");
  expect((await app.post(`${LAYER}/layers/01C/confirm`, {})).status).toBe(303);
  expect((await app.get(ORIGIN)).text).toContain("confirmed by Some curator");
  const { body } = await app.json("/audit");
  expect(body.acts.slice(0, 2)).toMatchObject([
    {
      act: "layer-confirmed",
      name: "Some curator",
      subject: "github.com/other/tool, of github.com/dev/tool",
    },
    { act: "layer-refused" },
  ]);
});

it("decides nothing that the page is not about, or that nobody claims", async () => {
  expect((await app.post(`${LAYER}/layers/01NONE/confirm`, {})).status).toBe(404);
  expect((await app.post(`/entries/github.com/lost/tool/layers/01C/refuse`, {})).status).toBe(409);
  expect((await app.post(`/entries/github.com/lost/tool/layers/01D/confirm`, {})).status).toBe(409);
  expect((await app.get(ORIGIN)).text).toContain("confirmed by Some curator");
});
