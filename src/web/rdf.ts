import type { Request, RequestHandler, Response } from "express";
import { ExecatError } from "../errors.ts";
import { EXPORT_FORMATS, type ExportFormat, writeTriples } from "../vocabulary/export/export-format.ts";
import type { Triple } from "../vocabulary/rdf-words.ts";
import { factsOf } from "./middleware/request-facts.ts";
import { queryOf } from "./parameter.ts";

/**
 * The same thing as a page and its JSON twin, or as RDF: by `Accept`, or by `?format=` for people who follow a link.
 * A page wins where both are as welcome. What else there is stands in `Link`.
 *
 * Throws `INVALID_QUERY` for a format that is not known, and what `triplesOf` throws.
 */
export function pageOrRdf(
  page: RequestHandler,
  triplesOf: (request: Request) => Iterable<Triple>,
): RequestHandler {
  return async (request, response, next) => {
    response.vary("Accept");
    const format = wantedFormat(request);
    if (format === undefined) {
      response.append("Link", alternates(request));
      await page(request, response, next);
      return;
    }
    // Before anything is sent: what is not there has no alternates either.
    const text = await writeTriples(format, triplesOf(request));
    response.append("Link", alternates(request));
    sendRdf(response, format, text);
  };
}

/** The links that a page offers to its readers. */
export function rdfLinks(path: string): readonly { readonly label: string; readonly href: string }[] {
  return EXPORT_FORMATS.map(({ name, label }) => ({ label, href: `${path}?format=${name}` }));
}

function sendRdf(response: Response, format: ExportFormat, text: string): void {
  response.set("Cache-Control", "no-cache").type(format.type).send(text);
}

function wantedFormat(request: Request): ExportFormat | undefined {
  const named = queryOf(request).get("format");
  if (named !== null) {
    const format = EXPORT_FORMATS.find(({ name }) => name === named);
    if (format !== undefined) return format;
    throw new ExecatError("INVALID_QUERY", `No format "${named.slice(0, 80)}".`, {
      hint: `There are: ${EXPORT_FORMATS.map(({ name }) => name).join(", ")}.`,
    });
  }
  if (factsOf(request).api) return undefined;
  const best = request.accepts(["html", "json", ...EXPORT_FORMATS.map(({ type }) => type)]);
  return EXPORT_FORMATS.find(({ type }) => type === best);
}

function alternates(request: Request): string[] {
  // Only the path: what else stands in the address says how the page is folded.
  const path = request.path.replaceAll(/[<>"\s]/gu, encodeURIComponent);
  return [
    ...EXPORT_FORMATS.map(({ name, type }) => `<${path}?format=${name}>; rel="alternate"; type="${type}"`),
    `</api/v1${path}>; rel="alternate"; type="application/json"`,
  ];
}
