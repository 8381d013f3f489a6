import * as fc from "fast-check";
import { expect, it } from "vitest";
import { signInHref, toLocalPath } from "../../../src/web/access/local-path.ts";

it("keeps a path of ours whole", () => {
  expect(toLocalPath("/curation?page=2#queue")).toBe("/curation?page=2#queue");
  expect(signInHref("/audit?before=1")).toBe("/sign-in?next=%2Faudit%3Fbefore%3D1");
  expect(signInHref("/")).toBe("/sign-in");
});

it("never leads to another site, whatever a link says", () => {
  const parts = fc.constantFrom(
    "/",
    "\\",
    ".",
    "\t",
    "\n",
    "@",
    ":",
    "//",
    "evil.example",
    "%2f",
    "http:",
    "?",
    "#",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (text) => {
      const path = toLocalPath(text.join(""));
      expect(new URL(path, "https://catalogue.example").origin).toBe("https://catalogue.example");
      expect(path).toMatch(/^\/(?![/\\])/);
    }),
    { numRuns: 2000 },
  );
});
