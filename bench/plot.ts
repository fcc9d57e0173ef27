/**
 * Draws the results of the last full run: `deno run -A bench/plot.ts`.
 *
 * It reads results.json, and writes results.svg and the figures of docs/speed.md and of the README.
 *
 * @module
 */

import * as echarts from "npm:echarts@6.1.0";
import { findRatio, FIRST, headlines, toHeadlineTable, withFigures } from "./headlines.ts";
import type { RunFacts } from "./machine.ts";
import { ratiosOf, type Spread, spread } from "./rounds.ts";
import { loadRun, type Run } from "./saved.ts";

const PICTURE = new URL("results.svg", import.meta.url);
const PAGE = new URL("../docs/speed.md", import.meta.url);
const README = new URL("../README.md", import.meta.url);

/** Draws, and writes the tables of both pages. */
export async function draw(): Promise<void> {
  const run = await loadRun();
  await Deno.writeTextFile(PICTURE, toPicture(run));
  const text = [ALT, toHeadlineTable(run.outcomes), toSource(run.facts)].join("\n\n");
  await fill(PAGE, text);
  await fill(README, toHeadlineTable(run.outcomes, FIRST));
}

async function fill(page: URL, text: string): Promise<void> {
  await Deno.writeTextFile(page, withFigures(await Deno.readTextFile(page), text));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", page.pathname] }).output();
}

const ALT = "![Requests per second and bodies, Ferry beside other clients](../bench/results.svg)";

function toSource({ date, machine, versions }: RunFacts): string {
  const ours = versions.replace(/ beside .*/, "");
  return "The median of the ratios within each round, with the least and the most. " +
    `Measured on ${date}: ${machine}; ${ours}.`;
}

/** Inks that hold on white, apart also for who does not see all colours (Okabe and Ito). */
const INK = { text: "#222222", line: "#9aa0a6", one: "#0072b2", many: "#e69f00" } as const;
const FONT = { fontFamily: "sans-serif", fontSize: 13, color: INK.text } as const;
const WIDTH = 900;
const LEFT = 250;
const ROW = 26;
const HEAD = 92;
const FOOT = 56;

/** A bar for each row; a row that was not measured has none. */
interface Bars {
  readonly name: string;
  readonly colour: string;
  readonly ratios: readonly (Spread | undefined)[];
}

/** One diagram. */
interface Panel {
  readonly title: string;
  readonly below: string;
  readonly axis: string;
  readonly rows: readonly string[];
  readonly rowHeight: number;
  readonly bars: readonly Bars[];
}

/** Gives the picture of a run as SVG. It has a ground of its own, since pages may be dark. */
export function toPicture(run: Run): string {
  const panels = [toClients(run), toTasks(run)];
  const heights = panels.map(({ rows, rowHeight }) =>
    HEAD + Math.round(rows.length * rowHeight) + FOOT
  );
  const height = heights.reduce((sum, each) => sum + each);
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  const parts = panels.map((panel, at) =>
    toOption(panel, at, heights.slice(0, at).reduce((sum, each) => sum + each, 0))
  );
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: FONT,
    title: parts.map(({ title }) => title),
    legend: parts.map(({ legend }) => legend),
    grid: parts.map(({ grid }) => grid),
    xAxis: parts.map(({ xAxis }) => xAxis),
    yAxis: parts.map(({ yAxis }) => yAxis),
    series: parts.flatMap(({ series }) => series),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace(/^<svg /, `<svg role="img" aria-label="${panels[0]?.title}" `) + "\n";
}

/** All clients at small requests. */
function toClients({ outcomes }: Run): Panel {
  const outcome = outcomes.find(({ name }) => name === "requests");
  const contenders = Object.keys(outcome?.benchmark.contenders ?? {})
    .filter((name) => name !== "fetch again" && !name.startsWith("limit"))
    .sort((a, b) => rank(a) - rank(b));
  const toRatios = (scenario: string) =>
    contenders.map((contender) =>
      outcome && spread(ratiosOf(
        outcome.results,
        { scenario, contender, measure: "rate" },
        outcome.benchmark.baseline,
      ))
    );
  return {
    title: "Requests per second beside bare fetch",
    below: "GET of about 200 bytes of JSON over kept connections; more is better",
    axis: "requests/s ÷ those of bare fetch in the same round (fetch = 1)",
    rows: contenders,
    rowHeight: 2 * ROW,
    bars: [
      { name: "one at a time", colour: INK.one, ratios: toRatios("one at a time") },
      { name: "50 at a time", colour: INK.many, ratios: toRatios("fifty at a time") },
    ],
  };
}

