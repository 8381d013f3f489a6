import { PERMISSIONS } from "./permissions.ts";

/** `docs/permissions.md`: every route that needs a role, by role. */
export function renderPermissions(): string {
  const needing = [...PERMISSIONS].filter(([, need]) => need !== "reader");
  const rows = needing.map(([route, need]) => `| \`${route}\` | \`${need}\` |`);
  return `# Routes that need a role

Generated from \`src/web/access/permissions.ts\` by \`npm run generate\`. An operator may all; [access.md](access.md) says
how one signs in. The ${PERMISSIONS.size - needing.length} routes that are not here are open to readers.

| Route | Needs |
|---|---|
${rows.sort().join("\n")}
`;
}
