/**
 * A git server over HTTP (the smart protocol), by the `git` of the machine.
 *
 * @module
 */

/** Makes a repository with one commit; `undefined` where there is no git. */
export async function makeRepository(): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  const git = (...args: string[]) =>
    new Deno.Command("git", {
      args: ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args],
      stdout: "null",
      stderr: "null",
    }).output();
  try {
    await git("init", "-q", "-b", "main");
    await Deno.writeTextFile(`${folder}/hello.txt`, "hello\n".repeat(5_000));
    await git("add", ".");
    await git("commit", "-q", "-m", "first");
    return folder;
  } catch {
    await Deno.remove(folder, { recursive: true });
    return undefined;
  }
}

/** Answers as `git http-backend` does. */
export async function gitAnswer(
  repository: string,
  request: Request,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const isAdvert = request.method === "GET";
  const child = new Deno.Command("git", {
    args: ["upload-pack", "--stateless-rpc", ...(isAdvert ? ["--advertise-refs"] : []), repository],
    env: { GIT_PROTOCOL: request.headers.get("git-protocol") ?? "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(body);
  await writer.close();
  const { stdout } = await child.output();
  const kind = isAdvert ? "advertisement" : "result";
  const type = { "content-type": `application/x-git-upload-pack-${kind}` };
  const head = "001e# service=git-upload-pack\n0000";
  return new Response(isAdvert ? new Blob([head, stdout]) : stdout, { headers: type });
}
