import type { Request } from "express";
import { currentReader } from "./current-reader.ts";
import { mayDo } from "./permissions.ts";

/** Whether brokers may be asked with the credentials that runners share; the services behind the routes check it. */
export function mayRun(request: Request): boolean {
  return mayDo(currentReader(request), "runner");
}
