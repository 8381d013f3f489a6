/**
 * Every failure that a caller may act on, with its HTTP status. The status follows from the code, never from
 * the place that throws. `docs/errors.md` explains each; a test compares both directions.
 */
export const ERROR_STATUS = {
  INVALID_QUERY: 400,
  INVALID_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ENTRY_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  CONFLICT: 409,
  ENTRY_WITHDRAWN: 410,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  ENTRY_INVALID: 422,
  EDIT_INVALID: 422,
  SETTINGS_INVALID: 422,
  VOCABULARY_INVALID: 422,
  SOURCE_INVALID: 422,
  KIND_NOT_SUPPORTED: 422,
  TOO_MANY_REQUESTS: 429,
  UPSTREAM_FAILED: 502,
  ENGINE_UNAVAILABLE: 503,
  DATA_IN_USE: 503,
  PORT_IN_USE: 503,
  UPSTREAM_TIMEOUT: 504,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ErrorOptions {
  /** What to do next, as a sentence for the reader. */
  readonly hint?: string | undefined;
  /** Facts for a program: never a path of the server, a token or a stack. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** The only error class the product throws on purpose. Anything else that reaches a handler is a bug. */
export class ExecatError extends Error {
  override readonly name = "ExecatError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
