/**
 * The pages of the site, made of the documents in the repository.
 *
 * @module
 */

import { contents, looked } from "./contents.ts";

/** A page of the site: where it stands, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const HOME = `---
layout: home
hero:
  name: Ferry
  text: An HTTP client for Deno
  tagline: Sessions, streams, retries and errors with names, over the types of the web
  actions:
    - { theme: brand, text: Quickstart, link: /quickstart }
    - { theme: alt, text: Coming from fetch, link: /coming-from/fetch }
features:
  - { title: One client, details: "It keeps defaults, cookies, connections and limits." }
  - { title: Every wait ends, details: "Each phase has a time limit of its own, and so has the whole call." }
  - { title: Every failure has a class, details: "Its code is stable, and its message says what to do." }
---

`;

/** Gives a page for a document of \`docs/\`, with links that lead within the site. */
export function toPage(path: string, text: string): Page {
  const page = path.replace(/^docs\//, "");
  const linked = text.replace(/\]\(([^)\s]+)\)/g, (_all, to: string) => `](${toLink(path, to)})`)
    .replace(/<!--[^]*?-->\n*/g, "");
  return { path: page, text: page === "index.md" ? HOME + linked : linked };
}

/** Where a link of a document leads on the site. */
function toLink(from: string, to: string): string {
  if (/^(?:\w+:|#)/.test(to)) return to;
  const { pathname, hash } = new URL(to, `file:///${from}`);
  if (pathname.startsWith("/docs/")) return pathname.slice("/docs".length) + hash;
  if (pathname === "/bench/results.svg") return "/results.svg";
  if (pathname.startsWith("/examples/")) return pathname.replace(/\.ts$/, ".md");
  return pathname.toLowerCase() + hash;
}

/** Gives the page of an example: what its doc says, and its code. */
export function toExamplePage(path: string, code: string): Page {
  const [, doc = ""] = /^\/\*\*\n([^]*?)\n \*\//.exec(code) ?? [];
  const said = doc.replace(/^ \* ?/gm, "").replace(/\n@module/, "").trim();
  const body = code.replace(/^\/\*\*\n[^]*?\*\/\n+/, "").trim();
  const name = path.replace(/^.*\//, "");
  return {
    path: path.replace(/\.ts$/, ".md"),
    text: `# ${name}\n\n${said}\n\n\`\`\`ts\n${body}\n\`\`\`\n`,
  };
}

/** Gives the title of a page. */
export function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? "";
}

const SLUG = String.raw`text.toLowerCase().replace(/[^\p{L}\d _-]/gu, "").replaceAll(" ", "-")`;

/** Gives the configuration of the generator, as a module. */
export function toConfig(base: string, titles: ReadonlyMap<string, string>): string {
  const sidebar = contents.map(({ title, pages }) => ({
    text: title,
    items: pages.filter((page) => titles.has(page))
      .map((page) => ({ text: titles.get(page), link: `/${page}` })),
  }));
  const reference = {
    text: "Reference",
    items: looked.map((name) => ({ text: name, link: `/api/~/${name}.html`, target: "_self" })),
  };
  const config = {
    title: "Ferry",
    description: "An HTTP client for Deno, over the types of the web",
    base,
    // Between the cards of the first page and the table below them.
    head: [["style", {}, ".VPHome .vp-doc { margin-top: 48px; }"]],
    markdown: { html: false },
    themeConfig: {
      search: { provider: "local" },
      outline: [2, 3],
      nav: [
        { text: "Find by task", link: "/" },
        { text: "Recipes", link: "/recipes" },
        { text: "Reference", link: "/reference" },
        { text: "Changelog", link: "/changelog" },
      ],
      sidebar: [...sidebar, reference],
    },
  };
  return [
    `import { withMermaid } from "vitepress-plugin-mermaid";`,
    `const config = ${JSON.stringify(config, undefined, 2)};`,
    // Ids as GitHub makes them, since the links of the documents name these.
    `config.markdown.anchor = { slugify: (text) => ${SLUG} };`,
    // Pages of `deno doc` are no pages of the generator.
    `config.ignoreDeadLinks = [/^\\.?\\/api\\//];`,
    `export default withMermaid(config);\n`,
  ].join("\n");
}
