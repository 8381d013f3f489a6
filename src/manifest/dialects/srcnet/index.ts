import { asObject, asText } from "../../data.ts";
import {
  asLeaves,
  asPart,
  branch,
  child,
  listOf,
  rest,
  type Branch,
  type Draft,
  type Leaf,
  type Part,
} from "../draft.ts";
import { rangeOf } from "../parts/amounts.ts";
import { component, field, fieldsOf } from "../parts/component.ts";
import { fieldsOfB, type ReadFields } from "../parts/executable.ts";
import { createReader, writtenAsOlder, type Completed, type ReadParts } from "../parts/reader.ts";

/** The shape of the SRCNet prototype, 2025: `metadata` beside the executable, cores and memory without a machine. */
export const dialectSrcnet = createReader({
  schema: "manifest-srcnet.schema.json",
  textual: ["/metadata/version", "/metadata/tag"],
  writing: writtenAsOlder(["resources"]),
  fields: (kind, executable, findings) => fieldsOfSrcnet(kind, executable, findings),
  complete,
});

const fieldsOfSrcnet: ReadFields = (kind, executable, findings) => {
  const locations = asLeaves(field(executable, "location"));
  if (kind !== "docker-container") {
    return { ...fieldsOfB(kind, executable, findings), location: locations[0] };
  }
  const image = asPart(field(executable, "image"));
  return {
    ...fieldsOfB(kind, executable, findings),
    image:
      image ??
      branch(field(executable, "location")?.at ?? executable.at, {
        locations: listOf(field(executable, "location")?.at ?? executable.at, locations),
        digest: field(executable, "digest"),
      }),
  };
};

function complete({ root, request, drafts, findings }: ReadParts): Completed {
  return {
    compute: drafts.compute ?? machineOf(asPart(child(request, "resources")), findings),
    discovery: discoveryOf(root, asPart(child(request, "metadata"))),
  };
}

function machineOf(resources: Part | undefined, findings: ReadParts["findings"]): Branch | undefined {
  if (resources === undefined) return undefined;
  const cores = rangeOf(child(resources, "cores"), false, findings);
  const memory = rangeOf(child(resources, "memory"), true, findings);
  if (cores === undefined && memory === undefined) return undefined;
  return component({ at: resources.at, value: {} }, "simple-compute-resource", { cores, memory });
}

/** The author's block; what it leaves out is taken from the metadata. */
function discoveryOf(root: Part, metadata: Part | undefined): Draft | undefined {
  const block = asPart(child(root, "discovery"));
  if (metadata === undefined || (block === undefined && root.value["discovery"] !== undefined))
    return undefined;
  const author = child(metadata, "authorName");
  const given: Readonly<Record<string, Draft | undefined>> = {
    ...fieldsOf(metadata, ["description", "version"]),
    authors:
      author === undefined ? undefined : listOf(author.at, [{ at: author.at, keys: { name: author } }]),
    keywords: keywordsOf(child(metadata, "specifications")),
  };
  return branch(block?.at ?? metadata.at, {
    ...given,
    ...(block === undefined ? {} : rest(block, new Set())),
  });
}

function keywordsOf(leaf: Leaf | undefined): Draft | undefined {
  const words = asLeaves(leaf).filter(({ value }) => asText(value) !== undefined);
  return leaf === undefined || asObject(leaf.value) !== undefined ? undefined : listOf(leaf.at, words);
}
