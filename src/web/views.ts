import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import Handlebars from "handlebars";

export type ViewModel = object;
type Template = (model: ViewModel) => string;

/** Prints view models. Knows no helpers: whatever a page shows is in its view model already. */
export interface Views {
  /** Prints a page without its frame. Throws for an unknown page, and for a field that the view model lacks. */
  page(name: string, model: ViewModel): string;
  layout(name: string, model: ViewModel): string;
  readonly pages: readonly string[];
}

/** Compiles every template of a folder once. `strict` makes a field that a view model lacks an exception. */
export function loadViews(folder: string): Views {
  const environment = Handlebars.create();
  const options = { strict: true, knownHelpersOnly: true, preventIndent: true };
  const compile = (kind: string): Map<string, Template> => {
    const templates = new Map<string, Template>();
    for (const file of readdirSync(join(folder, kind))) {
      if (!file.endsWith(".hbs")) continue;
      const text = readFileSync(join(folder, kind, file), "utf8");
      // The last line's end would become a blank before whatever follows a partial.
      templates.set(basename(file, ".hbs"), environment.compile(text.trimEnd(), options));
    }
    return templates;
  };
  for (const [name, template] of compile("partials")) environment.registerPartial(name, template);
  const pages = compile("pages");
  const layouts = compile("layouts");
  return {
    page: (name, model) => get(pages, name)(model),
    layout: (name, model) => get(layouts, name)(model),
    pages: [...pages.keys()].sort(),
  };
}

function get(templates: ReadonlyMap<string, Template>, name: string): Template {
  const template = templates.get(name);
  if (template === undefined) throw new Error(`No template "${name}".`);
  return template;
}
