import { afterAll, expect, it } from "vitest";
import { createProduct } from "../support/product.ts";

const product = createProduct({ EXECAT_PUBLIC_URL: "https://catalogue.example/" });
/** Each call starts a process. */
const MOST_MS = 120_000;
afterAll(() => product.remove());

const create = (...args: string[]) => product.run(["token", "create", ...args]);

it(
  "makes a token that is shown once, lists it without its secret, and revokes it",
  async () => {
    expect((await product.run(["token", "list"])).stdout).toContain("There are no tokens yet");
    const who = ["--role", "curator", "--name", "Ada", "--email", "ada@example.org"];
    const made = await create(...who, "--expires", "2999-01-31");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const text = /^ {2}(execat_[\w-]{43})$/m.exec(made.stdout)?.[1] ?? "none";
    expect(made.stdout).toContain(`https://catalogue.example/sign-in?token=${text}`);
    expect(made.stdout).toMatch(/^A token for Ada \(curator\), until 2999-02-01T00:00:00/);
    const listed = await product.run(["token", "list"]);
    expect(listed.stdout).not.toContain(text);
    const id = /^(\w{26}) valid +curator +Ada <ada@example\.org>\n +made .*, until .*, never used$/m.exec(
      listed.stdout,
    )?.[1];
    expect(id).toBeDefined();
    const revoked = await product.run(["token", "revoke", id ?? ""]);
    expect(revoked).toMatchObject({ code: 0, stderr: "" });
    expect((await product.run(["token", "list"])).stdout).toMatch(/revoked curator .*\n.*revoked 2\d{3}-/);
  },
  MOST_MS,
);

it(
  "says what is wrong with what it was told",
  async () => {
    const cases: ReadonlyArray<readonly [readonly string[], RegExp]> = [
      [["create", "--name", "Ada"], /--role/],
      [["create", "--role", "reader", "--name", "Ada"], /curator, runner, operator/],
      [["create", "--role", "curator", "--name", "Ada", "--expires", "soon"], /"soon"[^]*90d/],
      [["create", "--role", "curator", "--name", "<Ada>"], /cannot be the name/],
      [["revoke", "nothing"], /no token "nothing"[^]*token list/],
    ];
    for (const [args, message] of cases) {
      const ended = await product.run(["token", ...args]);
      expect(ended.stderr, args.join(" ")).toMatch(message);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
      expect(ended.code, args.join(" ")).toBe(2);
    }
  },
  MOST_MS,
);
