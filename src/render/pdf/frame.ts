/** The frame of a certificate: a band of interlaced waves between two lines, with a small fret in each corner. */
import type { Layout } from '../../core/layout.ts';
import type { Sheet } from './kit.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From the edge of the page, in mm: no printer loses it, and a picture frame does not cover it. */
const OUTER = 9;
const BAND = 4.4;
const CORNER = 9;

export function drawFrame(
  sheet: Sheet,
  page: { width: number; height: number },
  { accent, ornament }: Layout['colours'],
) {
  const outer = inset(page, OUTER);
  const inner = inset(page, OUTER + BAND);
  sheet.path(rectangle(outer), { stroke: accent, width: 1.4 });
  sheet.path(rectangle(inner), { stroke: accent, width: 0.5 });
  sheet.path(rectangle(inset(page, OUTER + BAND + 1.2)), { stroke: ornament, width: 0.35 });
  for (const phase of [0, 1 / 3, 2 / 3]) sheet.path(waves(page, phase), { stroke: ornament, width: 0.3 });
  sheet.path(corners(page), { stroke: accent, width: 0.8 });
}

function inset({ width, height }: { width: number; height: number }, by: number): Box {
  return { x: by, y: by, width: width - 2 * by, height: height - 2 * by };
}

function rectangle({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}Z`;
}

/** One wave along the middle of the band of each side, with a whole number of periods between the corners. */
function waves(page: { width: number; height: number }, phase: number): string {
  const { width, height } = page;
  const middle = OUTER + BAND / 2;
  const start = OUTER + CORNER;
  const across = (y: number) => wave(start, width - start, phase).map(([t, swing]) => `${mm(t)} ${mm(y + swing)}`);
  const down = (x: number) => wave(start, height - start, phase).map(([t, swing]) => `${mm(x + swing)} ${mm(t)}`);
  const lines = [across(middle), across(height - middle), down(middle), down(width - middle)];
  return lines.map((points) => `M${points.join('L')}`).join('');
}

const PERIOD = 7;
const STEPS = 10;

/** Points of a sine from one end to the other, with its swing to the side, in mm. */
function wave(from: number, to: number, phase: number): [number, number][] {
  const periods = Math.round((to - from) / PERIOD);
  const points = periods * STEPS;
  return Array.from({ length: points + 1 }, (_, n) => {
    const turn = n / STEPS + phase;
    return [from + ((to - from) * n) / points, Math.sin(turn * 2 * Math.PI) * (BAND / 2 - 0.55)];
  });
}

/** A square fret in each corner of the band. */
function corners({ width, height }: { width: number; height: number }): string {
  const [a, b] = [OUTER + 1, OUTER + CORNER - 1.2];
  const fret: readonly (readonly [number, number])[] = [
    [b, a],
    [a, a],
    [a, b],
    [a + 2.2, b],
    [a + 2.2, a + 2.2],
    [b, a + 2.2],
  ];
  const corner = (flipX: boolean, flipY: boolean) => {
    const points = fret.map(([x, y]) => `${mm(flipX ? width - x : x)} ${mm(flipY ? height - y : y)}`);
    return `M${points.join('L')}Z`;
  };
  return [corner(false, false), corner(true, false), corner(false, true), corner(true, true)].join('');
}

function mm(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
