import { describe, expect, it } from "vitest";
import { imageNameOf } from "../../../src/catalogue/image-name.ts";
import { model } from "../../support/entry-builders.ts";

const nameOf = (...locations: string[]): string | undefined =>
  imageNameOf(
    model({ executable: { kind: "docker-container", kindState: "concrete", image: { locations } } }),
  );

describe("the name of an image", () => {
  it.each([
    ["registry.example.org/a/tool:1.0", "registry.example.org/a/tool"],
    [`registry.example.org:5000/a/tool@sha256:${"a".repeat(64)}`, "registry.example.org:5000/a/tool"],
    [`a/tool:1.0@sha256:${"a".repeat(64)}`, "docker.io/a/tool"],
    ["alpine", "docker.io/library/alpine"],
    ["index.docker.io/library/alpine:3", "docker.io/library/alpine"],
    ["localhost/tool", "localhost/tool"],
  ])("of %s is %s", (location, name) => {
    expect(nameOf(location)).toBe(name);
  });

  it("is that of the first location, and none without an image", () => {
    expect(nameOf("one/tool", "other/tool")).toBe("docker.io/one/tool");
    expect(nameOf()).toBeUndefined();
    expect(
      imageNameOf(model({ executable: { kind: "python-program", kindState: "concrete" } })),
    ).toBeUndefined();
  });
});
