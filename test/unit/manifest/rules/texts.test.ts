import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toGib } from "../../../../src/manifest/amount-sentences.ts";
import { licenseMeant, readLicense } from "../../../../src/manifest/rules/license-expression.ts";
import { readDuration, readStart } from "../../../../src/manifest/rules/schedule-text.ts";
import { looksSecret, nameLooksSecret } from "../../../../src/manifest/rules/secrets.ts";
import { allProblems, DISCOVERY, read } from "../support.ts";

describe("readLicense", () => {
  it.each([
    "MIT",
    "MIT OR Apache-2.0",
    "(GPL-2.0-only WITH Classpath-exception-2.0) AND BSD-3-Clause",
    "LicenseRef-Ours",
    "Beerware",
  ])("takes %s", (text) => {
    expect(readLicense(text)).toEqual({ wellFormed: true, suspects: [], deprecated: [] });
  });

  it.each([
    "",
    "GPL 3",
    "MIT OR",
    "AND MIT",
    "(MIT",
    "MIT)",
    "()",
    "MIT WITH",
    "Apache License, Version 2.0",
  ])("refuses %s", (text) => {
    expect(readLicense(text).wellFormed).toBe(false);
  });

  it("suspects a slip of the pen, but not another version", () => {
    expect(readLicense("apache-2.0").suspects).toEqual([{ written: "apache-2.0", meant: "Apache-2.0" }]);
    expect(readLicense("Apache2.0").suspects).toEqual([{ written: "Apache2.0", meant: "Apache-2.0" }]);
    expect(readLicense("Apache-1.0").suspects).toEqual([]);
    expect(readLicense("MPL").suspects).toEqual([{ written: "MPL", meant: "MPL-2.0 or MPL-1.1 or MPL-1.0" }]);
    // Names of licences that differ in a letter, and of families with one member or very many, tell nothing.
    for (const written of ["LICENSE", "BSL", "CC", "MTI"])
      expect(readLicense(written).suspects).toEqual([{ written, meant: undefined }]);
    expect(readLicense("Ours-1.0").suspects).toEqual([{ written: "Ours-1.0", meant: undefined }]);
  });

  it.each([
    ["Apache License, Version 2.0", "Apache-2.0"],
    ["BSD 3-Clause", "BSD-3-Clause"],
    ["MIT License", "MIT"],
    ["https://opensource.org/licenses/MIT", "MIT"],
    ["GPLv3", "GPL-3.0-only or GPL-3.0-or-later"],
    ["GNU GPL v2+", "GPL-2.0-or-later"],
    ["LGPL 2.1", "LGPL-2.1-only or LGPL-2.1-or-later"],
    ["BSD", "BSD-3-Clause or BSD-2-Clause"],
    ["ours", undefined],
    ["GPL 9", undefined],
    ["", undefined],
  ])("knows what is meant by %s", (text, meant) => {
    expect(licenseMeant(text)).toBe(meant);
  });

  it("says what to write for what SPDX gave up", () => {
    expect(readLicense("GPL-3.0+").deprecated).toEqual([
      { written: "GPL-3.0+", instead: "GPL-3.0-or-later" },
    ]);
    expect(readLicense("GPL-2.0").deprecated).toHaveLength(1);
    expect(readLicense("Nunit").deprecated).toEqual([{ written: "Nunit", instead: undefined }]);
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readLicense(text).wellFormed === "boolean"));
  });
});

describe("readDuration", () => {
  it.each(["PT1H", "PT90M", "P1D", "P1DT2H30M", "PT0.5S", "PT1.5S"])("takes %s", (text) => {
    expect(readDuration(text).state).toBe("fine");
  });
  it("counts seconds", () => {
    expect(readDuration("P1DT2H30M4.5S")).toEqual({ state: "fine", seconds: 95_404.5 });
  });
  it.each(["P1W", "P1M", "P1Y", "P1Y2M3DT4H"])("takes %s with a mark", (text) => {
    expect(readDuration(text)).toEqual({ state: "calendar" });
  });
  it.each(["P1H", "1h", "", "P", "PT", "P1DT", "PT1.5H", "-PT1H", "PT0S", "P0D", "PT1H "])(
    "refuses %s",
    (text) => {
      expect(readDuration(text).state).toBe("wrong");
    },
  );
});

