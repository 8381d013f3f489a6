import type { Request } from "express";
import { currentReader } from "./current-reader.ts";
import { mayDo } from "./permissions.ts";

/** Whether a page shows the links and forms of a curator; the routes behind them check it again. */
export function mayCurate(request: Request): boolean {
  return mayDo(currentReader(request), "curator");
}
