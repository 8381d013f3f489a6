import { type RdfObject, shortName, type Triple } from "../rdf-words.ts";
import type { Tally } from "./tally.ts";

/** All that a graph says, by subject; what is taken from it is known, and what stays can be named. */
export interface Statements {
  readonly subjects: readonly string[];
  /** The objects of a property; they count as used from now on. */
  take(subject: string, predicate: string): readonly RdfObject[];
  /** The objects of a property that others may still take. */
  peek(subject: string, predicate: string): readonly RdfObject[];
  /** Counts what nobody took of a subject, by property. */
  countRest(subject: string, tally: Tally): void;
}

export function createStatements(triples: readonly Triple[]): Statements {
  const bySubject = new Map<string, Map<string, RdfObject[]>>();
  for (const { subject, predicate, object } of triples) {
    const own = bySubject.get(subject) ?? new Map<string, RdfObject[]>();
    bySubject.set(subject, own);
    const objects = own.get(predicate);
    if (objects === undefined) own.set(predicate, [object]);
    else objects.push(object);
  }
  const taken = new Map<string, Set<string>>();
  const peek = (subject: string, predicate: string): readonly RdfObject[] =>
    bySubject.get(subject)?.get(predicate) ?? [];
  return {
    subjects: [...bySubject.keys()],
    peek,
    take(subject, predicate) {
      const own = taken.get(subject) ?? new Set<string>();
      taken.set(subject, own.add(predicate));
      return peek(subject, predicate);
    },
    countRest(subject, tally) {
      for (const [predicate, objects] of bySubject.get(subject) ?? []) {
        if (taken.get(subject)?.has(predicate) !== true) tally.add(shortName(predicate), objects.length);
      }
    },
  };
}
