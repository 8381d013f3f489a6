import type { Family } from "../manifest/model.ts";
import type { FormField } from "./ask-service.ts";

/** A field of a concrete kind: `path` is where its value goes in the element. */
export interface KindField extends Omit<FormField, "name"> {
  readonly path: string;
}

export interface PlaceholderKind {
  readonly kind: string;
  readonly label: string;
  readonly fields: readonly KindField[];
}

function field(
  path: string,
  label: string,
  more: Partial<Omit<KindField, "path" | "label">> = {},
): KindField {
  return { path, label, type: "text", choices: [], required: false, help: undefined, ...more };
}

const REQUIRED = { required: true } as const;
const OBJECT_TYPES = { type: "choice", choices: ["FILE", "CONTAINER", "DATASET"], required: true } as const;
const IVOID = field("ivoa.ivoid", "IVOA identifier", {
  required: true,
  help: "For instance ivo://example.org/images?1234",
});

const DATA_KINDS: readonly PlaceholderKind[] = [
  {
    kind: "simple-data-resource",
    label: "A file at an address",
    fields: [
      field("location", "Address (URL)", {
        type: "url",
        required: true,
        help: "The broker fetches it: it must be reachable without signing in.",
      }),
    ],
  },
  {
    kind: "S3-data-resource",
    label: "An object in S3 storage",
    fields: [
      field("s3.endpoint", "Endpoint (URL)", { type: "url", required: true }),
      field("s3.template", "Address template", {
        required: true,
        help: "How bucket and object make an address; the reference broker demands it.",
      }),
      field("s3.bucket", "Bucket", REQUIRED),
      field("s3.object", "Object"),
    ],
  },
  {
    kind: "ivoa-data-resource",
    label: "A dataset in the Virtual Observatory",
    fields: [IVOID, field("ivoa.obscore.access_url", "Access URL (ObsCore)", { type: "url" })],
  },
  {
    kind: "rucio-data-resource",
    label: "Data in Rucio",
    fields: [
      field("rucio.endpoint", "Endpoint (URL)", { type: "url", required: true }),
      field("rucio.scope", "Scope", REQUIRED),
      field("rucio.object", "Object", REQUIRED),
      field("rucio.type", "Type", OBJECT_TYPES),
    ],
  },
  {
    kind: "skao-data-resource",
    label: "A dataset of the SKA Observatory",
    fields: [
      field("skao.namespace", "Namespace", REQUIRED),
      field("skao.objectname", "Object name", REQUIRED),
      field("skao.objecttype", "Object type", OBJECT_TYPES),
      field("skao.datasize", "Size in bytes", { type: "integer" }),
      { ...IVOID, required: false },
    ],
  },
];

/** Concrete kinds that can stand in for a placeholder of a family, the usual one first. */
export function placeholderKinds(family: Family, names: readonly string[]): readonly PlaceholderKind[] {
  switch (family) {
    case "data":
      return DATA_KINDS;
    case "storage":
      return [
        {
          kind: "simple-storage-resource",
          label: "Storage",
          fields: [field("size", "Size in GiB", { type: "integer" })],
        },
      ];
    case "volume":
      return [
        {
          kind: "simple-volume-mount",
          label: "A folder in the container",
          fields: [
            field("path", "Path in the container", REQUIRED),
            field("mode", "Mode", { type: "choice", choices: ["READONLY", "READWRITE"], required: true }),
            field("resource", "What is mounted", { type: "choice", choices: names, required: true }),
          ],
        },
      ];
    case "compute":
    case "executable":
      return [];
  }
}
