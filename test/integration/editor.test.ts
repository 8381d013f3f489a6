import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../support/product.ts";
import { type LanguageServer, startLanguageServer } from "../support/language-server.ts";

const SCHEMA = pathToFileURL(path.join(ROOT, "schemas/manifest.schema.json")).href;
const DOCKER =
  "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml";

const COMPUTE = DOCKER.replace("executable/docker-container", "compute/simple-compute-resource");

interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

describe("the schema in the YAML language server", () => {
  let server: LanguageServer;
  let opened = 0;
  beforeAll(async () => {
    server = await startLanguageServer({
      yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } },
    });
  });
  afterAll(() => server.end());

  /** Opens a text with the one line on top; `|` is where the cursor stands. */
  const open = (marked: string): { readonly uri: string; readonly position: object } => {
    opened += 1;
    const uri = `file:///tmp/repository-${opened}/ivoa-execution.yaml`;
    const text = `# yaml-language-server: $schema=${SCHEMA}\n${marked}`;
    const before = text.slice(0, text.indexOf("|")).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    server.notify("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text: text.replace("|", "") },
    });
    return { uri, position };
  };
  const complete = async (marked: string): Promise<readonly Completion[]> => {
    const { uri, position } = open(marked);
    const answer = await server.request("textDocument/completion", { textDocument: { uri }, position });
    return (answer as { readonly items: readonly Completion[] }).items;
  };
  const hover = async (marked: string): Promise<string> => {
    const { uri, position } = open(marked);
    const answer = await server.request("textDocument/hover", { textDocument: { uri }, position });
    return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value ?? "";
  };
  const findings = async (
    text: string,
  ): Promise<readonly { message: string; range: { start: object } }[]> => {
    const { uri } = open(`${text}|`);
    const published = await server.notified(
      "textDocument/publishDiagnostics",
      (params) => (params as { readonly uri: string }).uri === uri,
    );
    return (published as { readonly diagnostics: readonly { message: string; range: { start: object } }[] })
      .diagnostics;
  };

  it("proposes the kinds of an executable, with what they are", async () => {
    const kinds = await complete("executable:\n  kind: |");
    expect(kinds.map(({ label }) => label)).toEqual(
      expect.arrayContaining([DOCKER, "uri:python-program-1.0"]),
    );
    expect(kinds.filter(({ label }) => label.includes("/kinds/data/"))).toEqual([]);
  });

  it("proposes kinds of data where data stands", async () => {
    const labels = (await complete("data:\n  - kind: |")).map(({ label }) => label);
    expect(labels.filter((label) => label.includes("/kinds/data/")).length).toBeGreaterThan(4);
  });

  it("proposes the keys that the chosen kind has", async () => {
    const keys = (await complete(`executable:\n  kind: ${DOCKER}\n  |`)).map(({ label }) => label);
    expect(keys).toEqual(expect.arrayContaining(["image", "command", "network"]));
    expect(keys).not.toContain("requirements");
  });

  it("proposes the vocabulary's terms, and takes others as well", async () => {
    const terms = await complete("discovery:\n  terms:\n    task:\n      - |");
    expect(terms.map(({ label }) => label)).toContain("source extraction");
    const text = `executable:\n  kind: ${DOCKER}\n  image:\n    locations: [registry.example.org/a/b:1]\ndiscovery:\n  terms:\n    task: [untangling of wool]\n`;
    expect(await findings(text)).toEqual([]);
  });

  it("explains a key under the pointer", async () => {
    expect(await hover(`compute:\n  kind: ${COMPUTE}\n  mem|ory: {min: 4}\n`)).toContain("GiB");
    expect(await hover("discovery:\n  sum|mary: Takes roots.\n")).toContain("One sentence on what it does");
  });

  it("marks what is wrong where it stands", async () => {
    const found = await findings(
      `executable:\n  kind: ${DOCKER}\n  image:\n    locations: []\n    size: 4\ncompute:\n  kind: x\n`,
    );
    expect(found.map(({ message }) => message).join("\n")).toMatch(/size/);
    expect(found.map(({ range }) => range.start)).toContainEqual({ line: 5, character: 4 });
    expect((await findings("discovery: {title: Root}\n")).map(({ message }) => message).join()).toMatch(
      /executable/,
    );
  });

  it("finds nothing in the examples that are sound", async () => {
    const { readFileSync } = await import("node:fs");
    for (const name of ["aegean", "sofia-2", "astrometry-net"]) {
      const text = readFileSync(path.join(ROOT, "examples", name, "ivoa-execution.yaml"), "utf8");
      expect(await findings(text.replaceAll("|", ">"))).toEqual([]);
    }
  });
});
