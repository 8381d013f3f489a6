import type { Migration } from "kysely";
import * as first from "./0001-first.ts";

/** Every migration by name; they run in the order of their names. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { "0001-first": first };
