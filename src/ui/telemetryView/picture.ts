import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import type { ChartPoint, ChartState, Direction, Series } from "../../core/talk/series";
import { countText } from "../words/numbers";
import { shortened } from "../words/shortened";

/** What the page draws: plain texts and numbers. */
export interface Picture {
  readonly devices: readonly PictureDevice[];
  /** What stands below; empty where there is nothing to say. */
  readonly note: string;
}

/** A device with its values. */
export interface PictureDevice {
  readonly name: string;
  readonly series: readonly PictureSeries[];
}

/** One value: its line, and what the table has of it. */
export interface PictureSeries {
  readonly id: string;
  readonly key: string;
  readonly direction: Direction;
  /** The direction in words. */
  readonly way: string;
  /** The `d` of an SVG path in a box of 300 by 60. */
  readonly path: string;
  readonly last: string;
  readonly least: string;
  readonly most: string;
  readonly points: number;
  /** The time of the first and the last point, on the wall. */
  readonly from: string;
  readonly to: string;
  /** What a screen reader says of the line. */
  readonly spoken: string;
  /** Place and value of each point, for the keyboard. */
  readonly marks: readonly (readonly [x: number, y: number, text: string])[];
}

const ways: Readonly<Record<Direction, string>> = { sent: l10n.t("sent"), received: l10n.t("received") };

/** The box that lines are drawn in. */
const width = 300;
const height = 60;
/** Room for the thickness of a line at the edges. */
const margin = 3;

/** What a picture needs besides the chart. */
export interface PictureContext {
  readonly nameOf: (propertiesPath: string) => string;
  /** A time as the person's clock has it. */
  readonly timeText: (atMs: number) => string;
}

/** Draws a chart: every value in a box of its own scale, by device. */
export function pictureOf({ series, leftOut }: ChartState, context: PictureContext): Picture {
  const all = [...series];
  const paths = [...new Set(all.map(([, { propertiesPath }]) => propertiesPath))];
  return {
    devices: paths.map((path) => ({
      name: safeText(context.nameOf(path)),
      series: all
        .filter(([, { propertiesPath }]) => propertiesPath === path)
        .map(([id, one]) => pictureSeries(id, one, context)),
    })),
    note:
      leftOut === 0
        ? ""
        : l10n.t("{seriesCount} values are shown; {leftOut} numbers of further ones are not.", {
            seriesCount: countText(series.size),
            leftOut: countText(leftOut),
          }),
  };
}

function pictureSeries(
  id: string,
  { key, direction, points }: Series,
  { timeText }: PictureContext,
): PictureSeries {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [points[0], points.at(-1)];
  const name = shortened(safeText(key), 60);
  const marks = points.map((point) => {
    const [x, y] = placeOf(point, { from: first?.atMs ?? 0, to: last?.atMs ?? 0, least, most });
    return [
      x,
      y,
      l10n.t("{number} at {time}", { number: numberText(point.value), time: timeText(point.atMs) }),
    ] as const;
  });
  const lastText = numberText(last?.value ?? Number.NaN);
  return {
    id,
    key: name,
    direction,
    way: ways[direction],
    path: pathOf(marks),
    last: lastText,
    least: numberText(least),
    most: numberText(most),
    points: points.length,
    from: timeText(first?.atMs ?? 0),
    to: timeText(last?.atMs ?? 0),
    spoken: spokenText(
      { name, direction: ways[direction], lastText, least: numberText(least), most: numberText(most) },
      points.length,
    ),
    marks,
  };
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly most: number;
}

/** A value that never changes runs through the middle; a single point stands at the end. */
function placeOf({ atMs, value }: ChartPoint, { from, to, least, most }: Scale): readonly [number, number] {
  const x = to === from ? 1 : (atMs - from) / (to - from);
  const y = most === least ? 0.5 : (value - least) / (most - least);
  return [tenths(margin + x * (width - 2 * margin)), tenths(height - margin - y * (height - 2 * margin))];
}

/** One point is a dash, so that it is seen. */
function pathOf(marks: readonly (readonly [number, number, string])[]): string {
  const [first, second] = marks;
  if (first === undefined) {
    return "";
  }
  return second === undefined
    ? `M${first[0] - 6} ${first[1]}H${first[0]}`
    : marks.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Six digits that count. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** What a screen reader says of a series. */
function spokenText(facts: Readonly<Record<string, string>>, count: number): string {
  return count === 1
    ? l10n.t("{name}, {direction}: {lastText} now, from {least} to {most} in 1 point", facts)
    : l10n.t("{name}, {direction}: {lastText} now, from {least} to {most} in {count} points", {
        ...facts,
        count: countText(count),
      });
}
