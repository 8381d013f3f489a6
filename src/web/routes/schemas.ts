import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExecatError } from "../../errors.ts";
import { editorSchema } from "../../manifest/editor-schema.ts";
import { listFacetTerms } from "../../vocabulary/facet-terms.ts";
import { madeFrom } from "../../vocabulary/live-vocabularies.ts";
import type { WebContext } from "../context.ts";
import { openApiDocument } from "../openapi/document.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";

/** `GET /schemas/<name>`: the files of `schemas/`, the schema for editors, and the description of this server's JSON side. */
export function addSchemaRoutes(routes: Routes, context: WebContext): void {
  const folder = join(context.root, "schemas");
  const files = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
  files.set("openapi.json", Buffer.from(JSON.stringify(openApiDocument(), undefined, 2)));
  // The file in schemas/ has the shipped terms; this one has those of the catalogue that serves it.
  const manifestSchema = madeFrom(
    {
      get current() {
        return context.services.vocabularies;
      },
    },
    (vocabularies) => Buffer.from(JSON.stringify(editorSchema(listFacetTerms(vocabularies)), undefined, 2)),
  );
  routes.add("/schemas/:name", {
    get: (request, response) => {
      const name = parameterOf(request, "name");
      const bytes = name === "manifest.json" ? manifestSchema() : files.get(name);
      if (bytes === undefined) {
        throw new ExecatError("NOT_FOUND", `No schema "${name.slice(0, 80)}".`, {
          hint: `There are: ${[...files.keys()].sort().join(", ")}.`,
        });
      }
      response.set({
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "public, max-age=300",
      });
      response.send(bytes);
    },
  });
}
