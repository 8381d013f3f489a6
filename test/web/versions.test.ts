import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VersionRecord } from "../../src/catalogue/versions.ts";
import { MODEL_VERSION } from "../../src/manifest/model.ts";
import { repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, squareRootModel } from "./programs.ts";

const PATH = "/entries/local.examples/square-root";
const TEXT = "executable: {} # as it was at v1.0\n";
const AT = "2026-11-24T10:00:00.000Z";
let app: WebApp;

const ready = (tag: string, image: string): VersionRecord => {
  const model = squareRootModel();
  const executable = { ...model.executable, image: { locations: [image] } };
  return {
    programId: squareRoot().program.id,
    tag,
    state: "ready",
    document: {
      file: "ivoa-execution.yaml",
      number: 0,
      blobId: `blob-${tag}`,
      sha256: createHash("sha256").update(TEXT).digest("hex"),
      bytes: Buffer.from(TEXT),
      dialect: "D",
      model: { ...model, executable },
      modelVersion: MODEL_VERSION,
    },
  };
};

beforeAll(async () => {
  app = await startWebApp();
  const own = repository({ headSeen: "c0ffee", defaultBranch: "main" });
  await app.publish({ change: squareRoot(), repository: own });
  const release = (tag: string, position: number, movedFrom: string[] = []) =>
    ({
      tag,
      commit: `${tag.replace(/\W/g, "")}beef`,
      movedFrom,
      position,
      prerelease: false,
      isRead: true,
      firstSeenAt: AT,
    }) as const;
  await app.catalogue.store.entries.apply({
    repository: own,
    problems: [],
    programs: [],
    seen: [],
    at: AT,
    releases: {
      releases: [release("v3.0", 0), release("v2.0", 1), release("rel/1.0", 2, ["0ldc0mm1t"])],
      read: ["v3.0", "v2.0", "rel/1.0"],
      versions: [
        { programId: squareRoot().program.id, tag: "v3.0", state: "broken", reason: "It has no image." },
        ready("v2.0", "registry.example.org/root:2"),
        ready("rel/1.0", "registry.example.org/root:1"),
      ],
    },
  });
  await app.catalogue.indexWriter.applyJobs();
});
afterAll(() => app.close());

describe("an entry with releases", () => {
  it("runs the newest that is ready, and lists all with what is wrong", async () => {
    const { status, text } = await app.get(PATH);
    expect(status).toBe(200);
    expect(text).toContain("What runs is release <strong>v2.0</strong>");
    expect(text).toContain("registry.example.org/root:2");
    expect(text).toContain("It has no image.");
    expect(text).toContain("0ldc0mm1t");
    const { body } = await app.json(PATH);
    expect(body.runs).toMatchObject({ tag: "v2.0", blobId: "blob-v2.0" });
    expect(body.versions).toHaveLength(3);
  });

  it("shows another version at its own address, with its own text and request", async () => {
    const { text } = await app.get(`${PATH}@rel/1.0`);
    expect(text).toContain("registry.example.org/root:1");
    expect(text).not.toContain("registry.example.org/root:2");
    const document = await app.get(`${PATH}@rel/1.0/document`);
    expect(document.text).toBe(TEXT);
    expect(document.headers.get("etag")).toBe('"blob-rel/1.0"');
    const request = await app.json(`${PATH}@rel/1.0/document?dialect=D`);
    expect(JSON.stringify(request.body)).toContain("registry.example.org/root:1");
    const { body } = await app.json(`${PATH}@rel/1.0`);
    expect(body.documentHref).toBe(`${PATH}@rel/1.0/document`);
    expect((await app.get(`${PATH}@main`)).text).toContain("registry.example.org/root:1.0.0");
  });

  it("asks for the version that is shown", async () => {
    const asked = await app.post(`${PATH}@rel/1.0/asks`, {
      "data.picture.kind": "simple-data-resource",
      "simple-data-resource:data.picture.location": "https://example.org/x.fits",
    });
    expect(asked.status).toBe(303);
    const { body } = await app.json(asked.headers.get("location") ?? "");
    expect(JSON.stringify(body)).toContain("registry.example.org/root:1");
  });

  it("says why a version cannot be shown, and which there are", async () => {
    const broken = await app.json(`${PATH}@v3.0`);
    expect(broken.status).toBe(404);
    expect(broken.body.error.hint).toBe("It has no image.");
    const unknown = await app.json(`${PATH}@v9`);
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.hint).toContain('"v2.0"');
  });

  it("shows its release on the card of a search", async () => {
    const { body } = await app.json("/?q=square");
    expect(body.hits[0].version).toBe("v2.0");
  });
});
