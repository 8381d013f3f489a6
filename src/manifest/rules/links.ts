import { quote } from "../finding.ts";
import { kindUri } from "../kinds.ts";
import type { Component } from "../model.ts";
import { nearest } from "../../nearest.ts";
import type { Found, Rule, Subject } from "./rule.ts";

const COMPUTE = `kind: ${kindUri("simple-compute-resource")}`;
const VOLUME = `kind: ${kindUri("simple-volume-mount")}`;
const STORAGE = `kind: ${kindUri("simple-storage-resource")}`;
const DATA = `kind: ${kindUri("simple-data-resource")}`;
const PLACEHOLDER = `kind: ${kindUri("abstract-data-resource")}`;

export const LINK_RULES: readonly Rule[] = [
  {
    id: "link/volume",
    severity: "error",
    explanation:
      "A volume mounts the data or storage whose meta.name it gives as resource. A name that nothing has mounts nothing, and brokers refuse it.",
    bad: mounting("input-table", "input-tabel"),
    good: mounting("input-table", "input-table"),
    *check(subject) {
      const names = namesOf(subject.data, subject.storage);
      for (const [index, volume] of (subject.compute?.volumes ?? []).entries()) {
        if (volume.resource === undefined || names.has(volume.resource)) continue;
        yield toNowhere(`/compute/volumes/${index}/resource`, volume.resource, names, "data or storage");
      }
    },
  },
  {
    id: "link/storage",
    severity: "error",
    explanation:
      "Data may say by meta.name which storage will hold it. Brokers refuse a name that no storage has.",
    bad: stored("scratch", "scrach"),
    good: stored("scratch", "scratch"),
    *check(subject) {
      const names = namesOf(subject.storage);
      for (const [index, data] of subject.data.entries()) {
        if (data.storage === undefined || names.has(data.storage)) continue;
        yield toNowhere(`/data/${index}/storage`, data.storage, names, "storage");
      }
    },
  },
  {
    id: "name/duplicate",
    severity: "error",
    explanation:
      "Links go by name. A name that two elements of data and storage share leaves open which one is meant.",
    bad: `data:\n${named("table")}${named("table")}`,
    good: `data:\n${named("table")}${named("second-table")}`,
    *check(subject) {
      const seen = new Set<string>();
      for (const [family, list] of [["data", subject.data] as const, ["storage", subject.storage] as const]) {
        for (const [index, { name }] of list.entries()) {
          if (name !== undefined && seen.has(name)) {
            yield {
              pointer: `/${family}/${index}/meta/name`,
              sentence: `The name ${quote(name)} is used twice.`,
              hint: "Give each element of data and storage a name of its own.",
            };
          }
          if (name !== undefined) seen.add(name);
        }
      }
    },
  },
  {
    id: "placeholder/unused",
    severity: "warning",
    explanation:
      "The user is asked for what a placeholder stands for. When no volume mounts it, the program never sees the answer.",
    bad: `data:\n  - ${PLACEHOLDER}\n    meta: {name: input-table}\n`,
    good: mounting("input-table", "input-table"),
    *check(subject) {
      if (!MOUNTING.has(subject.executable?.kind ?? "")) return;
      const used = new Set((subject.compute?.volumes ?? []).map((volume) => volume.resource));
      for (const { storage } of subject.data) used.add(storage);
      for (const [pointer, { name }] of placeholdersOf(subject)) {
        if (name === undefined || used.has(name)) continue;
        yield {
          pointer,
          at: "key",
          sentence: `Nothing uses the placeholder ${quote(name)}.`,
          hint: 'Add a volume to compute.volumes whose "resource" is its name.',
        };
      }
    },
  },
  {
    id: "placeholder/unnamed",
    severity: "warning",
    explanation: "A placeholder's meta.name is what a volume links to and what its user is asked for.",
    bad: `data:\n  - ${PLACEHOLDER}\n    meta: {description: A table of numbers.}\n`,
    good: mounting("input-table", "input-table"),
    *check(subject) {
      for (const [pointer, { name }] of placeholdersOf(subject)) {
        if (name !== undefined && name !== "") continue;
        yield { pointer, sentence: "A placeholder has no name.", hint: "Add meta.name." };
      }
    },
  },
];

/** Names that a hint lists. */
const MAX_NAMES = 20;

/** Kinds of executable that see data only through volumes. */
const MOUNTING = new Set(["docker-container", "singularity-container"]);

function placeholdersOf(subject: Subject): readonly (readonly [pointer: string, component: Component])[] {
  return [
    ...subject.data.map((item, index) => [`/data/${index}`, item] as const),
    ...subject.storage.map((item, index) => [`/storage/${index}`, item] as const),
  ].filter(([, item]) => item.kindState === "abstract");
}

function namesOf(...lists: readonly (readonly Component[])[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.flatMap((item) => item.name ?? [])));
}

function toNowhere(pointer: string, name: string, names: ReadonlySet<string>, what: string): Found {
  const near = nearest(name, names);
  const known = names.size === 0 ? `There is no ${what} with a name.` : `Names are: ${listed(names)}.`;
  return {
    pointer,
    sentence: `No ${what} has the name ${quote(name)}.`,
    hint: near === undefined ? known : `Did you mean "${near}"?`,
  };
}

/** The first names of many, none of them long. */
function listed(names: ReadonlySet<string>): string {
  const first = [...names].slice(0, MAX_NAMES).map((name) => name.slice(0, 60));
  return names.size > MAX_NAMES ? `${first.join(", ")} and ${names.size - MAX_NAMES} more` : first.join(", ");
}

function mounting(name: string, resource: string): string {
  return `compute:\n  ${COMPUTE}\n  volumes:\n    - ${VOLUME}\n      path: /input\n      resource: ${resource}\ndata:\n  - ${PLACEHOLDER}\n    meta: {name: ${name}}\n`;
}

function stored(name: string, storage: string): string {
  return `storage:\n  - ${STORAGE}\n    meta: {name: ${name}}\n    size: {min: 1}\ndata:\n  - ${DATA}\n    meta: {name: table}\n    location: https://data.example.org/table.csv\n    storage: ${storage}\n`;
}

function named(name: string): string {
  return `  - ${DATA}\n    meta: {name: ${name}}\n    location: https://data.example.org/table.csv\n`;
}
