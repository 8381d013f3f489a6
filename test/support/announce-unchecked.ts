const NEEDED: ReadonlyArray<readonly [string, string]> = [
  ["EXECAT_TEST_DATA", "real manifests, recorded exchanges and published vocabularies"],
  ["EXECAT_TEST_POSTGRES", "the contract of Store on PostgreSQL"],
  ["EXECAT_TEST_MEILI", "the contract of SearchEngine on Meilisearch, and that both engines find the same"],
  ["EXECAT_TEST_MEILI_BINARY", "that nothing is lost when Meilisearch is killed"],
  [
    "EXECAT_TEST_GITLAB_SCHEMA",
    "that GitLab's GraphQL schema (introspection_result.json) allows our questions and holds our fake's types",
  ],
  ["EXECAT_TEST_GITLAB_OPENAPI", "that GitLab's OpenAPI document holds the answers that we read"],
];

/** Says at the end, loudly, what the run could not check for want of a server or data: a skip is never silent. */
export function teardown(): void {
  for (const [name, what] of NEEDED) {
    if (process.env[name] !== undefined) continue;
    process.stderr.write(`!!! NOT CHECKED: ${what} (${name} is not set) !!!\n`);
  }
}
