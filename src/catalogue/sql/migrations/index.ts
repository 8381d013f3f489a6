import type { Migration } from "kysely";
import * as first from "./0001-first.ts";
import * as layers from "./0002-layers.ts";
import * as facts from "./0003-facts.ts";
import * as forges from "./0004-forges.ts";
import * as versions from "./0005-versions.ts";
import * as addresses from "./0006-addresses.ts";
import * as excerpts from "./0008-excerpts.ts";
import * as terms from "./0009-terms.ts";
import * as access from "./0010-access.ts";

/** Every migration by name; they run in the order of their names. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-first": first,
  "0002-layers": layers,
  "0003-facts": facts,
  "0004-forges": forges,
  "0005-versions": versions,
  "0006-addresses": addresses,
  "0008-excerpts": excerpts,
  "0009-terms": terms,
  "0010-access": access,
};
