/** One thing that the JSON side does. `answer` names a schema; `redirect` says that the answer is a 303. */
export interface Operation {
  readonly method: "get" | "post";
  /** As in the router, without `/api/v1`. */
  readonly route: string;
  readonly summary: string;
  readonly answer: string | undefined;
  readonly redirect?: string | undefined;
  readonly body?: "form" | "manifest" | "delivery" | undefined;
  /** The status of the answer when it is not 200. */
  readonly status?: number | undefined;
  readonly query?: readonly (readonly [string, string])[] | undefined;
  readonly errors: readonly number[];
}
