import { copyTree, type ModelDocument, type ModelFile, type ModelTree } from "./crawl-model.ts";
import type { Dice } from "./long-row.ts";

/** What authors do. Each takes a copy of the tree and changes it, or says that there is nothing to change. */
export interface EditTools {
  readonly dice: Dice;
  /** Documents that were deleted, to come back one day. */
  readonly deleted: ModelDocument[];
  /** The next number for a name that nobody has. */
  readonly nextNumber: () => number;
}

type Edit = (tree: ModelTree, tools: EditTools) => boolean;

const FOLDERS = ["", "a", "b", "deep/c", "d"];
const FILES = ["ivoa-execution.yaml", "ivoa-execution.yml"];

const EDITS = {
  publish(tree, tools) {
    const place = freePlace(tree, tools.dice);
    if (place === undefined) return false;
    tree.files.set(place, { unreadable: false, documents: [newDocument(tools, tools.dice.chance(0.15))] });
    return true;
  },
  append(tree, tools) {
    const file = someFile(tree, tools.dice);
    if (file === undefined || file.unreadable || file.documents.length > 3) return false;
    file.documents.push(newDocument(tools, tools.dice.chance(0.15)));
    return true;
  },
  edit: (tree, { dice, nextNumber }) =>
    withDocument(tree, dice, (document) => {
      document.title = `Title ${nextNumber()}`;
    }),
  list: (tree, { dice }) =>
    withDocument(tree, dice, (document) => {
      document.listed = !document.listed;
    }),
  rename: (tree, { dice, nextNumber }) =>
    withDocument(tree, dice, (document) => {
      document.name = `tool-${nextNumber()}`;
    }),
  break: (tree, { dice }) =>
    withDocument(tree, dice, (document) => {
      document.broken = true;
    }),
  mend(tree, { dice }) {
    const files = [...tree.files.values()].filter(
      (file) => file.unreadable || file.documents.some((document) => document.broken),
    );
    if (files.length === 0) return false;
    const file = dice.pick(files);
    file.unreadable = false;
    for (const document of file.documents) document.broken = false;
    return true;
  },
  spoil(tree, { dice }) {
    const file = someFile(tree, dice);
    if (file === undefined || file.unreadable) return false;
    file.unreadable = true;
    return true;
  },
  delete(tree, { dice, deleted }) {
    const found = [...tree.files].filter(([, { unreadable }]) => !unreadable);
    if (found.length === 0) return false;
    const [path, file] = dice.pick(found);
    const [gone] = file.documents.splice(dice.below(file.documents.length), 1);
    if (file.documents.length === 0) tree.files.delete(path);
    if (gone !== undefined) deleted.push({ ...gone, broken: false });
    return true;
  },
  restore(tree, { dice, deleted }) {
    const [document] = deleted.splice(dice.below(deleted.length), 1);
    if (document === undefined) return false;
    const file = someFile(tree, dice);
    if (file !== undefined && !file.unreadable && dice.chance(0.4)) file.documents.push(document);
    else {
      const place = freePlace(tree, dice);
      if (place === undefined) return false;
      tree.files.set(place, { unreadable: false, documents: [document] });
    }
    return true;
  },
  moveFolder(tree, { dice }) {
    const taken = new Set([...tree.files.keys()].map(folderOf));
    const free = FOLDERS.filter((folder) => !taken.has(folder));
    if (taken.size === 0 || free.length === 0) return false;
    const from = dice.pick([...taken]);
    const to = dice.pick(free);
    const moved = [...tree.files].filter(([path]) => folderOf(path) === from);
    for (const [path, file] of moved) {
      tree.files.delete(path);
      tree.files.set(to === "" ? nameOf(path) : `${to}/${nameOf(path)}`, file);
    }
    return true;
  },
  moveFile(tree, { dice }) {
    const place = freePlace(tree, dice);
    if (place === undefined || tree.files.size === 0) return false;
    const path = dice.pick([...tree.files.keys()]);
    const file = tree.files.get(path);
    if (file === undefined) return false;
    tree.files.delete(path);
    tree.files.set(place, file);
    return true;
  },
  swap(tree, { dice }) {
    const files = [...tree.files.values()].filter(
      ({ documents, unreadable }) => !unreadable && documents.length > 1,
    );
    if (files.length === 0) return false;
    dice.pick(files).documents.reverse();
    return true;
  },
} satisfies Record<string, Edit>;

export type EditName = keyof typeof EDITS;

/** Common things come more often. */
const OFTEN: readonly EditName[] = [
  ...(["publish", "append", "edit", "edit", "list", "rename", "break", "mend", "mend", "spoil"] as const),
  ...(["delete", "delete", "restore", "restore", "moveFolder", "moveFile", "swap"] as const),
];

/** A random edit of a copy of the tree; `undefined` when there was nothing to do. */
export function editTree(
  tree: ModelTree,
  tools: EditTools,
): { readonly name: EditName; readonly tree: ModelTree } | undefined {
  const name = tools.dice.pick(OFTEN);
  const copy = copyTree(tree);
  const edit: Edit = EDITS[name];
  return edit(copy, tools) ? { name, tree: copy } : undefined;
}

function newDocument({ nextNumber }: EditTools, broken: boolean): ModelDocument {
  const number = nextNumber();
  return { key: `document ${number}`, name: `tool-${number}`, title: `Tool ${number}`, listed: true, broken };
}

function withDocument(tree: ModelTree, dice: Dice, change: (document: ModelDocument) => void): boolean {
  const file = someFile(tree, dice);
  if (file === undefined) return false;
  change(dice.pick(file.documents));
  return true;
}

function someFile(tree: ModelTree, dice: Dice): ModelFile | undefined {
  return tree.files.size === 0 ? undefined : dice.pick([...tree.files.values()]);
}

function freePlace(tree: ModelTree, dice: Dice): string | undefined {
  const all = FOLDERS.flatMap((folder) => FILES.map((file) => (folder === "" ? file : `${folder}/${file}`)));
  const free = all.filter((path) => !tree.files.has(path));
  return free.length === 0 ? undefined : dice.pick(free);
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
