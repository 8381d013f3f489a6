import { describe, expect, it } from "vitest";
import { collectFacts } from "../../../src/repository-facts/collect-facts.ts";
import { readGit, toWebAddress } from "../../../src/repository-facts/git.ts";
import { fromClassifiers, toSpdx } from "../../../src/repository-facts/license-name.ts";
import { readLicenseText } from "../../../src/repository-facts/license-text.ts";
import { readReadme, toPlainReadme } from "../../../src/repository-facts/readme.ts";

const NO_GIT = { remote: undefined, tags: [] };
const files = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));

describe("the facts of a repository", () => {
  it("come from the first file that says them, with its name", () => {
    const { facts, crawled } = collectFacts(
      files({
        "README.md": "# Root\n\nA tool. It has more to it.\n",
        "CITATION.cff": "title: Square Root\nversion: 2.0.0\n",
        "pyproject.toml": '[project]\nname = "root"\nversion = "1.9"\nlicense = "MIT"\n',
        LICENSE: "Apache License Version 2.0",
      }),
      { remote: "https://example.org/group/root.git", tags: ["v3.0"] },
    );
    expect(facts.title).toEqual({ value: "Square Root", from: "CITATION.cff" });
    expect(facts.version).toEqual({ value: "2.0.0", from: "CITATION.cff" });
    expect(facts.license).toEqual({ value: "MIT", from: "pyproject.toml" });
    expect(facts.summary).toEqual({ value: "A tool.", from: "README.md" });
    expect(facts.repository).toEqual({ value: "https://example.org/group/root", from: "git" });
    expect(crawled.license).toEqual({ value: "Apache-2.0", from: "LICENSE" });
    expect(crawled.repository).toBeUndefined();
  });

  it("name a file that cannot be read, and go on with the others", () => {
    const { facts, unread } = collectFacts(
      files({ "codemeta.json": "{", "pyproject.toml": "[project\n", "README.md": "# Root\n" }),
      NO_GIT,
    );
    expect(unread.map(({ file }) => file)).toEqual(["codemeta.json", "pyproject.toml"]);
    expect(facts.title?.value).toBe("Root");
  });

  it("take a key such as __proto__ for nothing special", () => {
    const { facts } = collectFacts(
      files({ "environment.yml": "__proto__: {name: x}\nconstructor: y\ndependencies: [numpy]\n" }),
      NO_GIT,
    );
    expect(Object.keys(facts)).toEqual(["requirements"]);
  });
});

describe("a README", () => {
  it("gives its heading and its first prose, without badges, marks and links", () => {
    const text = `<p align="center"><img src="x.png"></p>

[![Build](https://example.org/b.svg)](https://example.org)
# **Square** Root

> Takes [square roots](https://example.org) of *every* \`number\` in a table.
> It also takes cube roots.
`;
    expect(readReadme(text)).toEqual({
      title: "Square Root",
      summary: "Takes square roots of every number in a table.",
      description: "Takes square roots of every number in a table. It also takes cube roots.",
    });
  });

  it("is read in reStructuredText as well", () => {
    const text =
      "===========\nSquare Root\n===========\n\n.. image:: x.png\n\nTakes ``square`` roots.\n\nUse\n---\n\nRun it.\n";
    expect(readReadme(text)).toMatchObject({ title: "Square Root", summary: "Takes square roots." });
    expect(toPlainReadme(text).filter(({ kind }) => kind === "heading")).toHaveLength(2);
  });

  it("gives no code", () => {
    expect(
      JSON.stringify(toPlainReadme("# A\n\n```sh\nrm -r source finding\n```\n\nSome prose.\n")),
    ).not.toContain("rm");
  });
});

describe("a licence", () => {
  it.each([
    ["MIT", "MIT"],
    ["mit", "MIT"],
    ["Apache 2.0", "Apache-2.0"],
    ["https://spdx.org/licenses/GPL-3.0-or-later.html", "GPL-3.0-or-later"],
    ["MIT OR Apache-2.0", "MIT OR Apache-2.0"],
    ["BSD", undefined],
    ["see the file", undefined],
    ["", undefined],
  ])("written %j means %s", (written, meant) => {
    expect(toSpdx(written)).toBe(meant);
  });

  it("is told by its classifier only where one names one licence", () => {
    expect(fromClassifiers(["License :: OSI Approved :: MIT License"])).toBe("MIT");
    expect(fromClassifiers(["License :: OSI Approved :: BSD License"])).toBeUndefined();
  });

  it("is told by its text", () => {
    expect(readLicenseText("GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007").license).toBe(
      "GPL-3.0-only",
    );
    expect(
      readLicenseText(
        "GNU LESSER GENERAL PUBLIC LICENSE Version 3 … the GNU General Public License version 3",
      ).license,
    ).toBe("LGPL-3.0-only");
    expect(readLicenseText("Ask me first.").license).toBeUndefined();
  });
});

describe("git", () => {
  it.each([
    ["git@github.com:group/root.git", "https://github.com/group/root"],
    ["ssh://git@example.org:2222/group/sub/root.git", "https://example.org/group/sub/root"],
    ["https://user:secret@example.org/group/root.git/", "https://example.org/group/root"],
    ["https://example.org:8443/group/root", "https://example.org:8443/group/root"],
    ["/srv/git/root.git", undefined],
    ["file:///srv/git/root.git", undefined],
    ["", undefined],
  ])("remote %j is shown at %s", (remote, address) => {
    expect(toWebAddress(remote)).toBe(address);
  });

  it("takes the highest version of the tags, as numbers", () => {
    expect(readGit({ remote: undefined, tags: ["v1.9.0", "v1.10.0", "v2.0-rc1", "nightly"] }).version).toBe(
      "1.10.0",
    );
  });
});
