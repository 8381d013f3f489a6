import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultOfDigest, parseImageReference } from "../../../../src/manifest/rules/image-reference.ts";
import { DIGEST } from "../support.ts";

describe("parseImageReference", () => {
  it.each([
    ["alpine", undefined, undefined],
    ["library/alpine:3.20", "3.20", undefined],
    ["registry.example.org:5000/a/b_c/d--e:v1.0", "v1.0", undefined],
    ["localhost/a:1", "1", undefined],
    [`ghcr.io/a/b@${DIGEST}`, undefined, DIGEST],
    [`ghcr.io/a/b:1@${DIGEST}`, "1", DIGEST],
    ["Registry.Example.org/a/b:1", "1", undefined],
  ])("reads %s", (text, tag, digest) => {
    expect(parseImageReference(text)).toEqual({ ok: true, reference: { tag, digest } });
  });

  it.each([
    ["docker://a/b:1", "scheme"],
    ["https://ghcr.io/a/b", "scheme"],
    ["ghcr.io/A/b:1", "capitals"],
    ["ghcr.io/a b", "space"],
    ["ghcr.io//a", "empty part"],
    ["ghcr.io/a/", "empty part"],
    ["a/-b", "malformed part"],
    ["a/b:", "tag"],
    ["a/b:.x", "tag"],
    ["a/b@sha256:abc", "digest"],
    ["a@b@c", "more than one"],
    ["exa_mple.org/a", "registry"],
    ["", "empty part"],
    [`${"a/".repeat(200)}b`, "255"],
  ])("refuses %s", (text, reason) => {
    const reading = parseImageReference(text);
    expect(reading.ok ? "" : reading.reason).toContain(reason);
  });

  it.each([
    ["docker pull ghcr.io/a/b:1", "Write ghcr.io/a/b:1", "ghcr.io/a/b:1"],
    ["singularity pull docker://ghcr.io/a/b:1", "Write ghcr.io/a/b:1", "ghcr.io/a/b:1"],
    ["docker pull --quiet ghcr.io/a/b:1", "Write the name of the image alone.", undefined],
    ["docker://ghcr.io/Astro/Tool:1.2-RC", "Write ghcr.io/astro/tool:1.2-RC", undefined],
    [`docker://a/B@${DIGEST}`, `Write a/b@${DIGEST}`, undefined],
    ["docker://docker://a/B", "Write docker://a/B", undefined],
  ])("says what to write for %s, which leads to no other error", (text, hint, meant) => {
    expect(parseImageReference(text)).toMatchObject({ ok: false, hint, meant });
  });

  it("takes no longer for a command that is repeated", () => {
    expect(parseImageReference(`${"docker pull ".repeat(10_000)}a/B`).ok).toBe(false);
  });

  it("never throws and never takes white space", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (parseImageReference(text).ok) expect(text).not.toMatch(/\s/u);
      }),
    );
  });
});

describe("faultOfDigest", () => {
  it("has nothing to say about a whole digest", () => {
    expect(faultOfDigest(DIGEST)).toBeUndefined();
    expect(faultOfDigest(`sha512:${"a".repeat(128)}`)).toBeUndefined();
  });

  it.each([
    ["sha256:ac1b....fc70", "shortened"],
    ["sha256:ac1bfc70", "shortened"],
    ["sha256:ac1b…fc70", "shortened"],
    ["OCI image digest", "malformed"],
    [`md5:${"a".repeat(32)}`, "malformed"],
  ])("says what is wrong with %s, without a fix", (digest, reason) => {
    expect(faultOfDigest(digest)?.reason).toContain(reason);
    expect(faultOfDigest(digest)?.fix).toBeUndefined();
  });

  it("mends capitals and a missing algorithm, where there is one right answer", () => {
    expect(faultOfDigest(DIGEST.toUpperCase())?.fix).toBe(`"${DIGEST}"`);
    expect(faultOfDigest(DIGEST.slice(7))?.fix).toBe(`"${DIGEST}"`);
  });
});
