import { SETTINGS, type SettingDefinition } from "./settings.ts";

/** `docs/settings.md`, made from the table. */
export function renderSettings(): string {
  const rows = Object.entries(SETTINGS).map(([key, setting]: [string, SettingDefinition]) => {
    const cells = [
      `\`${setting.env}\``,
      `\`${key}\``,
      describeType(setting),
      describeDefault(setting),
      setting.help,
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return `# Settings

Made by \`npm run generate\` from \`src/config/settings.ts\`; do not edit.

A setting is taken from the environment, else from \`execat.yaml\` in the folder in which Execat is started, else it
has its default. Folders and files are relative to that folder. A wrong or unknown setting ends the start with a
list of everything that is wrong. A secret may stand in a file that \`<NAME>_FILE\` names; it is never printed.

| Environment | \`execat.yaml\` | Takes | Default | What it does |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

/** JSON Schema of `execat.yaml`, made from the table. */
export function settingsSchema(): Record<string, unknown> {
  const properties = Object.entries(SETTINGS).map(([key, setting]: [string, SettingDefinition]) => [
    key,
    {
      ...schemaOf(setting),
      description: setting.help,
      ...(setting.secret === true ? {} : { default: setting.default }),
    },
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of Execat (execat.yaml)",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(properties) as Record<string, unknown>,
  };
}

function describeType(setting: SettingDefinition): string {
  if (setting.type === "choice") return (setting.choices ?? []).join(", ");
  const range = setting.min === undefined ? "" : `, ${setting.min} to ${setting.max ?? "∞"}`;
  const words = {
    text: "text",
    origin: "address",
    integer: "whole number",
    number: "number",
    boolean: "true or false",
    list: "list",
    brokers: "list",
    forges: "list",
  };
  return `${words[setting.type]}${range}${setting.secret === true ? ", secret" : ""}`;
}

function describeDefault(setting: SettingDefinition): string {
  const value = Array.isArray(setting.default) ? setting.default.join(", ") : String(setting.default);
  return value === "" ? "–" : `\`${value}\``;
}

function schemaOf(setting: SettingDefinition): Record<string, unknown> {
  switch (setting.type) {
    case "text":
      return { type: "string" };
    case "origin":
      return { type: "string", pattern: "^(https?://[^/?#@]+/*)?$" };
    case "choice":
      return { enum: setting.choices ?? [] };
    case "integer":
    case "number":
      return {
        type: setting.type,
        ...(setting.min === undefined ? {} : { minimum: setting.min }),
        ...(setting.max === undefined ? {} : { maximum: setting.max }),
      };
    case "boolean":
      return { type: "boolean" };
    case "list":
      return { type: "array", items: { type: "string" } };
    case "brokers":
      return {
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["id", "url"],
          properties: {
            id: { type: "string", pattern: "^[a-z0-9-]{1,64}$" },
            label: { type: "string" },
            url: { type: "string", format: "uri" },
            username: { type: "string" },
            passwordFile: { type: "string" },
            timeoutMs: { type: "integer", minimum: 100, default: 20_000 },
            dialect: { enum: ["C", "D", "detect"], default: "detect" },
          },
        },
      };
    case "forges":
      return {
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["kind", "url"],
          properties: {
            kind: { enum: ["github", "gitlab"] },
            url: { type: "string", format: "uri" },
            tokenFile: { type: "string" },
            webhookSecretFile: { type: "string" },
            appId: { type: "string" },
            appKeyFile: { type: "string" },
            share: { type: "number", exclusiveMinimum: 0, maximum: 1, default: 0.8 },
            report: { type: "boolean", default: false },
          },
        },
      };
  }
}
