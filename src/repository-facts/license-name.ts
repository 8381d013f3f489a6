import { readLicense } from "../manifest/rules/license-expression.ts";

/** Names that people write, in lower case without punctuation. "GPLv3" alone leaves open whether later ones are meant. */
const NAMES = new Map([
  ["mit license", "MIT"],
  ["the mit license", "MIT"],
  ["apache 2", "Apache-2.0"],
  ["apache 2.0", "Apache-2.0"],
  ["apache license 2.0", "Apache-2.0"],
  ["apache license version 2.0", "Apache-2.0"],
  ["apache software license", "Apache-2.0"],
  ["bsd 3 clause", "BSD-3-Clause"],
  ["bsd 3 clause license", "BSD-3-Clause"],
  ["3 clause bsd license", "BSD-3-Clause"],
  ["new bsd license", "BSD-3-Clause"],
  ["bsd 2 clause", "BSD-2-Clause"],
  ["bsd 2 clause license", "BSD-2-Clause"],
  ["gplv3+", "GPL-3.0-or-later"],
  ["gplv2+", "GPL-2.0-or-later"],
  ["mozilla public license 2.0", "MPL-2.0"],
]);

/** Trove classifiers that name one licence; "BSD License" alone, for instance, does not. */
const CLASSIFIERS = new Map([
  ["MIT License", "MIT"],
  ["Apache Software License", "Apache-2.0"],
  ["ISC License (ISCL)", "ISC"],
  ["Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"],
  ["GNU General Public License v2 (GPLv2)", "GPL-2.0-only"],
  ["GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"],
  ["GNU General Public License v3 (GPLv3)", "GPL-3.0-only"],
  ["GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"],
  ["GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only"],
  ["GNU Lesser General Public License v3 or later (LGPLv3+)", "LGPL-3.0-or-later"],
  ["GNU Affero General Public License v3", "AGPL-3.0-only"],
  ["GNU Affero General Public License v3 or later (AGPLv3+)", "AGPL-3.0-or-later"],
  ["European Union Public Licence 1.2 (EUPL 1.2)", "EUPL-1.2"],
]);

/** The SPDX expression that a text means: an expression, an address of SPDX, or a name in common use. */
export function toSpdx(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/^https?:\/\/(?:www\.)?spdx\.org\/licenses\//iu, "")
    .replace(/\.(?:html|json)$|\/$/u, "");
  if (plain === "" || plain.length > 200) return undefined;
  const reading = readLicense(plain);
  if (reading.wellFormed && reading.suspects.length === 0) return plain;
  const [suspect] = reading.suspects;
  // A single identifier in other capitals: `mit` means MIT.
  if (suspect?.written === plain && suspect.meant?.toLowerCase() === plain.toLowerCase())
    return suspect.meant;
  return NAMES.get(plain.toLowerCase().replaceAll(/[\s,_-]+/gu, " "));
}

export function fromClassifiers(classifiers: readonly string[]): string | undefined {
  const named = classifiers
    .filter((line) => line.startsWith("License ::"))
    .map((line) => CLASSIFIERS.get(line.split("::").at(-1)?.trim() ?? ""));
  return named.length === 1 ? named[0] : undefined;
}