/** What a user gets who says nothing comes first. */
function rank(contender: string): number {
  return contender === "ferry" ? 0 : 1;
}

/** Ferry at what clients differ in; what is no body is shown elsewhere, or would need an axis of its own. */
function toTasks({ outcomes }: Run): Panel {
  const shown = headlines.filter(({ case: name }) =>
    !name.startsWith("requests") && name !== "cookies"
  );
  return {
    title: "Ferry beside what one would write without it",
    below: "MB/s over the network; more is better",
    axis: "MB/s of Ferry ÷ MB/s of what stands in parentheses, in the same round",
    rows: shown.map(({ what, beside }) => `${what}\n(${beside.replaceAll("`", "")})`),
    rowHeight: 1.6 * ROW,
    bars: [{
      name: "Ferry",
      colour: INK.one,
      ratios: shown.map((headline) => findRatio(outcomes, headline)),
    }],
  };
}

function toOption(panel: Panel, at: number, top: number) {
  const { title, below, axis, rows, rowHeight, bars } = panel;
  const most = Math.max(1, ...bars.flatMap(({ ratios }) => ratios.map((ratio) => ratio?.max ?? 0)));
  const grid = { left: LEFT, right: 70, top: top + HEAD, height: rows.length * rowHeight };
  return {
    title: {
      text: title,
      subtext: below,
      left: 24,
      top: top + 16,
      textStyle: { ...FONT, fontSize: 17, fontWeight: "bold" as const },
      subtextStyle: FONT,
    },
    legend: {
      show: bars.length > 1,
      data: bars.map(({ name }) => name),
      right: 40,
      top: top + 20,
      itemGap: 36,
      textStyle: FONT,
    },
    grid,
    xAxis: {
      type: "value" as const,
      gridIndex: at,
      min: 0,
      // The figures stand right of the bars.
      max: Math.ceil(most * 1.2 * 2) / 2,
      name: axis,
      nameLocation: "middle" as const,
      nameGap: 30,
      nameTextStyle: FONT,
      axisLabel: { ...FONT, formatter: "{value} ×" },
      splitLine: { lineStyle: { color: "#e4e6e9" } },
    },
    yAxis: {
      type: "category" as const,
      gridIndex: at,
      inverse: true,
      data: [...rows],
      axisTick: { show: false },
      axisLabel: { ...FONT, lineHeight: 15 },
      axisLine: { lineStyle: { color: INK.line } },
    },
    series: bars.flatMap((each, index) => toSeries(each, at, index === 0)),
  };
}

/** Bars with their figures and a line where they would be as long as the baseline's. */
function toSeries({ name, colour, ratios }: Bars, at: number, marked: boolean) {
  return [{
    type: "bar" as const,
    name,
    xAxisIndex: at,
    yAxisIndex: at,
    data: ratios.map((ratio) => ratio?.median ?? null),
    itemStyle: { color: colour },
    barCategoryGap: "30%",
    label: {
      ...FONT,
      show: true,
      position: "right" as const,
      textBorderColor: "#ffffff",
      textBorderWidth: 4,
      formatter: ({ dataIndex }: { dataIndex: number }) => toLabel(ratios[dataIndex]),
    },
    ...(marked
      ? {
        markLine: {
          silent: true,
          z: 1,
          symbol: "none",
          label: { show: false },
          lineStyle: { color: INK.text, width: 1.5, type: "dashed" as const },
          data: [{ xAxis: 1 }],
        },
      }
      : {}),
  }];
}

/** The median, and from where to where the rounds went. */
function toLabel(ratio: Spread | undefined): string {
  if (!ratio) return "not measured";
  const [median, min, max] = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(2));
  return min === max ? `${median}` : `${median} (${min}–${max})`;
}

if (import.meta.main) await draw();
