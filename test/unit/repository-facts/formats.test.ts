import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { readCitation } from "../../../src/repository-facts/citation.ts";
import { readCodemeta } from "../../../src/repository-facts/codemeta.ts";
import { readDockerfile } from "../../../src/repository-facts/dockerfile.ts";
import { readEnvironment } from "../../../src/repository-facts/environment.ts";
import { readLicenseText } from "../../../src/repository-facts/license-text.ts";
import { readPyproject } from "../../../src/repository-facts/pyproject.ts";
import { readReadme } from "../../../src/repository-facts/readme.ts";
import { readSetupCfg } from "../../../src/repository-facts/setup-cfg.ts";

const READERS = [
  readCodemeta,
  readCitation,
  readPyproject,
  readSetupCfg,
  readDockerfile,
  readEnvironment,
  readLicenseText,
  readReadme,
];

describe("codemeta.json", () => {
  it("gives names, links, people and what to cite", () => {
    const said = readCodemeta(
      JSON.stringify({
        "@context": "https://w3id.org/codemeta/3.0",
        name: "Square Root",
        description: "Takes square roots. It is quick.",
        softwareVersion: 1.5,
        license: "https://spdx.org/licenses/MIT",
        codeRepository: "https://example.org/group/root",
        issueTracker: "https://example.org/group/root/issues",
        softwareHelp: { "@id": "https://example.org/manual" },
        author: [
          {
            "@type": "Person",
            "@id": "https://orcid.org/0000-0002-1825-0097",
            givenName: "Ada",
            familyName: "Example",
            email: "ada@example.org",
            affiliation: { "@type": "Organization", name: "Example Observatory" },
          },
        ],
        keywords: "roots, numbers",
        referencePublication: { "@id": "https://doi.org/10.1000/182" },
      }),
    );
    expect(said).toMatchObject({
      title: "Square Root",
      summary: "Takes square roots.",
      description: "Takes square roots. It is quick.",
      version: "1.5",
      license: "MIT",
      repository: "https://example.org/group/root",
      issues: "https://example.org/group/root/issues",
      documentation: "https://example.org/manual",
      authors: [{ name: "Ada Example", orcid: "0000-0002-1825-0097", affiliation: "Example Observatory" }],
      keywords: ["roots", "numbers"],
      publications: [{ doi: "10.1000/182" }],
    });
    expect(JSON.stringify(said)).not.toContain("ada@");
  });

  it("says nothing of a licence that it only half understands", () => {
    expect(readCodemeta('{"license": ["MIT", "the boss said yes"]}').license).toBeUndefined();
  });
});

describe("CITATION.cff", () => {
  it("says the version as it is written, not as a number", () => {
    expect(readCitation("title: Tool\nversion: 1.10\n").version).toBe("1.10");
    expect(readCitation("title: Tool\nversion: 0.20 # soon\n").version).toBe("0.20");
  });

  it("gives people with all parts of their names, and the preferred work first", () => {
    const said = readCitation(`cff-version: 1.2.0
title: Square Root
abstract: Takes square roots.
version: "1.10"
license: [MIT, Apache-2.0]
repository-code: https://example.org/group/root
doi: 10.5281/zenodo.1
authors:
  - given-names: Ada
    name-particle: van
    family-names: Example
    orcid: https://orcid.org/0000-0002-1825-0097
  - name: The Root Team
preferred-citation:
  doi: 10.1000/182
`);
    expect(said).toMatchObject({
      title: "Square Root",
      summary: "Takes square roots.",
      version: "1.10",
      license: "MIT OR Apache-2.0",
      authors: [{ name: "Ada van Example", orcid: "0000-0002-1825-0097" }, { name: "The Root Team" }],
      publications: [{ doi: "10.1000/182" }, { doi: "10.5281/zenodo.1" }],
    });
  });
});

describe("pyproject.toml", () => {
  it("gives packages with versions as PEP 440 has them, and leaves out what holds only sometimes", () => {
    const said = readPyproject(`[project]
name = "root"
requires-python = ">=3.10"
dependencies = ["numpy>=2,<3", "astropy[all] ~= 6.0", "tomli; python_version < '3.11'", "x @ https://example.org/x.whl", "scipy"]
scripts = { root = "root:main" }
license = { text = "BSD 3-Clause License" }
authors = [{ name = "Ada Example", email = "ada@example.org" }, { email = "no@example.org" }]
[project.urls]
"Source Code" = "https://example.org/group/root"
"Bug Tracker" = "https://example.org/group/root/issues"
`);
    expect(said.requirements).toEqual([
      { name: "python", specifier: ">= 3.10" },
      { name: "numpy", specifier: ">= 2, < 3" },
      { name: "astropy[all]", specifier: "~= 6.0" },
      { name: "scipy", specifier: "" },
    ]);
    expect(said.otherRequirements).toEqual([
      "tomli; python_version < '3.11'",
      "x @ https://example.org/x.whl",
    ]);
    expect(said).toMatchObject({
      license: "BSD-3-Clause",
      authors: [{ name: "Ada Example" }],
      programs: ["root"],
      repository: "https://example.org/group/root",
      issues: "https://example.org/group/root/issues",
    });
  });

  it("reads Poetry's table, and its caret as the range that it means", () => {
    const said = readPyproject(`[tool.poetry]
name = "root"
authors = ["Ada Example <ada@example.org>"]
[tool.poetry.dependencies]
python = "^3.10"
numpy = { version = ">=2", optional = true }
local = { path = "../local" }
`);
    expect(said.requirements).toEqual([
      { name: "python", specifier: ">= 3.10, < 4" },
      { name: "numpy", specifier: ">= 2" },
      { name: "local", specifier: "" },
    ]);
    expect(said.authors).toEqual([{ name: "Ada Example" }]);
  });

  it("says nothing where it only configures tools", () => {
    expect(readPyproject("[tool.black]\nline-length = 110\n")).toEqual({});
  });
});

