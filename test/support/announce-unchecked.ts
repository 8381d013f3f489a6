/** Says once, loudly, what this run cannot check: a skip is never silent. */
export function setup(): void {
  if (process.env["EXECAT_TEST_DATA"] !== undefined) return;
  process.stderr.write(
    "\n!!! EXECAT_TEST_DATA is not set: nothing was checked against real manifests and recorded exchanges !!!\n\n",
  );
}
