import { kindUri } from "../kinds.ts";
import type { Rule } from "./rule.ts";

const COMPUTE = `compute:\n  kind: ${kindUri("simple-compute-resource")}\n`;
const CONTAINER = `executable:\n  kind: ${kindUri("docker-container")}\n`;
const LOCATION = "locations: [registry.example.org/tools/square-root:1.4.0]";
const DIGEST = `digest: sha256:${"0123456789abcdef".repeat(4)}`;

/** Rules about the shape of a document, found by the check against the JSON Schemas in `schemas/`. */
export const SHAPE_RULES: readonly Rule[] = [
  {
    id: "shape/required",
    severity: "error",
    explanation: "A key is missing without which the component says nothing, such as a container's image.",
    bad: CONTAINER,
    good: `${CONTAINER}  image:\n    ${LOCATION}\n    ${DIGEST}\n`,
  },
  {
    id: "shape/type",
    severity: "error",
    explanation:
      "The value is of another type than the schema has: a number where text belongs, a map for a list.",
    bad: `${CONTAINER}  command: --tol 1e-9\n  image:\n    ${LOCATION}\n    ${DIGEST}\n`,
    good: `${CONTAINER}  command: ["--tol", "1e-9"]\n  image:\n    ${LOCATION}\n    ${DIGEST}\n`,
  },
  {
    id: "shape/choice",
    severity: "error",
    explanation: "The value is none of those that the schema allows here.",
    bad: "discovery:\n  title: Root\n  summary: Takes roots.\n  role: packer\n",
    good: "discovery:\n  title: Root\n  summary: Takes roots.\n  role: packager\n",
  },
  {
    id: "shape/limit",
    severity: "error",
    explanation: "The value is empty, or outside of what the schema allows.",
    bad: 'discovery:\n  title: ""\n  summary: Takes roots.\n',
    good: "discovery:\n  title: Root\n  summary: Takes roots.\n",
  },
  {
    id: "shape/unknown-key",
    severity: "warning",
    explanation:
      "The key has no meaning here. It has no effect, and brokers that read YAML strictly refuse it.",
    bad: "discovery:\n  title: Root\n  sumary: Takes roots.\n",
    good: "discovery:\n  title: Root\n  summary: Takes roots.\n",
  },
  {
    id: "shape/misplaced-key",
    severity: "warning",
    explanation: "The key has a meaning elsewhere, but none where it stands.",
    bad: `${CONTAINER}  keywords: [root]\n  image:\n    ${LOCATION}\n    ${DIGEST}\n`,
    good: `${CONTAINER}  image:\n    ${LOCATION}\n    ${DIGEST}\ndiscovery:\n  title: Root\n  summary: Takes roots.\n  keywords: [root]\n`,
  },
  {
    id: "shape/wrong-level",
    severity: "error",
    explanation:
      "The key stands at the wrong level, and is missing where it belongs, so brokers would be asked for something else than what is written.",
    bad: `${CONTAINER}  ${DIGEST}\n  image:\n    ${LOCATION}\n`,
    good: `${CONTAINER}  image:\n    ${LOCATION}\n    ${DIGEST}\n`,
  },
  {
    id: "shape/misspelt-key",
    severity: "error",
    explanation:
      "A key is missing without which the component says nothing, and one that is spelt almost the same is not known.",
    bad: `${CONTAINER}  imgae:\n    ${LOCATION}\n    ${DIGEST}\n`,
    good: `${CONTAINER}  image:\n    ${LOCATION}\n    ${DIGEST}\n`,
  },
  {
    id: "shape/too-many",
    severity: "error",
    explanation:
      "Two hundred findings of a sort are listed for a document, and a thousand of all sorts for a file; the rest is counted. The finding that says so is as grave as the gravest of them.",
  },
  {
    id: "amount/value",
    severity: "error",
    explanation:
      "Amounts are whole numbers of at least 1 without a unit: cores are counted, memory and storage are in GiB (1 GiB = 1,073,741,824 bytes).",
    bad: `${COMPUTE}  memory: {min: 4 GB}\n`,
    good: `${COMPUTE}  memory: {min: 4}\n`,
  },
  {
    id: "amount/range",
    severity: "error",
    explanation: "An amount says a least and a most; either may be left out.",
    bad: `${COMPUTE}  cores: 4\n`,
    good: `${COMPUTE}  cores: {min: 4}\n`,
  },
  {
    id: "port/range",
    severity: "error",
    explanation: "Ports are whole numbers from 1 to 65535.",
    bad: port(70_000),
    good: port(8888),
  },
];

function port(number: number): string {
  return `${CONTAINER}  image:\n    ${LOCATION}\n    ${DIGEST}\n  network:\n    ports:\n      - {access: true, protocol: HTTP, path: /, internal: {port: ${number}}}\n`;
}
