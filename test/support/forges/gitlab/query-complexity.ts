import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** What a field costs where that is not 1. */
interface FieldCost {
  /** Adds 1: GitLab asks its git server for it. */
  readonly gitaly?: true;
  /** In place of everything but its children. */
  readonly constant?: number;
  /** Of its resolver; 1 like that of any other field when absent. */
  readonly resolver?: number;
  /** Grows by 1 % an item that the page may hold. */
  readonly connection?: true;
}

const COSTS: ReadonlyMap<string, FieldCost> = new Map<string, FieldCost>([
  ["Query.projects", { connection: true }],
  // Its resolver adds 10 (Resolvers::NamespaceProjectsResolver).
  ["Group.projects", { resolver: 11, connection: true }],
  ["Repository.empty", { gitaly: true }],
  ["Repository.rootRef", { gitaly: true }],
  ["Repository.tree", { gitaly: true }],
  ["Tree.lastCommit", { constant: 10 }],
]);

const MOST_ON_A_PAGE = 100;

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The complexity of a question as GitLab reckons it (`Types::BaseField`, `Resolvers::BaseResolver`). */
export function queryComplexity(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> = {},
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let total = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const walk = { schema, fragments, variables };
  const query = schema.getQueryType();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !isObjectType(query)) continue;
    total += selectionCost(walk, definition.selectionSet, query);
  }
  return total;
}

function selectionCost(walk: Walk, set: SelectionSetNode | undefined, type: GraphQLObjectType): number {
  let total = 0;
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FIELD) total += fieldCost(walk, selection, type);
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      total += selectionCost(walk, selection.selectionSet, type);
    else total += selectionCost(walk, walk.fragments.get(selection.name.value)?.selectionSet, type);
  }
  return total;
}

function fieldCost(walk: Walk, field: FieldNode, parent: GraphQLObjectType): number {
  const name = field.name.value;
  const definition = parent.getFields()[name];
  const inner = definition === undefined ? undefined : getNamedType(getNullableType(definition.type));
  const children =
    isCompositeType(inner) && isObjectType(inner) ? selectionCost(walk, field.selectionSet, inner) : 0;
  const cost = COSTS.get(`${parent.name}.${name}`) ?? {};
  if (cost.constant !== undefined) return cost.constant + children;
  const own = children + (cost.resolver ?? 1) + (cost.gitaly === true ? 1 : 0);
  if (cost.connection !== true) return own;
  const limits = ["first", "last"].flatMap((argument) => {
    const node = field.arguments?.find((one) => one.name.value === argument);
    const value = node === undefined ? undefined : valueFromASTUntyped(node.value, walk.variables);
    return typeof value === "number" ? [value] : [];
  });
  return Math.trunc(own + own * Math.min(MOST_ON_A_PAGE, ...limits) * 0.01);
}
