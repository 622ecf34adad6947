/** Poppler's programs: other people's eyes on our PDFs. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programPath } from '../scripts/debian-tools.ts';

const run = promisify(execFile);

/** One page as grey pixels, row by row, 0 black to 255 white. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** What `pdftotext` reads; `layout` keeps things where they stand. */
export function pdfText(pdf: Uint8Array): Promise<string> {
  return withFile(pdf, async (file) => String(await poppler('pdftotext', ['-layout', file, '-'])));
}

/** What `pdfinfo` says, by name. */
export function pdfInfo(pdf: Uint8Array): Promise<Record<string, string>> {
  return withFile(pdf, async (file) => {
    const lines = String(await poppler('pdfinfo', ['-isodates', file])).split('\n');
    return Object.fromEntries(
      lines.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]),
    );
  });
}

/** A part of a page, in mm from its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The first page, or a part of it, drawn at so many pixels in an inch. */
export function pdfPixels(pdf: Uint8Array, resolution: number, box?: Box): Promise<Pixels> {
  return withFile(pdf, async (file) => {
    const px = (mm: number) => String(Math.round((mm / 25.4) * resolution));
    const part = box ? ['-x', px(box.x), '-y', px(box.y), '-W', px(box.width), '-H', px(box.height)] : [];
    const pgm = await poppler('pdftoppm', ['-gray', '-r', String(resolution), '-f', '1', '-singlefile', ...part, file]);
    const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 64).toString('latin1'));
    if (!head) throw new Error('pdftoppm made no PGM');
    return { width: Number(head[1]), height: Number(head[2]), grey: pgm.subarray(head[0].length) };
  });
}

/** The attached files by name, as `pdfdetach` saves them. */
export function pdfAttachments(pdf: Uint8Array): Promise<Map<string, Buffer>> {
  return withFile(pdf, async (file, folder) => {
    await poppler('pdfdetach', ['-saveall', '-o', folder, file]);
    const names = (await readdir(folder)).filter((name) => join(folder, name) !== file);
    return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
  });
}

async function poppler(program: string, args: readonly string[]): Promise<Buffer> {
  if (!programPath(program)) {
    throw new Error(`This test needs ${program}: \`apt-get install poppler-utils\`, or \`brew install poppler\`.`);
  }
  const { stdout, stderr } = await run(program, args, { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 });
  // It complains of what it repairs. Ours needs no repair.
  if (stderr.length > 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}

async function withFile<T>(pdf: Uint8Array, use: (file: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'yinzheng-pdf-'));
  try {
    const file = join(folder, 'document.pdf');
    await writeFile(file, pdf);
    return await use(file, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
