import type { RequestHandler } from "express";
import { ExecatError } from "../../errors.ts";

/** Refuses addresses with a NUL: nothing here is called so, and PostgreSQL takes none in a text. */
export function refuseNul(): RequestHandler {
  return (request, _response, next) => {
    if (!request.url.includes("%00")) {
      next();
      return;
    }
    throw new ExecatError("INVALID_REQUEST", "The address holds a NUL, which is no letter.", {
      hint: "Take the `%00` out.",
    });
  };
}
