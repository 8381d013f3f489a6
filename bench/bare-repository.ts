import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

/** The name of a generated repository, and of the tool in it. */
export function toolName(number: number): string {
  return `tool-${String(number).padStart(6, "0")}`;
}

/** Writes a bare repository of one commit object by object: a thousand times `git init` would take a minute. */
export function makeBareRepository(folder: string, number: number): void {
  const gitDir = join(folder, toolName(number));
  mkdirSync(join(gitDir, "objects"), { recursive: true });
  mkdirSync(join(gitDir, "refs", "heads"), { recursive: true });
  const manifest = writeObject(gitDir, "blob", Buffer.from(toolManifest(number)));
  const readme = writeObject(gitDir, "blob", Buffer.from(`# Tool ${String(number)}\n`));
  const tree = writeObject(
    gitDir,
    "tree",
    Buffer.concat([treeEntry("README.md", readme), treeEntry("ivoa-execution.yaml", manifest)]),
  );
  const who = "A. Author <author@example.org> 1767225600 +0000";
  const commit = writeObject(
    gitDir,
    "commit",
    Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nAdd tool ${String(number)}\n`),
  );
  writeFileSync(join(gitDir, "refs", "heads", "main"), `${commit}\n`);
  writeFileSync(join(gitDir, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(gitDir, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
}

function writeObject(gitDir: string, type: string, body: Buffer): string {
  const bytes = Buffer.concat([Buffer.from(`${type} ${String(body.length)}\0`), body]);
  const id = createHash("sha1").update(bytes).digest("hex");
  mkdirSync(join(gitDir, "objects", id.slice(0, 2)), { recursive: true });
  writeFileSync(join(gitDir, "objects", id.slice(0, 2), id.slice(2)), deflateSync(bytes));
  return id;
}

function treeEntry(name: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(id, "hex")]);
}

/** A manifest that can be published. */
export function toolManifest(number: number, edition = 0): string {
  const name = toolName(number);
  return `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image:
    locations:
      - example.org/tools/${name}:1.${String(number % 10)}
discovery:
  name: ${name}
  title: Tool ${String(number)}${edition === 0 ? "" : `, edition ${String(edition)}`}
  summary: Does the ${String(number)}th thing to images.
  license: MIT
  terms:
    task: [source extraction]
    input: [image]
`;
}
