import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument, toPath } from "../../src/web/openapi/document.ts";
import { OPERATIONS } from "../../src/web/openapi/operations.ts";
import { openShippedMerge } from "../support/curators.ts";
import { problem, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const ENTRY = "/entries/local.examples/square-root";
let app: WebApp;
const addresses = new Map<string, string>();

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({ change: squareRoot(), problems: [problem()] });
  const asked = await app.post(`${ENTRY}/asks`, { "data.picture.location": "https://example.org/x.fits" });
  const ask = asked.headers.get("location") ?? "";
  const { body } = await app.json(ask);
  const taken = await app.post(`${ask}/offers/${body.offers[0].id}/accept`, {});
  await app.signIn("operator");
  addresses.set("/asks/:id", ask);
  addresses.set("/sessions/:id", taken.headers.get("location") ?? "");
  addresses.set("/entries/*path", ENTRY);
  addresses.set("/repositories/:id", "/repositories/01REPO");
  const looked = await app.post("/repositories/01REPO/looks", {});
  addresses.set("/repositories/:id/looks/:look", looked.headers.get("location") ?? "");
  addresses.set("/vocabularies/:scheme", "/vocabularies/task");
  addresses.set("/vocabularies/:scheme/:concept", "/vocabularies/data/image");
  addresses.set("/facets/:facet", "/facets/task");
  addresses.set("/vocabularies/:scheme/health", "/vocabularies/task/health");
  await setCurationAddresses();
  addresses.set("/rules/*id", "/rules/image/reference");
  addresses.set("/schemas/:name", "/schemas/openapi.json");
}, 60_000);
afterAll(() => app.close());

async function setCurationAddresses(): Promise<void> {
  const unknown = { facet: "task", text: "sky dyeing", scheme: undefined, conceptId: undefined };
  const change = squareRoot({ id: "01UNKNOWN", path: "local.examples/unknown", repositoryId: "01OTHER" }, [
    { ...unknown, origin: "author" },
  ]);
  await app.publish({
    change,
    repository: repository({ id: "01OTHER", forgeId: "other", path: "other" }),
  });
  addresses.set("/curation/terms", "/curation/terms?facet=task&text=sky+dyeing");
  addresses.set("/curation/concepts/:scheme/:concept", "/curation/concepts/task/source-extraction");
  addresses.set("/curation/new-concept/:scheme", "/curation/new-concept/task?below=detection");
  addresses.set("/curation/schemes/:scheme", "/curation/schemes/task");
  await app.post("/curation/collections", {
    title: "A course",
    items: "local.examples/square-root | First.",
  });
  addresses.set("/collections/:id", "/collections/a-course");
  addresses.set("/curation/collections/:id", "/curation/collections/a-course");
  addresses.set("/curation/overlays", "/curation/overlays?entry=local.examples/square-root");
  addresses.set("/curation/merges/:commit", await openShippedMerge(app, "data"));
  addresses.set("/curation/changes/:commit", `/curation/changes/${app.catalogue.curation.current.commit}`);
}

describe("the OpenAPI document", () => {
  it("lists exactly the routes of the server", () => {
    const routes = app.web.app.locals["routes"] as readonly { method: string; path: string }[];
    const registered = routes.map(({ method, path }) => `${method} ${path}`).sort();
    const described = OPERATIONS.map(({ method, route }) => `${method} ${route}`).sort();
    expect(described).toEqual(registered);
  });

  it("gives each operation a name of its own and every path parameter a definition", () => {
    const { paths } = openApiDocument() as {
      paths: Record<
        string,
        Record<string, { operationId: string; parameters: { in: string; name: string }[] }>
      >;
    };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ ...operation, path })),
    );
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, parameters } of operations) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const given = parameters.filter((parameter) => parameter.in === "path");
      expect(given.map(({ name }) => name)).toEqual(wanted);
    }
  });

  const reads = OPERATIONS.filter(({ method, answer }) => method === "get" && answer !== undefined);
  it.each(reads.map(({ route, answer }) => [route, answer ?? ""]))(
    "says what %s answers",
    async (route, answer) => {
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      formats.default(ajv);
      ajv.addSchema({ ...openApiDocument(), $id: "https://execat.example/openapi.json" });
      const validate = ajv.getSchema(`https://execat.example/openapi.json#/components/schemas/${answer}`);
      const { body, status } = await app.json(`/api/v1${addresses.get(route) ?? route}`);
      expect(status, toPath(route)).toBe(200);
      expect(validate?.(body), JSON.stringify(validate?.errors)).toBe(true);
    },
  );

  it("says what an error looks like", async () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ ...openApiDocument(), $id: "https://execat.example/openapi.json" });
    const validate = ajv.getSchema("https://execat.example/openapi.json#/components/schemas/Error");
    expect(validate?.((await app.json("/api/v1/none")).body)).toBe(true);
    expect(validate?.({ ok: true })).toBe(false);
  });
});
