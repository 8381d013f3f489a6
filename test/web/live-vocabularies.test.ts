import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withConcept } from "../support/changed-vocabularies.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const CONCEPT = { scheme: "task", id: "source-extraction" };
const PAGE = "/vocabularies/task/source-extraction";
const NEW_LABEL = "blinkenfinding";
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({ change: squareRoot() });
});
afterAll(() => app.close());

describe("a web server whose vocabularies change", () => {
  it("shows the new words on every page, in the schema for editors and in searches, without a start", async () => {
    const { live, indexWriter, engine } = app.catalogue;
    const addresses = [PAGE, `/api/v1${PAGE}`, "/vocabularies/task", "/", "/schemas/manifest.json"];
    const shown = async (): Promise<readonly boolean[]> =>
      Promise.all(
        addresses.map(async (address) => {
          const { status, text } = await app.get(address);
          return status === 200 && text.includes(NEW_LABEL);
        }),
      );
    const before = live.current;
    const hash = (await engine.describe()).settingsHash;
    expect(new Set(await shown())).toEqual(new Set([false]));
    live.replace(withConcept(before, CONCEPT, { prefLabel: NEW_LABEL }));
    indexWriter.follow(before);
    expect(await indexWriter.ensure()).toBe(false);
    expect((await engine.describe()).settingsHash).not.toBe(hash);
    expect(await shown()).toEqual([true, true, true, true, true]);
    const { body } = await app.json(`/?q=${NEW_LABEL}`);
    expect(body.understood).toMatchObject([{ words: NEW_LABEL, value: CONCEPT.id }]);
  });

  it("checks texts by the new words", async () => {
    const before = app.catalogue.live.current;
    const text = "executable:\n  kind: x\ndiscovery:\n  terms:\n    task: [blinkenterm]\n";
    const isUnknown = async (): Promise<boolean> =>
      (await app.post("/check", { text })).text.includes("no term");
    expect(await isUnknown()).toBe(true);
    app.catalogue.live.replace(withConcept(before, CONCEPT, { altLabels: ["blinkenterm"] }));
    expect(await isUnknown()).toBe(false);
  });
});
