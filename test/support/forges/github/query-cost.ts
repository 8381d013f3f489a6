import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";

export interface QueryCost {
  /** The most nodes that the answer may have; GitHub allows 500,000. */
  readonly nodes: number;
  readonly points: number;
  /** Connections without `first` or `last`, or with more than a hundred. */
  readonly refused: readonly string[];
}

/** Counts as GitHub's page on the limits of its GraphQL API does. */
export function costOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): QueryCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const it of document.definitions) {
    if (it.kind === Kind.FRAGMENT_DEFINITION) fragments.set(it.name.value, it);
  }
  const sum = { nodes: 0, requests: 0, refused: [] as string[] };
  const visit = (set: SelectionSetNode | undefined, parents: number): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, parents);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        visit(fragments.get(selection.name.value)?.selectionSet, parents);
      }
      if (selection.kind !== Kind.FIELD) continue;
      const argument = (name: string): unknown => {
        const value = selection.arguments?.find((it) => it.name.value === name)?.value;
        if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
        return value?.kind === Kind.INT ? Number(value.value) : undefined;
      };
      const ids = argument("ids");
      const children = Array.isArray(ids) ? ids.length : undefined;
      const isConnection = selection.selectionSet?.selections.some(
        (it) => it.kind === Kind.FIELD && (it.name.value === "nodes" || it.name.value === "edges"),
      );
      if (children !== undefined) {
        if (children > 100) sum.refused.push(selection.name.value);
        visit(selection.selectionSet, parents * children);
      } else if (isConnection === true) {
        const size = Number(argument("first") ?? argument("last"));
        if (!(size >= 1 && size <= 100)) sum.refused.push(selection.name.value);
        sum.nodes += parents * size;
        sum.requests += parents;
        visit(selection.selectionSet, parents * size);
      } else visit(selection.selectionSet, parents);
    }
  };
  for (const it of document.definitions) {
    if (it.kind === Kind.OPERATION_DEFINITION) visit(it.selectionSet, 1);
  }
  return { nodes: sum.nodes, points: Math.max(1, Math.round(sum.requests / 100)), refused: sum.refused };
}
