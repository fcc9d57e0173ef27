/**
 * Registers a test that fails if it leaves an operation or a resource behind; `deno test` no longer checks by default.
 */
export function test(
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
  options: { readonly ignore?: boolean } = {},
): void {
  Deno.test({
    name,
    ...options,
    sanitizeOps: true,
    sanitizeResources: true,
    fn,
  });
}
