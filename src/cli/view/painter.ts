/**
 * Colors for a terminal.
 *
 * @module
 */

import type { Style } from "../command/show_plan.ts";

/** A color that there is; what it is depends on the style. */
export type Color = "red" | "green" | "yellow" | "blue" | "cyan" | "magenta" | "dim";

/** Gives text a color, or leaves it as it is. */
export type Painter = (color: Color, text: string) => string;

/** Leaves text as it is. */
export const plain: Painter = (_, text) => text;

/** The colors of a style; what it has none for is left as it is. */
type Palette = Readonly<Record<Color, string>>;

const MONOKAI: Palette = {
  red: "#f92672",
  green: "#e6db74",
  yellow: "#ae81ff",
  blue: "#f92672",
  cyan: "#a6e22e",
  magenta: "#fd971f",
  dim: "#75715e",
};

const SOLARIZED: Palette = {
  red: "#dc322f",
  green: "#2aa198",
  yellow: "#b58900",
  blue: "#268bd2",
  cyan: "#859900",
  magenta: "#d33682",
  dim: "#93a1a1",
};

const FRUITY: Palette = {
  red: "#fb660a",
  green: "#0086d2",
  yellow: "#0086f7",
  blue: "#ff0086",
  cyan: "#fb660a",
  magenta: "#cdcaa9",
  dim: "#008800",
};

/**
 * Makes a painter; the package is loaded for who wants colors.
 *
 * @param style The name of a style.
 */
export async function loadPainter(style: Style): Promise<Painter> {
  const loaded = await import("npm:chalk@5.4.1").catch(() => undefined);
  // Without the package, where there is no network to get it from, there are no colors.
  if (!loaded) return plain;
  const { Chalk } = loaded;
  if (style === "auto") {
    // The sixteen colors that every terminal has, as its user likes them.
    const chalk = new Chalk({ level: 1 });
    return (color, text) => chalk[color](text);
  }
  const chalk = new Chalk({ level: 3 });
  if (style === "bw") {
    return (color, text) => color === "blue" || color === "red" ? chalk.bold(text) : text;
  }
  const palette = { monokai: MONOKAI, solarized: SOLARIZED, fruity: FRUITY }[style];
  return (color, text) => chalk.hex(palette[color])(text);
}
