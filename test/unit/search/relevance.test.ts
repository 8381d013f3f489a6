import { afterAll, describe, expect, it } from "vitest";
import { createFilledSearch, loadShipped, type EntryParts } from "./search-fixture.ts";

/** A small catalogue, in the words of people who write such entries. */
const ENTRIES: readonly EntryParts[] = [
  {
    id: "aegean",
    title: "Aegean",
    summary: "Finds and measures compact radio sources in images.",
    terms: { task: ["source extraction"], input: ["image"], domain: ["radio astronomy"] },
    authors: ["Paul Hancock"],
  },
  {
    id: "sextractor",
    title: "SExtractor",
    summary: "Builds a catalogue of objects from an astronomical image.",
    terms: { task: ["source extraction", "photometry"], input: ["image"], domain: ["optical astronomy"] },
  },
  {
    id: "sofia",
    title: "SoFiA 2",
    summary: "Finds sources in cubes of spectral lines.",
    terms: { task: ["source extraction"], input: ["cube"], domain: ["radio astronomy"] },
    description: "Made for HI surveys. It can also be run on an image of one plane.",
  },
  {
    id: "wsclean",
    title: "WSClean",
    summary: "Makes images from radio interferometers' visibilities.",
    terms: { task: ["imaging"], input: ["visibility"], output: ["image"] },
    description: "A list of sources can be written, found by its multi-scale deconvolution.",
  },
  {
    id: "swarp",
    title: "SWarp",
    summary: "Resamples and co-adds images.",
    terms: { input: ["image"], output: ["image"] },
    keywords: ["mosaic", "coaddition"],
  },
  {
    id: "rm-tools",
    title: "RM-Tools",
    summary: "Rotation measure synthesis for polarised spectra and cubes.",
    terms: { task: ["rotation measure synthesis"], input: ["cube"] },
  },
  {
    id: "plotter",
    title: "Plotter of light curves",
    summary: "Draws light curves.",
    terms: { input: ["light curve"] },
    description: "Reads the tables that a source finder writes.",
  },
];

const vocabularies = await loadShipped();
const { engine, service } = await createFilledSearch(ENTRIES, vocabularies);
afterAll(() => engine.close());

async function find(query: string): Promise<readonly string[]> {
  const { hits } = await service.search(service.parse(new URLSearchParams(query)));
  return hits.map((hit) => hit.path.replace("local.examples/", ""));
}

describe("relevance", () => {
  it.each([
    ["q=aegean", ["aegean"]],
    ["q=aeg", ["aegean"]],
    ["q=hancock", ["aegean"]],
    ["q=source+finder&input=image", ["aegean", "sextractor"]],
    ["q=source+finding&input=cube", ["sofia"]],
    ["q=rm+tools", ["rm-tools"]],
    ["q=RM-Tools", ["rm-tools"]],
    ["q=mosaic", ["swarp"]],
    ["q=radio+image", ["aegean"]],
    ["q=light+curve", ["plotter"]],
    ["q=faraday+synthesis", ["rm-tools"]],
    ["q=radio+interferometer", ["wsclean"]],
    ["q=knitting", []],
  ])("answers %s", async (query, expected) => {
    expect((await find(query)).slice(0, Math.max(expected.length, 1))).toEqual(expected);
  });

  it("finds extractors by any name of what they do, and a passing mention after them", async () => {
    for (const text of ["source finder", "source extraction", "Source-Extractors", "object detection"]) {
      const found = await find(`q=${encodeURIComponent(text)}`);
      expect(found.slice(0, 3).sort(), text).toEqual(["aegean", "sextractor", "sofia"]);
      expect(found.slice(3), text).toContain("plotter");
    }
  });

  it("finds the narrower by the broader, in text and facet alike", async () => {
    const task = vocabularies.findConcept("task", "source-extraction");
    const [broader] = task === undefined ? [] : vocabularies.ancestors(task);
    expect(await find(`task=${broader?.id}`)).toEqual(
      expect.arrayContaining(["aegean", "sextractor", "sofia"]),
    );
    expect(await find(`q=${broader?.prefLabel}`)).toEqual(
      expect.arrayContaining(["aegean", "sextractor", "sofia"]),
    );
  });
});
