import { nearest } from "../../nearest.ts";
import { quote } from "../finding.ts";
import { kindUri } from "../kinds.ts";
import type { Found, Rule, Subject } from "./rule.ts";

const COMPUTE = `kind: ${kindUri("simple-compute-resource")}`;
const VOLUME = `kind: ${kindUri("simple-volume-mount")}`;
const DATA = `kind: ${kindUri("simple-data-resource")}`;
const CONTAINER = `kind: ${kindUri("docker-container")}`;
const IMAGE = `image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: sha256:${"0123456789abcdef".repeat(4)}`;

const SCHEME = /^[a-z][a-z0-9+.-]*:/iu;
/** Addresses that only the author's own machine has. */
const LOCAL = /^(?:file:|https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\]|[^/]*\.local(?:[:/]|$)))/iu;

/** Rules about where things are: data, notebooks and images on the network, volumes and ports in the container. */
export const PLACE_RULES: readonly Rule[] = [
  {
    id: "location/address",
    severity: "warning",
    explanation:
      "A broker fetches data, notebooks and images from the network, so it needs a whole address with a scheme, and without spaces.",
    bad: data("location: table.csv"),
    good: data("location: https://data.example.org/table.csv"),
    *check(subject) {
      for (const [pointer, location] of locationsOf(subject)) {
        const reason = faultOfAddress(location);
        if (reason === undefined) continue;
        yield {
          pointer,
          sentence: `The location ${quote(location)} ${reason}, so a broker cannot fetch it.`,
          hint: /\s/u.test(location)
            ? "Write %20 for a space."
            : "Write a whole address that begins with https://.",
        };
      }
    },
  },
  {
    id: "location/local",
    severity: "warning",
    explanation:
      "A path or address of the author's own machine leads nowhere, or elsewhere, on the machine of a broker.",
    bad: data("location: file:///home/ada/table.csv"),
    good: data("location: https://data.example.org/table.csv"),
    *check(subject) {
      for (const [pointer, location] of locationsOf(subject)) {
        if (!LOCAL.test(location)) continue;
        yield {
          pointer,
          sentence: `The location ${quote(location)} is on the machine of whoever runs it, not on the network.`,
          hint: "Put the file where everybody can fetch it; or make it a placeholder that the user fills in.",
        };
      }
    },
  },
  {
    id: "location/ivoid",
    severity: "warning",
    explanation:
      "Resources of the IVOA are named by identifiers that begin with ivo:// and the name of an authority.",
    bad: `data:\n  - kind: ${kindUri("ivoa-data-resource")}\n    meta: {name: table}\n    ivoa: {ivoid: "https://data.example.org/table"}\n`,
    good: `data:\n  - kind: ${kindUri("ivoa-data-resource")}\n    meta: {name: table}\n    ivoa: {ivoid: "ivo://example.org/table"}\n`,
    *check(subject) {
      for (const [index, { ivoa }] of subject.data.entries()) {
        const ivoid = ivoa?.["ivoid"];
        if (typeof ivoid !== "string" || /^ivo:\/\/[A-Za-z0-9][\w.!~*'()+=-]{2,}(?:\/\S*)?$/iu.test(ivoid))
          continue;
        yield {
          pointer: `/data/${index}/ivoa/ivoid`,
          sentence: `${quote(ivoid)} is not an identifier of the IVOA.`,
          hint: "It begins with ivo:// and an authority, for instance ivo://example.org/table.",
        };
      }
    },
  },
  {
    id: "volume/path",
    severity: "warning",
    explanation: "A volume is mounted at a place of the container's file system, which begins with a slash.",
    bad: mounts(["input"]),
    good: mounts(["/input"]),
    *check({ compute }) {
      for (const [index, { path }] of (compute?.volumes ?? []).entries()) {
        if (path === undefined || path.startsWith("/")) continue;
        yield {
          pointer: `/compute/volumes/${index}/path`,
          sentence: `The path ${quote(path)} does not begin with a slash, so it is no place in the container.`,
          hint: `Write for instance ${quote(`/${path.replace(/^(?:\.\/|~\/)/u, "").slice(0, 60)}`)}.`,
        };
      }
    },
  },
  {
    id: "volume/path-twice",
    severity: "error",
    explanation: "Two volumes at one path hide each other, so nobody can tell what the program sees.",
    bad: mounts(["/input", "/input"]),
    good: mounts(["/input"]),
    *check({ compute }) {
      const seen = new Set<string>();
      for (const [index, { path }] of (compute?.volumes ?? []).entries()) {
        if (path === undefined) continue;
        const place = path.replace(/\/+$/u, "");
        if (seen.has(place)) {
          yield {
            pointer: `/compute/volumes/${index}/path`,
            sentence: `Another volume is mounted at ${quote(path)} already.`,
            hint: "Give each volume a path of its own.",
          };
        }
        seen.add(place);
      }
    },
  },
  {
    id: "port/duplicate",
    severity: "warning",
    explanation: "A port of the container that is listed twice opens once.",
    bad: ports([8888, 8888]),
    good: ports([8888, 8889]),
    *check({ executable }) {
      const seen = new Set<string>();
      for (const [index, { internal, protocol = "TCP" }] of (executable?.ports ?? []).entries()) {
        if (internal === undefined) continue;
        const key = `${internal}/${protocol === "UDP" ? "UDP" : "TCP"}`;
        if (seen.has(key)) {
          yield {
            pointer: `/executable/network/ports/${index}/internal/port`,
            sentence: `The port ${internal} is there twice.`,
            hint: "Keep one of the two.",
          };
        }
        seen.add(key);
      }
    },
  },
  {
    id: "amount/unlikely",
    severity: "warning",
    explanation:
      "Memory and storage are counted in GiB. Thousands of them, or thousands of cores, are mostly meant in another unit.",
    bad: `compute:\n  ${COMPUTE}\n  memory: {min: 4096}\n`,
    good: `compute:\n  ${COMPUTE}\n  memory: {min: 4}\n`,
    check: findUnlikely,
  },
];

const MOST_LIKELY = { cores: 1024, memory: 2048, size: 1_000_000 } as const;

function* findUnlikely({ compute, storage }: Subject): Generator<Found> {
  const ranges = [
    ["/compute/cores", compute?.cores, "cores"],
    ["/compute/memory", compute?.memory, "memory"],
    ...storage.map(({ size }, index) => [`/storage/${index}/size`, size, "size"] as const),
  ] as const;
  for (const [pointer, range, what] of ranges) {
    const least = range?.min;
    if (least === undefined || least <= MOST_LIKELY[what]) continue;
    const isMebibytes = what !== "cores" && least % 256 === 0;
    yield {
      pointer: `${pointer}/min`,
      sentence: `${least}${what === "cores" ? "" : " GiB"} of ${what === "size" ? "storage" : what} are more than most brokers have.`,
      hint: isMebibytes
        ? `Amounts count GiB: ${least} MiB are ${least / 1024} GiB.`
        : "Check the unit: it is GiB.",
    };
  }
}

function faultOfAddress(location: string): string | undefined {
  if (location === "") return undefined;
  if (/\s/u.test(location)) return "holds a space";
  if (!SCHEME.test(location)) return "has no scheme";
  if (/^(?:https?|ftp):(?!\/\/)/iu.test(location)) return "has no // behind its scheme";
  const scheme = location.slice(0, location.indexOf(":")).toLowerCase();
  const isMisspelt = scheme !== "http" && scheme !== "https" && nearest(scheme, ["https"]) !== undefined;
  return isMisspelt ? "has a misspelt scheme" : undefined;
}

function locationsOf({
  executable,
  data,
}: Subject): readonly (readonly [pointer: string, location: string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ["/executable/location", executable?.location],
    ...data.map(({ location }, index) => [`/data/${index}/location`, location] as const),
  ];
  return all.flatMap(([pointer, location]) => (location === undefined ? [] : [[pointer, location] as const]));
}

function data(line: string): string {
  return `data:\n  - ${DATA}\n    meta: {name: table}\n    ${line}\n`;
}

function mounts(paths: readonly string[]): string {
  const volumes = paths
    .map((path) => `    - ${VOLUME}\n      path: ${path}\n      resource: table\n`)
    .join("");
  return `compute:\n  ${COMPUTE}\n  volumes:\n${volumes}${data("location: https://data.example.org/table.csv")}`;
}

function ports(numbers: readonly number[]): string {
  const lines = numbers.map(
    (number) => `      - {access: true, protocol: HTTP, path: /, internal: {port: ${number}}}\n`,
  );
  return `executable:\n  ${CONTAINER}\n  ${IMAGE}\n  network:\n    ports:\n${lines.join("")}`;
}
