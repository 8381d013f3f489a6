import type { Request } from "express";
import type { Curator } from "../../curation/repository.ts";
import { currentReader } from "../access/current-reader.ts";

/** Who git names as the author of what a request changes. Its route lets nobody through who has not signed in. */
export function curatorOf(request: Request): Curator {
  const reader = currentReader(request);
  if (reader === undefined) throw new Error("A route that curates is open to readers.");
  return { name: reader.name, email: reader.email ?? `${reader.tokenId.toLowerCase()}@execat.invalid` };
}
