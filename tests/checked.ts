/** Registers a test that fails if it leaves an operation or a resource behind; `deno test` no longer checks by default. */
export function test(
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}
