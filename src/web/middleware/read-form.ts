import express, { type Request, type RequestHandler } from "express";
import { ExecatError } from "../../errors.ts";

/** Reads the body of a form: what a browser sends, or the same as a flat JSON object. */
export const readForm = readFormOf("100kb");

/** The same for forms that hold long lists. */
export const readLargeForm = readFormOf("1mb");

function readFormOf(limit: string): readonly RequestHandler[] {
  return [express.text({ type: "application/x-www-form-urlencoded", limit }), express.json({ limit })];
}

interface FormOptions {
  /** Whether a yes is a box, which is in a form only when it is set, or else a choice between two words. */
  readonly hasBoxes: boolean;
}

/**
 * The fields of a form. Of a field given twice the last counts. JSON's `false` is a box that is not set.
 * Throws `INVALID_REQUEST` for JSON that is not a flat object and for a NUL, which PostgreSQL takes in no text, and
 * `UNSUPPORTED_MEDIA_TYPE` for another media type.
 */
export function formOf(
  request: Request,
  { hasBoxes }: FormOptions = { hasBoxes: true },
): ReadonlyMap<string, string> {
  const fields = fieldsOf(request, hasBoxes);
  for (const [name, value] of fields) {
    if (!name.includes("\0") && !value.includes("\0")) continue;
    throw new ExecatError(
      "INVALID_REQUEST",
      `The field "${name.slice(0, 80)}" holds a NUL, which is no letter.`,
      {
        hint: "Take it out: where the text was copied from may have put it there.",
      },
    );
  }
  return fields;
}

function fieldsOf(request: Request, hasBoxes: boolean): ReadonlyMap<string, string> {
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
    const isUnset = value === null || (hasBoxes && value === false);
    if (!isUnset) fields.set(name, String(value));
  }
  return fields;
}

function notFlat(): ExecatError {
  return new ExecatError("INVALID_REQUEST", "The JSON body is not an object of plain values.", {
    hint: 'Send an object like {"cores": "4", "duration": "PT1H"}.',
  });
}
