import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { allOptions } from "../../src/cli/command/options.ts";
import { test } from "../checked.ts";
import { wireTest } from "../wire/checked_wire.ts";
import { programOf } from "../wire/programs.ts";
import { run, withFolder } from "./screen.ts";

const [bash, zsh, fish, man] = ["bash", "zsh", "fish", "man"].map(programOf);
const known = allOptions().flatMap(([name, { names = [] }]) =>
  name === "json-text" || name === "raw-output" ? [] : [name, ...names]
);

async function page(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(args);
  assertEquals([status, stderr], [0, ""]);
  return stdout;
}

test("the help is one page in groups, with examples and exit statuses", async () => {
  const help = await page("--help");
  const titles = [
    "Request items:",
    "Request:",
    "Output:",
    "Files:",
    "Credentials and sessions:",
    "Connection:",
    "Without sending, and export:",
    "Exit status:",
    "Examples:",
  ];
  let at = -1;
  for (const title of titles) {
    const next = help.indexOf(`\n${title}\n`);
    assert(next > at, title);
    at = next;
  }
  for (const name of known) {
    if (allOptions().some(([own]) => own === name)) assertStringIncludes(help, `--${name}`);
  }
  assertEquals(await page("h", "--verbose", "--help"), help);
});

for (const [program, name] of [[bash, "bash"], [zsh, "zsh"], [fish, "fish"]] as const) {
  test(`the completions for ${name} have every option`, async () => {
    const text = await page("--completions", name);
    for (const option of known) {
      assertStringIncludes(text, name === "fish" ? `-l ${option}` : `--${option}`);
    }
    assertStringIncludes(text, "monokai");
  });
  if (!program) continue;
  wireTest(`the completions for ${name} can be read by it`, program, async () => {
    await withFolder(async (folder) => {
      const file = `${folder}/ferry`;
      await Deno.writeTextFile(file, await page("--completions", name));
      const { success, stderr } = await new Deno.Command(program.path(), { args: ["-n", file] })
        .output();
      assertEquals(success, true, new TextDecoder().decode(stderr));
    });
  });
}

if (bash) {
  wireTest("bash completes options, their words, methods and files", bash, async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/c`, await page("--completions", "bash"));
      await Deno.writeTextFile(`${folder}/some.pem`, "");
      const complete = async (...words: string[]) => {
        const line = words.map((word) => `'${word}'`).join(" ");
        const script = `. ./c; COMP_WORDS=(ferry ${line}); COMP_CWORD=${words.length}; _ferry; ` +
          'printf "%s\\n" "${COMPREPLY[@]}"';
        const { stdout } = await new Deno.Command(bash.path(), {
          args: ["-c", script],
          cwd: folder,
        }).output();
        return new TextDecoder().decode(stdout).trim().split("\n");
      };
      assertEquals(await complete("--comp"), ["--completions"]);
      assertEquals(await complete("h", "--pretty", "co"), ["colors"]);
      assertEquals(await complete("h", "-s", "mo"), ["monokai"]);
      assertEquals(await complete("PA"), ["PATCH"]);
      assertEquals(await complete("h", "--verify", "so"), ["some.pem"]);
    });
  });
}

if (man) {
  wireTest("the manual page can be read by man, without a warning", man, async () => {
    await withFolder(async (folder) => {
      const file = `${folder}/ferry.1`;
      await Deno.writeTextFile(file, await page("--man"));
      const { stdout, stderr } = await new Deno.Command(man.path(), {
        args: ["--warnings", "-l", file],
        env: { LC_ALL: "C.UTF-8", MANWIDTH: "100", PAGER: "cat" },
      }).output();
      const text = new TextDecoder().decode(stdout);
      assertEquals(new TextDecoder().decode(stderr), "");
      for (
        const title of ["NAME", "SYNOPSIS", "REQUEST ITEMS", "OPTIONS", "EXIT STATUS", "FILES"]
      ) {
        assertStringIncludes(text, title);
      }
      assertMatch(text, /--check-status/);
      assertStringIncludes(text, "'a\\:b=1'");
    });
  });
}

/** Types into a zsh within a terminal of zsh's own. */
const TYPING = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "fpath=($PWD \\$fpath); autoload -U compinit; compinit -u -D"
sleep 1
zpty -w -n z "ferry --style mono"$'\\t'
sleep 1
while zpty -r -t z line; do print -r -- "$line"; done
`;

if (zsh) {
  wireTest("zsh completes the words of an option", zsh, async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/_ferry`, await page("--completions", "zsh"));
      const { stdout } = await new Deno.Command(zsh.path(), {
        args: ["-f", "-c", TYPING],
        cwd: folder,
        stdin: "null",
      }).output();
      const text = new TextDecoder().decode(stdout);
      assertStringIncludes(text, "monokai");
      assertEquals(text.includes("invalid argument"), false, text);
    });
  });
}

if (fish) {
  wireTest("fish completes options, their words and methods", fish, async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/ferry.fish`, await page("--completions", "fish"));
      const script =
        "source ./ferry.fish; for line in 'ferry --comp' 'ferry -s mono' 'ferry PO'; " +
        "complete -C $line; end";
      const { stdout } = await new Deno.Command(fish.path(), {
        args: ["-c", script],
        cwd: folder,
        env: { HOME: folder },
      }).output();
      const found = new TextDecoder().decode(stdout).trim().split("\n")
        .map((line) => line.split("\t")[0]);
      assertEquals(found, ["--completions", "monokai", "POST"]);
    });
  });
}