describe("readStart", () => {
  it.each([
    "2030-01-01T00:00:00Z/2030-01-02T00:00:00Z",
    "2030-01-01T00:00:00+01:00/PT2H",
    "2030-01-01T00:00:00Z/PT0S",
    "2030-01-01T00:00:00Z/2030-01-01T00:00:00Z",
  ])("takes %s", (text) => {
    expect(readStart(text)).toEqual({ state: "fine" });
  });
  it.each(["2030-01-01T00:00:00Z", "2030-01-01/2030-01-02", "2030-01-01T00:00/PT1H"])(
    "takes %s with a mark",
    (text) => {
      expect(readStart(text).state).toBe("odd");
    },
  );
  it("marks a duration before its end, which the standard does not have and brokers read", () => {
    expect(readStart("PT2H/2030-01-01T00:00:00Z").state).toBe("backwards");
  });
  it.each([
    "soon",
    "",
    "/",
    "PT1H/PT2H",
    "2030-02-30T00:00:00Z/PT1H",
    "2030-01-02T00:00:00Z/2030-01-01T00:00:00Z",
    "a/b/c",
    "2030-01-01T00:00:00Z/T12:00Z",
  ])("refuses %s", (text) => {
    expect(readStart(text).state).toBe("wrong");
  });
});

describe("secrets", () => {
  it.each([
    ["ARCHIVE_PASSWORD", "correct horse"],
    ["api_key", "abcd1234"],
    ["TOKEN", "s3cr3t"],
    ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"],
  ])("are seen by the name %s", (name, value) => {
    expect(nameLooksSecret(name, value)).toBe(true);
  });
  it.each([
    ["PASSWORD_FILE", "/run/secrets/x"],
    ["MAX_TOKENS", "100"],
    ["TOKENIZERS_PARALLELISM", "false"],
    ["PASSWORD", ""],
    ["PASSWORD", "${PASSWORD}"],
    ["TOKEN", "<your token>"],
    ["KEYBOARD", "qwerty"],
  ])("are not seen in %s=%s", (name, value) => {
    expect(nameLooksSecret(name, value) || looksSecret(value)).toBe(false);
  });
  it.each([
    `ghp_${"a1".repeat(18)}`,
    "AKIAABCDEFGHIJKLMNOP",
    "postgres://user:pw@db/x",
    "-----BEGIN RSA PRIVATE KEY-----",
  ])("are seen by their form: %s", (value) => {
    expect(looksSecret(value)).toBe(true);
  });
});

describe("toGib", () => {
  it.each([
    ["4 GiB", 4],
    ["4Gi", 4],
    ["512 MiB", 0.5],
    ["4 GB", 4e9 / 2 ** 30],
    ["1TB", 1e12 / 2 ** 30],
    ["7", 7],
  ])("reads %s", (text, gib) => {
    expect(toGib(text)).toBe(gib);
  });
  it("does not read what is no amount", () => {
    expect(toGib("much")).toBeUndefined();
    expect(toGib("4 cores")).toBeUndefined();
  });
});

describe("requirements", () => {
  const found = (specifier: string): readonly string[] =>
    allProblems(
      read(
        `executable:\n  type: uri:python-program\n  requirements: [{numpy: ${JSON.stringify(specifier)}}]\n${DISCOVERY}`,
      ),
    ).map(({ rule }) => rule);

  it.each([
    "",
    "> 3.10",
    ">=2.1,<3",
    "==1.*",
    "~= 2.1",
    "!= 1.0rc1",
    "==1!2.0.post1.dev2+local",
    "=== anything",
  ])("may have the version %s", (specifier) => {
    expect(found(specifier)).toEqual([]);
  });
  it.each(["2.1", "^2.1", "~2.1", "=2.1", "*", "latest", ">=2 <3"])(
    "are odd with the version %s",
    (specifier) => {
      expect(found(specifier)).toEqual(["python/requirement-odd"]);
    },
  );
  it.each(["new", "> two", ">=", "2 or 3", "==2.*.1", ">1.*"])(
    "cannot be read with the version %s",
    (specifier) => {
      expect(found(specifier)).toEqual(["python/requirement"]);
    },
  );
});

describe("ORCID, DOI, bibcode", () => {
  const found = (lines: string): readonly string[] =>
    allProblems(
      read(`executable:\n  type: uri:python-program\n  requirements: [numpy]\n${DISCOVERY}${lines}`),
    ).map(({ rule }) => rule);

  it("takes those that are right", () => {
    expect(
      found(
        "  authors: [{name: A, orcid: 0000-0002-1694-233X}, {name: B, orcid: https://orcid.org/0000-0001-5109-3700}]\n",
      ),
    ).toEqual([]);
    expect(
      found(
        "  publications: [{doi: 10.1017/pasa.2018.3}, {bibcode: 2018PASA...35...11H}, {url: https://example.org/p}]\n",
      ),
    ).toEqual([]);
  });

  it("warns of those that are not", () => {
    expect(found("  authors: [{name: A, orcid: 0000-0002-1694-2331}]\n")).toEqual(["author/orcid"]);
    expect(found("  publications: [{doi: doi:10.1017/x}]\n")).toEqual(["publication/doi"]);
    expect(found("  publications: [{bibcode: 2018PASA}]\n")).toEqual(["publication/bibcode"]);
    expect(found("  publications: [{url: ftp://example.org}]\n")).toEqual(["discovery/url"]);
  });
});
