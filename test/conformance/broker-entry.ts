import { ofBranch } from "../../src/catalogue/versions.ts";
import type { Entry } from "../../src/catalogue/entry.ts";
import type { ManifestModel } from "../../src/manifest/model.ts";
import { programChange, repository, source } from "../support/entry-builders.ts";

/** An entry of a container, for tests that only care for what can be asked of it. */
export function askEntry(model: Partial<ManifestModel>): Entry {
  const executable: ManifestModel["executable"] = {
    kind: "docker-container",
    kindState: "concrete",
    name: "tool",
    image: { locations: ["registry.example/tool:1"], digest: `sha256:${"a1".repeat(32)}` },
    command: ["run"],
  };
  const { program, documents } = programChange({ model: { executable, storage: [], data: [], ...model } });
  const [document] = documents;
  if (document === undefined) throw new Error("the builder made no document");
  return {
    program,
    document,
    runs: ofBranch(document),
    versions: [],
    terms: [],
    problems: [],
    repository: repository(),
    source: source(),
  };
}
