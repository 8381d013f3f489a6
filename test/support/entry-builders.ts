import { createHash } from "node:crypto";
import type { Program } from "../../src/catalogue/entry.ts";
import type { Repository, Source } from "../../src/catalogue/sources.ts";
import type { ProgramChange } from "../../src/catalogue/store.ts";
import { MODEL_VERSION, type ManifestModel } from "../../src/manifest/model.ts";
import type { Problem } from "../../src/manifest/problems.ts";

const AT = "2026-11-24T10:00:00.000Z";

export function source(over: Partial<Source> = {}): Source {
  return {
    id: "01SOURCE",
    key: "examples",
    kind: "folder",
    location: "examples",
    options: {},
    label: "Examples",
    state: "active",
    origin: "file",
    proposedBy: undefined,
    createdAt: AT,
    failure: undefined,
    lastListedAt: AT,
    ...over,
  };
}

export function repository(over: Partial<Repository> = {}): Repository {
  return {
    id: "01REPO",
    sourceId: "01SOURCE",
    forge: "directory",
    forgeId: "tool",
    host: "local.examples",
    path: "tool",
    url: "examples/tool",
    webUrl: undefined,
    facts: undefined,
    defaultBranch: undefined,
    headSeen: "c0ffee",
    tagsSeen: undefined,
    reportWanted: undefined,
    reportSent: undefined,
    checkedWith: undefined,
    state: "ok",
    failure: undefined,
    goneSince: undefined,
    attempts: 0,
    nextLookAt: undefined,
    lastLookedAt: AT,
    createdAt: AT,
    ...over,
  };
}

export function problem(over: Partial<Problem> = {}): Problem {
  return {
    rule: "image/digest-missing",
    severity: "warning",
    pointer: "/executable/image",
    document: undefined,
    file: "ivoa-execution.yaml",
    line: 3,
    column: 5,
    endLine: 3,
    endColumn: 10,
    sentence: "The image has no digest.",
    hint: "Add it.",
    fix: undefined,
    ...over,
  };
}

export function model(over: Partial<ManifestModel> = {}): ManifestModel {
  return {
    executable: {
      kind: "docker-container",
      kindState: "concrete",
      image: { locations: ["example.org/tool:1"] },
    },
    storage: [],
    data: [],
    ...over,
  };
}

/** A published program with one document; `model` and the program's fields may be changed. */
export function programChange(
  over: Partial<Program> & { readonly repositoryId?: string; readonly model?: ManifestModel } = {},
): ProgramChange {
  const { repositoryId = "01REPO", model: ownModel = model(), ...program } = over;
  const id = program.id ?? "01PROGRAM";
  const bytes = Buffer.from("executable: {kind: docker-container}\n# größer\n");
  return {
    program: {
      id,
      path: "local.examples/tool",
      state: "published",
      listed: true,
      title: "Tool",
      summary: "Does something.",
      titleFrom: "author",
      summaryFrom: "author",
      firstPublishedAt: AT,
      updatedAt: AT,
      withdrawal: undefined,
      ...program,
    },
    documents: [
      {
        id: `${id}-DOCUMENT`,
        programId: id,
        repositoryId,
        file: "ivoa-execution.yaml",
        number: 0,
        commit: "c0ffee",
        blobId: createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex"),
        sha256: createHash("sha256").update(bytes).digest("hex"),
        bytes,
        discoveryFile: undefined,
        discoveryBytes: undefined,
        dialect: "D",
        model: ownModel,
        modelVersion: MODEL_VERSION,
        facts: undefined,
        layer: "developer",
        derivedFrom: undefined,
        version: "1.0.0",
        publishedAt: AT,
        lastSeenAt: AT,
      },
    ],
    terms: [
      {
        facet: "task",
        text: "Source finder",
        scheme: "task",
        conceptId: "source-extraction",
        origin: "author",
      },
      { facet: "input", text: "imge", scheme: undefined, conceptId: undefined, origin: "author" },
    ],
    oldPath: undefined,
  };
}
