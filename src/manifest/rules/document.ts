import { kindUri } from "../kinds.ts";
import type { Rule } from "./rule.ts";

const CONTAINER = `executable:\n  kind: ${kindUri("docker-container")}\n  image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: sha256:${"0123456789abcdef".repeat(4)}\n`;
const named = (name: string): string =>
  `${CONTAINER}discovery: {name: ${name}, title: Root, summary: Takes roots.}\n`;

/** Rules about what a document is and which document of its file, found by the reader. */
export const DOCUMENT_RULES: readonly Rule[] = [
  {
    id: "document/not-a-map",
    severity: "error",
    explanation: "A manifest is a map of keys and values, with executable among them.",
    bad: "--- [executable]\n",
    good: `---\n${CONTAINER}`,
  },
  {
    id: "document/accidental",
    severity: "warning",
    explanation:
      "A line --- begins a new document. One without executable is mostly an accident, and is ignored.",
    bad: `---\n${CONTAINER}---\ndiscovery: {title: Root}\n`,
    good: `---\n${CONTAINER}discovery: {title: Root}\n`,
  },
  {
    id: "document/unnamed",
    severity: "warning",
    explanation:
      "Each document of a file is an entry. Without discovery.name its number stands in its address, which then changes when the documents change places.",
    bad: `---\n${CONTAINER}---\n${named("second")}`,
    good: `---\n${named("first")}---\n${named("second")}`,
  },
  {
    id: "document/same-name",
    severity: "error",
    explanation: "Two documents of one file with the same discovery.name would have the same address.",
    bad: `---\n${named("root")}---\n${named("root")}`,
    good: `---\n${named("root")}---\n${named("cube-root")}`,
  },
  {
    id: "document/too-costly",
    severity: "error",
    explanation:
      "What strangers wrote is read within limits of time and memory, far above what any manifest needs. A text that breaks one is not published; what was published before stays.",
  },
  {
    id: "executable/missing",
    severity: "error",
    explanation: "A manifest without executable describes nothing that could be run.",
    bad: "--- \ndiscovery: {title: Root}\n",
    good: CONTAINER,
  },
  {
    id: "kind/missing",
    severity: "error",
    explanation: "The kind says what a component is. Brokers refuse the whole request when one is missing.",
    bad: "executable:\n  image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n",
    good: CONTAINER,
  },
  {
    id: "kind/family",
    severity: "error",
    explanation: "The kind belongs to another family: data where storage stands, for instance.",
    bad: `storage:\n  - kind: ${kindUri("simple-data-resource")}\n`,
    good: `storage:\n  - kind: ${kindUri("simple-storage-resource")}\n`,
  },
  {
    id: "kind/unknown",
    severity: "warning",
    explanation:
      "The kind is none that we know. The document is published; an executable of such a kind is shown as other and cannot be asked for, and the fields of other components are not checked.",
    bad: `storage:\n  - kind: ${kindUri("simple-storage-resource").replace("resource", "resourse")}\n`,
    good: `storage:\n  - kind: ${kindUri("simple-storage-resource")}\n`,
  },
  {
    id: "kind/bare",
    severity: "warning",
    explanation: "The name of a kind without its URI is understood here, but not by brokers.",
    bad: "storage:\n  - kind: simple-storage-resource\n",
    good: `storage:\n  - kind: ${kindUri("simple-storage-resource")}\n`,
  },
  {
    id: "kind/spelling",
    severity: "hint",
    explanation:
      "Another spelling of the kind's URI (doubled slash, -1.0, plural) is understood here, but not by all brokers.",
    bad: `storage:\n  - kind: ${kindUri("simple-storage-resource").replace("kinds/", "kinds//")}\n`,
    good: `storage:\n  - kind: ${kindUri("simple-storage-resource")}\n`,
  },
  {
    id: "volume/mode",
    severity: "warning",
    explanation: "Older dialects wrote ro, rw and readonly. Brokers of today take READONLY and READWRITE.",
    bad: mounted("ro"),
    good: mounted("READONLY"),
  },
];

function mounted(mode: string): string {
  return `compute:\n  kind: ${kindUri("simple-compute-resource")}\n  volumes:\n    - kind: ${kindUri("simple-volume-mount")}\n      path: /input\n      mode: ${mode}\n      resource: table\ndata:\n  - kind: ${kindUri("abstract-data-resource")}\n    meta: {name: table}\n`;
}
