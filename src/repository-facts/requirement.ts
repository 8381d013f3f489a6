import type { Requirement } from "../manifest/model.ts";
import { some } from "./texts.ts";

const PEP_508 = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*\(?([^;()@]*)\)?/u;
const CONDA = /^(?:[\w./-]+::)?([A-Za-z0-9_][A-Za-z0-9._-]*)\s*(.*)$/u;

/** Reads `numpy[extra] >= 2; python_version < "3.13"`. What holds only under a condition, or has an address, is left out. */
export function toRequirement(text: string): Requirement | undefined {
  const plain = text.replace(/\s#.*$/u, "").trim();
  if (plain.includes(";") || plain.includes("@")) return undefined;
  const [, name, extras = "", specifier = ""] = PEP_508.exec(plain) ?? [];
  return name === undefined ? undefined : { name: `${name}${extras}`, specifier: tidy(specifier) };
}

/** Reads a list of them; what cannot be said in a manifest stands apart, as it is written. */
export function toRequirements(texts: readonly string[]): {
  readonly requirements: readonly Requirement[] | undefined;
  readonly otherRequirements: readonly string[] | undefined;
} {
  const read = texts.map((text) => ({ text: text.trim(), requirement: toRequirement(text) }));
  return {
    requirements: some(read.flatMap(({ requirement }) => requirement ?? [])),
    otherRequirements: some(
      read.flatMap(({ text, requirement }) => (requirement === undefined && text !== "" ? text : [])),
    ),
  };
}

/** Reads conda's `channel::numpy=1.26=build`, whose single `=` stands for "begins with". */
export function toCondaRequirement(text: string): Requirement | undefined {
  const [, name, version = ""] = CONDA.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  const [, wanted] = /^=?=?\s*v?([\d.]+\d)(?:\.\*)?(?:=.*)?$/u.exec(version) ?? [];
  if (wanted === undefined) return { name, specifier: tidy(version) };
  return { name, specifier: version.startsWith("==") ? `== ${wanted}` : `== ${wanted}.*` };
}

/** `>=2,<3` as `>= 2, < 3`. What is no specifier of PEP 440 is dropped: any version is said then. */
function tidy(specifier: string): string {
  const clauses = specifier
    .split(",")
    .filter((clause) => clause.trim() !== "")
    .map((clause) => /^\s*(~=|===|==|!=|<=|>=|<|>)\s*([\w.*+!-]+)\s*$/u.exec(clause));
  if (clauses.some((clause) => clause === null)) return "";
  return clauses.map((clause) => `${clause?.[1] ?? ""} ${clause?.[2] ?? ""}`).join(", ");
}
