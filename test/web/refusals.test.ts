import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, squareRootModel } from "./programs.ts";

let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
  const wanted = squareRoot({ path: "local.examples/wanted" });
  const model = squareRootModel();
  const refused = squareRoot({
    id: "01REFUSED",
    path: "local.examples/refused",
    repositoryId: "01REPO2",
    model: { ...model, executable: { ...model.executable, privileged: true } },
  });
  await app.publish({ change: wanted, repository: repository({}) });
  await app.publish({
    change: refused,
    repository: repository({ id: "01REPO2", path: "refused", forgeId: "refused" }),
  });
});
afterAll(() => app.close());

describe("brokers that would refuse an entry", () => {
  it("are named on its page, with their reasons", async () => {
    const { text } = await app.get("/entries/local.examples/refused");
    expect(text).toContain("Brokers that would refuse this today");
    expect(text).toContain("It refuses privileged containers.");
  });

  it("are not spoken of where there are none", async () => {
    const { text } = await app.get("/entries/local.examples/wanted");
    expect(text).not.toContain("would refuse");
  });
});
