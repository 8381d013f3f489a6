import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DELIMITER, FLUSH, parsePackets, toPackets } from "../../../../crawler/forges/git/pkt-line.ts";

describe("lines of git's protocol", () => {
  it("are read as they were written", () => {
    const text = fc.stringMatching(/^[ -~]{0,80}$/).filter((line) => !line.startsWith("ERR "));
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.constant(FLUSH), fc.constant(DELIMITER))), (packets) => {
        expect(parsePackets(toPackets(packets))).toEqual(packets);
      }),
    );
  });

  it("are never a part of what was sent", () => {
    const sent = toPackets(["command=ls-refs", "peel"]);
    for (let length = 1; length < sent.length; length += 1) {
      if (length !== toPackets(["command=ls-refs"]).length) {
        expect(() => parsePackets(sent.slice(0, length))).toThrow(/cut off or damaged/);
      }
    }
  });

  it.each([["fffHEAD"], ["0003"], ["zzzz"], ["ffff"]])("are refused when they are %j", (text) => {
    expect(() => parsePackets(text)).toThrow(/cut off or damaged/);
  });

  it("tell what the server refuses, without signs that move the cursor", () => {
    expect(() => parsePackets(toPackets(["ERR \u001B[2Jno such project"]))).toThrow('"[2Jno such project"');
  });
});
