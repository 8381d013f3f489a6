/** A field of a form that curators fill. */
export interface CurationFieldModel {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** `null` for one line. */
  readonly rows: number | null;
  readonly required: boolean;
  readonly help: string | null;
  readonly helpId: string;
  /** The id of a datalist; `null` when there is none. */
  readonly list: string | null;
  readonly describedBy: string | null;
  /** What somebody else wrote in it meanwhile. */
  readonly conflict: { readonly id: string; readonly text: string; readonly theirs: string } | null;
}

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly rows?: number | undefined;
  readonly required?: boolean | undefined;
  readonly help?: string | undefined;
  readonly list?: string | undefined;
  readonly conflict?: { readonly text: string; readonly theirs: string } | undefined;
  /** Tells forms on one page apart. */
  readonly prefix?: string | undefined;
}

export function toCurationField(options: FieldOptions): CurationFieldModel {
  const { name, label, value, rows, required = false, help, list, conflict, prefix = "field" } = options;
  const id = `${prefix}-${name}`;
  const described = [
    ...(help === undefined ? [] : [`${id}-help`]),
    ...(conflict === undefined ? [] : [`${id}-other`]),
  ];
  return {
    id,
    name,
    label,
    value,
    rows: rows === undefined ? null : Math.max(rows, Math.min(14, value.split("\n").length + 1)),
    required,
    help: help ?? null,
    helpId: `${id}-help`,
    list: list ?? null,
    describedBy: described.join(" ") || null,
    conflict: conflict === undefined ? null : { id: `${id}-other`, ...conflict },
  };
}
