import { quote } from "../finding.ts";
import type { ImageReference } from "../model.ts";
import { faultOfDigest, parseImageReference, type ParsedReference } from "./image-reference.ts";
import type { Found, Rule, Subject } from "./rule.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const OTHER_DIGEST = `sha256:${"fedcba9876543210".repeat(4)}`;
const LOCATION = "/executable/image/locations";

export const IMAGE_RULES: readonly Rule[] = [
  {
    id: "image/reference",
    severity: "error",
    explanation:
      "An image is named by a reference of the OCI specification: registry/name:tag, in small letters, without a scheme. No broker can fetch anything else.",
    bad: container(["locations: [registry.example.org/Tools/Square-Root:1.4.0]", `digest: ${DIGEST}`]),
    good: container(["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`]),
    *check(subject) {
      for (const [index, location] of (imageOf(subject)?.locations ?? []).entries()) {
        const reading = parseImageReference(location);
        if (reading.ok || location === "") continue;
        yield {
          pointer: `${LOCATION}/${index}`,
          sentence: `The image reference ${quote(location)} ${reading.reason}.`,
          hint: reading.hint,
          ...(reading.meant === undefined ? {} : { fix: JSON.stringify(reading.meant) }),
        };
      }
    },
  },
  {
    id: "image/digest-malformed",
    severity: "error",
    explanation:
      "A digest pins what runs. One that is shortened or malformed pins nothing, and brokers refuse it.",
    bad: container([
      "locations: [registry.example.org/tools/square-root:1.4.0]",
      "digest: sha256:0123....cdef",
    ]),
    good: container(["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`]),
    *check(subject) {
      const digest = imageOf(subject)?.digest;
      const fault = digest === undefined ? undefined : faultOfDigest(digest);
      if (fault === undefined) return;
      yield {
        pointer: "/executable/image/digest",
        sentence: `The digest ${quote(digest)} ${fault.reason}.`,
        hint: fault.hint,
        fix: fault.fix,
      };
    },
  },
  {
    id: "image/digest-missing",
    severity: "warning",
    explanation:
      "Without a digest the image behind a tag may change, so that two runs are not of the same program. Some brokers refuse an image without one.",
    bad: container(["locations: [registry.example.org/tools/square-root:1.4.0]"]),
    good: container(["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`]),
    *check(subject) {
      const first = firstReference(subject);
      if (first === undefined || first.tag === undefined || digestOf(subject, first) !== undefined) return;
      yield {
        pointer: "/executable/image",
        at: "key",
        sentence: "The image has no digest, so what runs may change without notice.",
        hint: 'Add "digest", which registries and "docker images --digests" show.',
      };
    },
  },
  {
    id: "image/latest",
    severity: "warning",
    explanation: "The tag latest says nothing about which version runs, and moves with every release.",
    bad: container(["locations: [registry.example.org/tools/square-root:latest]", `digest: ${DIGEST}`]),
    good: container(["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`]),
    *check(subject) {
      for (const [index, location] of (imageOf(subject)?.locations ?? []).entries()) {
        const reading = parseImageReference(location);
        if (!reading.ok || reading.reference.tag !== "latest") continue;
        yield {
          pointer: `${LOCATION}/${index}`,
          sentence: 'The tag "latest" does not say which version runs.',
          hint: "Name the tag of a release.",
        };
      }
    },
  },
  {
    id: "image/untagged",
    severity: "warning",
    explanation:
      "A reference with neither tag nor digest means whatever is the latest at the moment of the run.",
    bad: container(["locations: [registry.example.org/tools/square-root]"]),
    good: container(["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`]),
    *check(subject) {
      const first = firstReference(subject);
      if (first === undefined || first.tag !== undefined || digestOf(subject, first) !== undefined) return;
      yield {
        pointer: `${LOCATION}/0`,
        sentence: "The image has neither tag nor digest, so what runs may change without notice.",
        hint: "Add the tag of a release, and the digest.",
      };
    },
  },
  {
    id: "image/digests-differ",
    severity: "warning",
    explanation:
      "The reference names one digest and the field another. The field is the one that is asked with; the other misleads.",
    bad: container([
      `locations: ["registry.example.org/tools/square-root@${OTHER_DIGEST}"]`,
      `digest: ${DIGEST}`,
    ]),
    good: container([`locations: ["registry.example.org/tools/square-root@${DIGEST}"]`, `digest: ${DIGEST}`]),
    *check(subject) {
      const first = firstReference(subject);
      const digest = imageOf(subject)?.digest;
      if (first?.digest === undefined || digest === undefined || first.digest === digest) return;
      yield {
        pointer: "/executable/image/digest",
        sentence: "The digest of the reference and that of the field differ; the field is used.",
        hint: "Keep the one that is meant.",
      };
    },
  },
  {
    id: "image/platform",
    severity: "warning",
    explanation:
      "A platform is named as the OCI specification does: amd64, arm64, ppc64le, s390x, riscv64 and the like, and linux or windows, in small letters. Brokers compare the words.",
    bad: container([
      "locations: [registry.example.org/tools/square-root:1.4.0]",
      `digest: ${DIGEST}`,
      "platform: {architecture: x86_64, os: linux}",
    ]),
    good: container([
      "locations: [registry.example.org/tools/square-root:1.4.0]",
      `digest: ${DIGEST}`,
      "platform: {architecture: amd64, os: linux}",
    ]),
    check: findPlatforms,
  },
  {
    id: "container/privileged",
    severity: "warning",
    explanation: "A privileged container may change the machine that it runs on. Most brokers refuse it.",
    bad: container(
      ["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`],
      "privileged: true",
    ),
    good: container(["locations: [registry.example.org/tools/square-root:1.4.0]", `digest: ${DIGEST}`]),
    *check({ executable }) {
      if (executable?.privileged !== true) return;
      yield {
        pointer: "/executable/privileged",
        sentence: "The container asks for privileges, which most brokers refuse.",
        hint: "Build the image so that it runs without them.",
      };
    },
  },
];

/** Architectures and systems as Go and the OCI specification name them, with how others call them. */
const ARCHITECTURES = new Map(
  ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "loong64", "mips64le"].map((name) => [
    name,
    name,
  ]),
);
const SYSTEMS = new Map(["linux", "windows", "darwin", "freebsd"].map((name) => [name, name]));
const OTHER_NAMES = new Map([
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["x64", "amd64"],
  ["aarch64", "arm64"],
  ["armv8", "arm64"],
  ["i386", "386"],
  ["i686", "386"],
  ["x86", "386"],
  ["macos", "darwin"],
]);

function* findPlatforms(subject: Subject): Generator<Found> {
  const { architecture, os } = imageOf(subject)?.platform ?? {};
  const parts = [
    ["architecture", architecture, ARCHITECTURES],
    ["os", os, SYSTEMS],
  ] as const;
  for (const [field, written, known] of parts) {
    if (written === undefined || known.has(written)) continue;
    const lower = written.toLowerCase();
    const meant = known.get(OTHER_NAMES.get(lower) ?? lower);
    yield {
      pointer: `/executable/image/platform/${field}`,
      sentence: `The platform's ${field === "os" ? "system" : field} ${quote(written)} is none that brokers know.`,
      hint: meant === undefined ? `Known are: ${[...known.keys()].join(", ")}.` : `Write ${meant}.`,
      ...(meant === undefined ? {} : { fix: JSON.stringify(meant) }),
    };
  }
}

function imageOf(subject: Subject): ImageReference | undefined {
  return subject.executable?.image;
}

/** The reference that brokers use, when it can be read. */
function firstReference(subject: Subject): ParsedReference | undefined {
  const [first] = imageOf(subject)?.locations ?? [];
  const reading = first === undefined ? undefined : parseImageReference(first);
  return reading?.ok === true ? reading.reference : undefined;
}

function digestOf(subject: Subject, first: ParsedReference): string | undefined {
  return imageOf(subject)?.digest ?? first.digest;
}

function container(image: readonly string[], other?: string): string {
  return [
    "executable:",
    "  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml",
    ...(other === undefined ? [] : [`  ${other}`]),
    "  image:",
    ...image.map((line) => `    ${line}`),
  ].join("\n");
}
