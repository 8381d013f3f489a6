import type { Said } from "./facts.ts";

/** Sentences that only one licence has. The first that is found counts, so what quotes another stands before it. */
const SENTENCES: readonly (readonly [id: string, ...sentences: readonly RegExp[]])[] = [
  ["AGPL-3.0-only", /gnu affero general public license version 3/u],
  ["LGPL-3.0-only", /gnu lesser general public license version 3/u],
  ["LGPL-2.1-only", /gnu lesser general public license version 2\.1/u],
  ["GPL-3.0-only", /gnu general public license version 3/u],
  ["GPL-2.0-only", /gnu general public license version 2/u],
  ["Apache-2.0", /apache license version 2\.0/u],
  ["MPL-2.0", /mozilla public license,? version 2\.0/u],
  ["EUPL-1.2", /european union public licence v\. ?1\.2/u],
  ["CECILL-2.1", /cecill free software license agreement.*version 2\.1/u],
  ["BSD-3-Clause", /redistribution and use in source and binary forms/u, /neither the name/u],
  ["BSD-2-Clause", /redistribution and use in source and binary forms/u],
  ["ISC", /permission to use, copy, modify, and\/or distribute this software for any purpose/u],
  ["MIT", /permission is hereby granted, free of charge/u, /the software is provided "as is"/u],
  ["CC0-1.0", /cc0 1\.0 universal/u],
  ["Unlicense", /this is free and unencumbered software released into the public domain/u],
];

/**
 * Tells a licence by its text. The text of the GNU licences does not say whether later versions are allowed too:
 * the narrower reading is given.
 */
export function readLicenseText(text: string): Said {
  const plain = text
    .slice(0, 20_000)
    .toLowerCase()
    .replaceAll(/[\u201C\u201D]/gu, '"')
    .replaceAll(/\s+/gu, " ");
  const found = SENTENCES.find(([, ...sentences]) => sentences.every((sentence) => sentence.test(plain)));
  return found === undefined ? {} : { license: found[0] };
}
