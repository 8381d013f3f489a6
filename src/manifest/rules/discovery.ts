import { joinPointer, quote } from "../finding.ts";
import { kindUri } from "../kinds.ts";
import { nearest } from "../../nearest.ts";
import { licenseMeant, readLicense } from "./license-expression.ts";
import type { Rule, Subject } from "./rule.ts";

const HEAD = "discovery:\n  title: Root\n  summary: Takes roots.\n";
const PLACEHOLDER = `compute:\n  kind: ${kindUri("simple-compute-resource")}\n  volumes:\n    - kind: ${kindUri("simple-volume-mount")}\n      path: /input\n      resource: table\ndata:\n  - kind: ${kindUri("abstract-data-resource")}\n    meta: {name: table}\n`;

/** Rules about the discovery block as a whole. */
export const DISCOVERY_RULES: readonly Rule[] = [
  {
    id: "discovery/missing",
    severity: "hint",
    explanation:
      "Without a discovery block, title, summary and the like are taken from codemeta.json, CITATION.cff, LICENSE and README of the repository, or from the manifest; terms are nowhere else.",
    bad: `---\nexecutable:\n  kind: ${kindUri("jupyter-notebook")}\n  location: https://notebooks.example.org/root.ipynb\n`,
    good: HEAD,
    *check({ discoveryBlock }) {
      if (discoveryBlock !== undefined) return;
      yield {
        pointer: "",
        at: "key",
        sentence: "There is no discovery block, so people find the program only by chance.",
        hint: 'Add "discovery" with terms, and a title and summary unless codemeta.json, CITATION.cff or README says them.',
      };
    },
  },
  {
    id: "discovery/title-missing",
    severity: "hint",
    explanation:
      "Without a title here, that of codemeta.json, CITATION.cff or README of the repository is taken; else the name in the manifest, of the folder or of the repository stands in. No finding where the files beside are known to say it.",
    bad: "discovery:\n  summary: Takes roots.\n",
    good: HEAD,
    *check(subject) {
      if (subject.discoveryBlock === undefined || subject.discoveryBlock["title"] !== undefined) return;
      yield {
        pointer: "/discovery",
        at: "key",
        sentence: "There is no title.",
        hint: 'Add "title", unless codemeta.json, CITATION.cff or README has one.',
      };
    },
  },
  {
    id: "discovery/summary-missing",
    severity: "hint",
    explanation:
      "The summary is what readers see first in a list. Without one here, a description stands in, else what codemeta.json, CITATION.cff or README of the repository say. No finding where the files beside are known to say it.",
    bad: "discovery:\n  title: Root\n",
    good: HEAD,
    *check(subject) {
      if (subject.discoveryBlock === undefined || subject.discoveryBlock["summary"] !== undefined) return;
      yield {
        pointer: "/discovery",
        at: "key",
        sentence: "There is no summary.",
        hint: 'Add "summary", one sentence on what the program does, unless codemeta.json, CITATION.cff or README says it.',
      };
    },
  },
  {
    id: "discovery/summary-long",
    severity: "warning",
    explanation: "A summary is one sentence of at most 160 characters; lists cut what is longer.",
    bad: `discovery:\n  title: Root\n  summary: ${"Takes roots of numbers, ".repeat(8)}and more.\n`,
    good: HEAD,
  },
  {
    id: "discovery/description-same",
    severity: "hint",
    explanation: "A description that repeats the summary tells nothing new.",
    bad: `${HEAD}  description: Takes roots.\n`,
    good: `${HEAD}  description: Takes roots by the method of Newton and Raphson.\n`,
    *check({ discovery }) {
      if (discovery?.summary === undefined || discovery.description?.trim() !== discovery.summary) return;
      yield {
        pointer: "/discovery/description",
        sentence: "The description repeats the summary.",
        hint: "Say more, or leave it out.",
      };
    },
  },
  {
    id: "discovery/name",
    severity: "error",
    explanation: "The name is part of the entry's address: 1 to 64 small letters, digits, hyphens.",
    bad: `${HEAD}  name: Square Root\n`,
    good: `${HEAD}  name: square-root\n`,
  },
  {
    id: "discovery/url",
    severity: "warning",
    explanation: "Links lead to web pages, so only whole addresses with http or https are taken.",
    bad: `${HEAD}  homepage: www.example.org\n`,
    good: `${HEAD}  homepage: https://www.example.org/\n`,
  },
  {
    id: "discovery/sample-url",
    severity: "warning",
    explanation: "A sample is data that a broker can fetch, so it needs a whole address.",
    bad: `${PLACEHOLDER}${HEAD}  inputs:\n    table: {sample: table.csv}\n`,
    good: `${PLACEHOLDER}${HEAD}  inputs:\n    table: {sample: "https://data.example.org/table.csv"}\n`,
    *check({ discovery }) {
      for (const { name, sample } of discovery?.inputs ?? []) {
        if (sample === undefined || /^[a-z][a-z0-9+.-]*:\S+$/iu.test(sample)) continue;
        yield {
          pointer: joinPointer(joinPointer("/discovery/inputs", name), "sample"),
          sentence: `The sample ${quote(sample)} has no scheme, so nothing can be fetched.`,
          hint: "Write a whole address that begins with https://.",
        };
      }
    },
  },
  {
    id: "discovery/license",
    severity: "warning",
    explanation: "Licences are given as SPDX expressions, so that people and programs can compare them.",
    bad: `${HEAD}  license: Apache 2.0\n`,
    good: `${HEAD}  license: Apache-2.0\n`,
    *check({ discovery }) {
      const license = discovery?.license;
      if (license === undefined) return;
      const { wellFormed, suspects } = readLicense(license);
      const pointer = "/discovery/license";
      if (!wellFormed) {
        yield {
          pointer,
          sentence: `The licence ${quote(license)} is no SPDX expression.`,
          ...adviceOnLicense(licenseMeant(license)),
        };
      }
      for (const { written, meant } of suspects) {
        yield {
          pointer,
          sentence: `The licence ${quote(written)} is not an identifier of SPDX.`,
          hint:
            meant === undefined
              ? "https://spdx.org/licenses lists them; for one of your own write LicenseRef-<name>."
              : `Did you mean "${meant.replaceAll(" or ", '" or "')}"?`,
          fix:
            written.toLowerCase() === meant?.toLowerCase() && license === written
              ? JSON.stringify(meant)
              : undefined,
        };
      }
    },
  },
  {
    id: "discovery/license-deprecated",
    severity: "hint",
    explanation:
      "SPDX replaced the identifier, mostly because it left open whether later versions hold as well.",
    bad: `${HEAD}  license: GPL-3.0\n`,
    good: `${HEAD}  license: GPL-3.0-or-later\n`,
    *check({ discovery }) {
      if (discovery?.license === undefined) return;
      for (const { written, instead } of readLicense(discovery.license).deprecated) {
        yield {
          pointer: "/discovery/license",
          sentence: `The licence identifier ${quote(written)} is deprecated.`,
          hint:
            instead === undefined ? "https://spdx.org/licenses says what replaced it." : `Write ${instead}.`,
        };
      }
    },
  },
  {
    id: "discovery/input-unknown",
    severity: "warning",
    explanation: "An input describes a placeholder by its name. One that names none has no effect.",
    bad: `${PLACEHOLDER}${HEAD}  inputs:\n    tabel: {formats: [CSV]}\n`,
    good: `${PLACEHOLDER}${HEAD}  inputs:\n    table: {formats: [CSV]}\n`,
    *check(subject) {
      const names = componentNames(subject);
      for (const { name } of subject.discovery?.inputs ?? []) {
        if (names.has(name)) continue;
        const near = nearest(name, names);
        yield {
          pointer: joinPointer("/discovery/inputs", name),
          at: "key",
          sentence: `The input ${quote(name)} names no data or storage of the manifest.`,
          hint: near === undefined ? "Use the meta.name of a placeholder." : `Did you mean "${near}"?`,
        };
      }
    },
  },
  {
    id: "discovery/twice",
    severity: "warning",
    explanation:
      "The manifest has a discovery block and ivoa-discovery.yaml lies beside it. The manifest's own is taken.",
  },
  {
    id: "discovery/orphan",
    severity: "warning",
    explanation:
      "A document of ivoa-discovery.yaml belongs to no document of the manifest, by name or by number.",
  },
];

function adviceOnLicense(meant: string | undefined): {
  readonly hint: string;
  readonly fix?: string | undefined;
} {
  if (meant === undefined) {
    return { hint: "Write for instance MIT, Apache-2.0, BSD-3-Clause, GPL-3.0-or-later, or A OR B." };
  }
  return { hint: `Write ${meant}.`, fix: meant.includes(" ") ? undefined : JSON.stringify(meant) };
}

function componentNames(subject: Subject): ReadonlySet<string> {
  return new Set([...subject.data, ...subject.storage].flatMap(({ name }) => name ?? []));
}
