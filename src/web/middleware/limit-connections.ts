import type { RequestHandler } from "express";
import { ExecatError } from "../../errors.ts";

/** Limits how many requests of one address are answered at the same time. The answer over it is a 429. */
export function limitConnections(perAddress: number, what: string): RequestHandler {
  const open = new Map<string, number>();
  return (request, response, next) => {
    const address = request.ip ?? "";
    const count = (open.get(address) ?? 0) + 1;
    if (count > perAddress) {
      throw new ExecatError(
        "TOO_MANY_REQUESTS",
        `More than ${perAddress} ${what} at once from your address.`,
        {
          hint: "Close one of them, then try again.",
        },
      );
    }
    open.set(address, count);
    response.on("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    next();
  };
}