describe("setup.cfg", () => {
  it("goes on over indented lines, and takes no instruction for a value", () => {
    const said = readSetupCfg(`[metadata]
name = root
version = attr: root.__version__
classifiers =
    License :: OSI Approved :: MIT License
    Programming Language :: Python
project_urls =
    Documentation = https://example.org/manual

[options]
python_requires = >=3.9
install_requires =
    numpy>=1.20,
    # for tables
    astropy
[options.entry_points]
console_scripts =
    root = root:main
`);
    expect(said).toMatchObject({
      name: "root",
      license: "MIT",
      documentation: "https://example.org/manual",
      requirements: [
        { name: "python", specifier: ">= 3.9" },
        { name: "numpy", specifier: ">= 1.20" },
        { name: "astropy", specifier: "" },
      ],
      programs: ["root"],
    });
    expect(said.version).toBeUndefined();
  });
});

describe("environment.yml", () => {
  it("reads conda's versions, channels and pip's part", () => {
    const said = readEnvironment(`name: root
dependencies:
  - python=3.11
  - conda-forge::numpy>=2
  - casacore==3.5.0=py311
  - pip
  - pip:
      - tables ~= 3.9
`);
    expect(said.requirements).toEqual([
      { name: "python", specifier: "== 3.11.*" },
      { name: "numpy", specifier: ">= 2" },
      { name: "casacore", specifier: "== 3.5.0" },
      { name: "tables", specifier: "~= 3.9" },
    ]);
  });
});

describe("Dockerfile", () => {
  const TEXT = `FROM debian:12 AS build
ENTRYPOINT ["/wrong"]
RUN make \\
  # a comment between
  install
FROM debian:12-slim
ARG VERSION
LABEL org.opencontainers.image.title="Square Root" \\
      org.opencontainers.image.licenses=MIT \\
      org.opencontainers.image.version=$VERSION
LABEL org.opencontainers.image.source=https://example.org/group/root
ENV THREADS=4 HOME_OF="/opt/the root"
ENV OLD form of it
EXPOSE 8888/tcp 53/udp
ENTRYPOINT ["/usr/bin/root", "--plain"]
CMD root --in a shell
`;

  it("gives the labels and what the last stage runs, without what only the build knows", () => {
    expect(readDockerfile(TEXT)).toMatchObject({
      recipe: true,
      title: "Square Root",
      license: "MIT",
      repository: "https://example.org/group/root",
      entrypoint: ["/usr/bin/root", "--plain"],
      environment: [
        { name: "THREADS", value: "4" },
        { name: "HOME_OF", value: "/opt/the root" },
        { name: "OLD", value: "form of it" },
      ],
      ports: [8888],
    });
    expect(readDockerfile(TEXT).version).toBeUndefined();
    expect(readDockerfile(TEXT).command).toBeUndefined();
  });

  it("is none without a FROM", () => {
    expect(() => readDockerfile("RUN make\n")).toThrow("no FROM");
  });
});

describe("README", () => {
  it.each([
    ["# Square Root\n\nTakes square roots.", "Square Root"],
    ["Square Root\n===========\n\nTakes square roots.", "Square Root"],
    ['<h1 align="center">\n  <img src="logo.png"> <b>Square</b>\n  Root\n</h1>\n\n## Usage', "Square Root"],
    // The title stands in a picture: the name of a part is none.
    ["![logo](logo.png)\n\n## Installation\n\npip install it", undefined],
    ["<h1><img src=logo.png></h1>\n\n## 1. Getting started:\n\nRead on here.", undefined],
    ["## 🚀 Quick Start\n\nRun it now.", undefined],
    ["# Installation of telescopes\n\nPuts telescopes up.", "Installation of telescopes"],
  ])("%j is called %j", (text, title) => {
    expect(readReadme(text).title).toBe(title);
  });

  it("with marks that never end costs no more than others", () => {
    const before = performance.now();
    readReadme("<h1 ".repeat(100_000));
    readReadme("<h1>".repeat(100_000));
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe("every reader", () => {
  it("gives facts or throws an error, quickly, for any text", () => {
    const pieces = [
      "[project]\n",
      "name = ",
      "{",
      "}",
      '"',
      "- ",
      ": ",
      "\\\n",
      "FROM a\n",
      "LABEL a=",
      "#",
      "<",
      "*",
      "=",
      "\n\n",
      "a",
      "é",
      "[x](y)",
    ];
    const text = oneof(
      string(),
      array(constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join("")),
    );
    assert(
      property(text, (written) => {
        for (const read of READERS) {
          try {
            expect(typeof read(written)).toBe("object");
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("does not slow down on long lines of marks", () => {
    for (const piece of [
      "[![",
      "<",
      "**a",
      "`",
      "a=b ",
      "[a](",
      "\n=",
      "\\\n",
      "<!--",
      "LABEL a=b\nFROM x\nLABEL <",
    ]) {
      const long = piece.repeat(40_000);
      for (const read of READERS) {
        try {
          read(long);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
    }
  });
});
