import { describe, expect, it } from "vitest";
import { toLabelKey, toLooseKey } from "../../../src/vocabulary/label-key.ts";

const loose = (text: string): string => toLooseKey(toLabelKey(text));

describe("the loose key of a label", () => {
  it.each([
    ["data cube", "Data-Cubes"],
    ["galaxy", "galaxies"],
    ["spectral analysis", "spectral analyses"],
    ["cross match", "cross matches"],
    ["polarisation", "polarization"],
    ["polarised light", "polarized light"],
    ["data visualisation", "data visualization"],
    ["analyse", "analyze"],
    ["modelling", "modeling"],
    ["catalogue", "catalogs"],
    ["cataloguing", "cataloging"],
    ["colour image", "color images"],
    ["millimetre", "millimeters"],
    ["galactic centre", "galactic center"],
    ["fibre assignment", "fiber assignment"],
    ["grey value", "gray values"],
    ["artefact", "artifact"],
    ["palaeontology", "paleontology"],
  ])("is the same for %j and %j", (one, other) => {
    expect(loose(one)).toBe(loose(other));
  });

  it.each([
    ["source extraction", "sources extraction"],
    ["gas", "ga"],
    ["lens", "less"],
    ["loss", "los"],
    ["image", "imager"],
    ["star", "stare"],
  ])("differs for %j and %j", (one, other) => {
    expect(loose(one)).not.toBe(loose(other));
  });
});
