import type { Rule } from "./rule.ts";

const B = "https://www.purl.org/ivoa.net/EB/schema/types";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const EXECUTABLE_B = `executable:\n  type: ${B}/executable/docker-container-1.0\n  image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: ${DIGEST}\n`;
const DATA_B = `data:\n  - {type: ${B}/data/simple-data-resource-1.0, name: table, location: "https://data.example.org/table.csv"}\n  - {type: ${B}/data/simple-data-resource-1.0, name: chart, location: "https://data.example.org/chart.csv"}\n`;
const EXECUTABLE_A = `executable:\n  type: uri:docker-container-1.0\n  repository: registry.example.org\n  image: tools/square-root\n  tag: "1.4.0"\n  digest: ${DIGEST}\n`;

const computeA = (...cores: readonly number[]): string =>
  `${EXECUTABLE_A}resources:\n  compute:\n${cores.map((min) => `    - type: uri:generic-compute\n      cores: {requested: {min: ${min}}}\n`).join("")}`;
const storageA = (size: string): string =>
  `${EXECUTABLE_A}resources:\n  storage:\n    - {name: scratch, type: uri:ephemeral-storage, size: {requested: ${size}}}\n`;
const volumesB = (names: string, volumes: string): string =>
  `${EXECUTABLE_B}compute:\n  type: ${B}/compute/simple-compute-resource-1.0\n  volumes: ${names}\nvolumes:\n${volumes}${DATA_B}`;
const volumeB = (name: string, fields: string): string => `  - {name: ${name}, path: /${name}, ${fields}}\n`;
const scheduleB = (requested: string): string => `${EXECUTABLE_B}schedule:\n  requested: {${requested}}\n`;

/** Rules about what older dialects say and dialect D, in which the catalogue keeps all, does not. */
export const DIALECT_RULES: readonly Rule[] = [
  {
    id: "kind/older",
    severity: "warning",
    explanation:
      "The kind is one that only the first dialects had. It is kept and shown; an entry with such an executable cannot be asked for.",
    bad: "executable:\n  type: uri:java-program-1.0\n",
    good: EXECUTABLE_A,
  },
  {
    id: "dialect/command-text",
    severity: "warning",
    explanation:
      "A command is a list of words. Free text is split as a shell would split it, which may not be what is meant.",
    bad: `${EXECUTABLE_B}  command: "--tol 1e-9"\n`,
    good: `${EXECUTABLE_B}  command: ["--tol", "1e-9"]\n`,
  },
  {
    id: "dialect/compute-dropped",
    severity: "warning",
    explanation:
      "Dialects A, B1 and B2 allow several machines; later ones have one, so only the first is kept.",
    bad: computeA(2, 4),
    good: computeA(2),
  },
  {
    id: "dialect/volume-unlinked",
    severity: "warning",
    explanation:
      "Where volumes stand in a list of their own, compute names those that it mounts. One that it does not name is left out.",
    bad: volumesB("[in]", volumeB("in", "resources: [table]") + volumeB("out", "resources: [chart]")),
    good: volumesB("[in]", volumeB("in", "resources: [table]")),
  },
  {
    id: "dialect/volume-split",
    severity: "hint",
    explanation:
      "A volume that is a folder of several resources becomes a volume for each, at the path followed by the resource's name.",
    bad: volumesB("[in]", volumeB("in", "cardinality: CONTAINER, resources: [table, chart]")),
    good: volumesB("[in]", volumeB("in", "resources: [table]")),
  },
  {
    id: "dialect/volume-single",
    severity: "error",
    explanation:
      "A volume for a single resource (INSTANCE, SINGLE) has several, which cannot share one path.",
    bad: volumesB("[in]", volumeB("in", "cardinality: INSTANCE, resources: [table, chart]")),
    good: volumesB("[in]", volumeB("in", "cardinality: INSTANCE, resources: [table]")),
  },
  {
    id: "dialect/start-dropped",
    severity: "warning",
    explanation:
      "Older dialects list several windows in which a run may begin. Dialect D has one, so only the first is kept.",
    bad: scheduleB('start: ["2030-01-01T08:00:00Z/PT1H", "2030-01-02T08:00:00Z/PT1H"]'),
    good: scheduleB('start: ["2030-01-01T08:00:00Z/PT1H"]'),
  },
  {
    id: "dialect/duration-max",
    severity: "warning",
    explanation:
      "Dialect A has a least and a most of the duration. Later ones have one value, which is the least.",
    bad: scheduleB("duration: {min: PT1H, max: PT4H}"),
    good: scheduleB("duration: PT1H"),
  },
  {
    id: "dialect/amount-rounded",
    severity: "hint",
    explanation:
      "Memory and storage are whole numbers of GiB. An amount in another unit is counted in GiB and rounded up.",
    bad: storageA("{min: 10, units: GB}"),
    good: storageA("{min: 10}"),
  },
  {
    id: "dialect/name-dropped",
    severity: "hint",
    explanation:
      "Later dialects have no name and description of the whole request. They go to the executable, unless it has its own.",
    bad: `name: root run\n${EXECUTABLE_B}  name: root\n`,
    good: `${EXECUTABLE_B}  name: root\n`,
  },
  {
    id: "dialect/parameter-placeholder",
    severity: "hint",
    explanation:
      "A volume of dialect A may link to a parameter and leave the data to the user. It becomes a placeholder of the parameter's name.",
    bad: `${EXECUTABLE_A}resources:\n  compute:\n    - type: uri:generic-compute\n      volumes:\n        - {type: uri:filesystem-mount, parameter: INPUT_FILE, filepath: /data/input.csv, mode: readonly}\n`,
    good: EXECUTABLE_A,
  },
  {
    id: "dialect/field-dropped",
    severity: "warning",
    explanation:
      "Later dialects have no room for what is said: several replicas, several platforms of an image.",
    bad: `${EXECUTABLE_A}resources:\n  compute:\n    - {type: uri:generic-compute, replicas: 3}\n`,
    good: `${EXECUTABLE_A}resources:\n  compute:\n    - {type: uri:generic-compute}\n`,
  },
];
