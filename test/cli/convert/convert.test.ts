import path from "node:path";
import { describe, expect, it } from "vitest";
import { convert, type ConvertOptions } from "../../../src/commands/convert.ts";

const FIXTURES = path.join(import.meta.dirname, "fixtures");

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

async function run(name: string, file: string, to: ConvertOptions["to"]): Promise<Outcome> {
  const out: string[] = [];
  const errors: string[] = [];
  const code = await convert(
    file,
    { to },
    {
      write: (text) => out.push(`${text}\n`),
      writeError: (text) => errors.push(`${text}\n`),
      cwd: path.join(FIXTURES, name, "input"),
    },
  );
  return { code, out: out.join(""), errors: errors.join("") };
}

const CASES = [
  {
    name: "parts",
    what: "dialect A with its comments, and all that dialect D cannot say",
    file: "root.yaml",
  },
  { name: "container", what: "dialect B, its volumes split and its command in words", file: "root.yaml" },
  { name: "several", what: "the documents that have no errors, and 1", file: "both.yaml" },
  { name: "broken", what: "nothing for a document with errors, no secret, and 1", file: "root.yaml" },
  { name: "json", what: "YAML of JSON", file: "metadata.json" },
  { name: "placeholders", what: "dialect D in its author's order and style", file: "ivoa-execution.yaml" },
] as const;

describe("execat convert", () => {
  it.each(CASES.flatMap((one) => [{ ...one, to: "D" } as const, { ...one, to: "C" } as const]))(
    "prints $what ($name to $to)",
    async ({ name, file, to }) => {
      const { code, out, errors } = await run(name, file, to);
      const shown = `exit code: ${code}\n--- output\n${out}--- errors\n${errors}`;
      await expect(shown).toMatchFileSnapshot(path.join(FIXTURES, name, `expected-${to}.txt`));
    },
  );

  it("never prints a secret", async () => {
    const { code, out, errors } = await run("broken", "root.yaml", "D");
    expect(code).toBe(1);
    expect(`${out}${errors}`).not.toContain("horse");
  });

  it("answers 2 for a file that is not there, and for a folder of several", async () => {
    expect(await run("parts", "no-such.yaml", "D")).toMatchObject({ code: 2, out: "" });
    const folder = path.join(import.meta.dirname, "..", "validate", "fixtures");
    expect(await run("parts", folder, "D")).toMatchObject({ code: 2, out: "" });
  });

  it("takes the one manifest of a folder", async () => {
    expect((await run("placeholders", ".", "D")).code).toBe(0);
  });
});
