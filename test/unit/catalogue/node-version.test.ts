import { describe, expect, it } from "vitest";
import { checkNodeVersion } from "../../../src/catalogue/node-version.ts";

describe("the version of Node", () => {
  it.each(["20.19.0", "22.23.2", "24.18.9"])("%s is taken", (version) => {
    expect(() => checkNodeVersion(version)).not.toThrow();
  });

  it.each(["24.19.0", "24.21.0", "25.0.0", "26.1.0"])(
    "%s is refused with what to do, before it can crash",
    (version) => {
      expect(() => checkNodeVersion(version)).toThrow(
        expect.objectContaining({
          code: "SETTINGS_INVALID",
          hint: expect.stringContaining("22") as string,
        }) as Error,
      );
    },
  );
});
