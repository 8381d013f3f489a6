import express, { type Request, type RequestHandler } from "express";
import { ExecatError } from "../../errors.ts";

const FORM_LIMIT = "100kb";

/** Reads the body of a form: what a browser sends, or the same as a flat JSON object. */
export const readForm: readonly RequestHandler[] = [
  express.text({ type: "application/x-www-form-urlencoded", limit: FORM_LIMIT }),
  express.json({ limit: FORM_LIMIT }),
];

/**
 * The fields of a form. Of a field given twice the last counts.
 * Throws `INVALID_REQUEST` for JSON that is not a flat object, `UNSUPPORTED_MEDIA_TYPE` for another media type.
 */
export function formOf(request: Request): ReadonlyMap<string, string> {
  const body: unknown = request.body;
  if (typeof body === "string") return new Map(new URLSearchParams(body));
  if (body === undefined) {
    if ((request.get("content-length") ?? "0") === "0") return new Map();
    throw new ExecatError(
      "UNSUPPORTED_MEDIA_TYPE",
      `A body of type "${request.get("content-type") ?? ""}".`,
      {
        hint: "Send application/x-www-form-urlencoded or application/json.",
      },
    );
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw notFlat();
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === "object" && value !== null) throw notFlat();
    if (value !== null) fields.set(name, String(value));
  }
  return fields;
}

function notFlat(): ExecatError {
  return new ExecatError("INVALID_REQUEST", "The JSON body is not an object of plain values.", {
    hint: 'Send an object like {"cores": "4", "duration": "PT1H"}.',
  });
}
