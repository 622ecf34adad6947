/** The rules of src/README.md as functions of plain files: text in, violations out. */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Every room and its floor. An import leads to a lower floor or stays in its room. */
const FLOORS: Readonly<Record<string, number>> = {
  lib: 0,
  core: 1,
  credential: 2,
  issue: 3,
  verify: 3,
  registry: 3,
  oversight: 3,
  ledger: 3,
  jobs: 3,
  render: 4,
  http: 4,
  storage: 4,
  signer: 4,
  app: 5,
  entry: 6,
};

/** Packages that only some rooms may know. */
const PACKAGES: readonly { readonly name: RegExp; readonly rooms: readonly string[] }[] = [
  { name: /^(?:hono|@hono\/[^/]+)(?:\/|$)/, rooms: ['app', 'http', 'render', 'entry'] },
  { name: /^(?:drizzle-orm|better-sqlite3|pg)(?:\/|$)/, rooms: ['storage'] },
  { name: /^prom-client(?:\/|$)/, rooms: ['entry'] },
];

const BUILTINS = new Set(builtinModules);
const LONGEST = 400;
const LONG = 250;
/** Files in a hundred that stay at or below `LONG` lines. */
const SHORT_SHARE = 90;

/** The room of a file, e.g. `lib` for `src/lib/jcs.ts` and `app` for `src/app.ts`; undefined outside `src/`. */
export function roomOf(path: string): string | undefined {
  return /^src\/([a-z-]+)(?:\/|\.ts$)/.exec(path)?.[1];
}

/** True for files that may use what only Node has: their names say so. */
export function namesTheRuntime(path: string): boolean {
  return /(?:^|[/.-])node(?=[.-])[^/]*$/.test(path) || /^src\/entry\/(?:cli|demo|commands\/)/.test(path);
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Static imports and re-exports (biome puts them at the start of a line), and dynamic imports of fixed text. */
export function importsOf(text: string): Import[] {
  const statements = /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]/gm;
  const calls = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statements), ...text.matchAll(calls)].map((match) => ({
    specifier: match[1] ?? '',
    line: lineAt(text, match.index),
  }));
}

/** All violations of source files, by path and line. */
export function sourceViolations(files: readonly SourceFile[]): Violation[] {
  const found = files.flatMap((file) => [...imports(file), ...text(file), ...size(file)]);
  return found.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

function imports(file: SourceFile): Violation[] {
  const room = roomOf(file.path);
  if (room === undefined) return [];
  if (!(room in FLOORS)) return [{ path: file.path, line: 1, message: `src/${room} is no room of the house` }];
  return importsOf(file.text).flatMap(({ specifier, line }) => {
    const message = specifier.startsWith('.') ? door(file.path, room, specifier) : guest(file.path, room, specifier);
    return message === undefined ? [] : [{ path: file.path, line, message }];
  });
}

function door(path: string, room: string, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (target.startsWith('tests/') || target.startsWith('scripts/')) return `src must not import ${target}`;
  const other = roomOf(target);
  if (other === undefined || other === room) return undefined;
  const [from = 0, to = Number.POSITIVE_INFINITY] = [FLOORS[room], FLOORS[other]];
  if (to < from) return undefined;
  return to === from
    ? `${room} and ${other} are rooms on one floor and have no door between them: ${specifier}`
    : `the stairs go down only, and ${other} is above ${room}: ${specifier}`;
}

function guest(path: string, room: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:') || BUILTINS.has(specifier)) {
    return namesTheRuntime(path) ? undefined : `${specifier} needs Node, and the name of this file does not say so`;
  }
  const rule = PACKAGES.find(({ name }) => name.test(specifier));
  return rule === undefined || rule.rooms.includes(room)
    ? undefined
    : `${specifier} belongs to ${rule.rooms.join(', ')}`;
}

function text(file: SourceFile): Violation[] {
  const found: Violation[] = [];
  if (/(?:^|\/)index\.m?ts$/.test(file.path)) found.push({ path: file.path, line: 1, message: 'no index.ts barrels' });
  const excepted =
    /^(?:src\/entry\/worker|tests\/runtime\/d1-door-worker)\.ts$|\.config\.ts$|\/drizzle\.[^/]*\.ts$/.test(file.path);
  for (const [index, line] of file.text.split('\n').entries()) {
    const at = { path: file.path, line: index + 1 };
    if (/^\s*(?:\/\/|\/?\*)/.test(line)) continue;
    if (!excepted && /^export\s+default\b|\bas\s+default\b/.test(line))
      found.push({ ...at, message: 'no default exports' });
    if (!file.path.startsWith('src/')) continue;
    if (!file.path.startsWith('src/entry/') && /\bprocess\.env\b/.test(line)) {
      found.push({ ...at, message: 'only entry/ reads the environment' });
    } else if (!namesTheRuntime(file.path) && /\b(?:process|Buffer)\.\w/.test(line)) {
      found.push({ ...at, message: 'process and Buffer need Node, and the name of this file does not say so' });
    }
  }
  return found;
}

function size(file: SourceFile): Violation[] {
  const lines = lineCount(file.text);
  return lines <= LONGEST
    ? []
    : [{ path: file.path, line: LONGEST + 1, message: `${lines} lines; no file is longer than ${LONGEST}` }];
}

export interface AreaSize {
  readonly area: string;
  readonly files: number;
  /** Files of at most 250 lines, in a hundred, rounded down. */
  readonly shortShare: number;
  readonly longest: SourceFile;
  readonly longestLines: number;
  readonly tooMany: boolean;
}

/** Sizes of `src`, `tests` and `scripts`; `tooMany` where more than one file in ten is long. */
export function areaSizes(files: readonly SourceFile[]): AreaSize[] {
  return ['src', 'tests', 'scripts'].flatMap((area) => {
    const lines = files
      .filter(({ path }) => path.startsWith(`${area}/`))
      .map((file) => ({ file, lines: lineCount(file.text) }))
      .sort((a, b) => b.lines - a.lines);
    const [longest] = lines;
    if (longest === undefined) return [];
    const shortShare = Math.floor((lines.filter((one) => one.lines <= LONG).length * 100) / lines.length);
    const tooMany = shortShare < SHORT_SHARE;
    return [{ area, files: lines.length, shortShare, longest: longest.file, longestLines: longest.lines, tooMany }];
  });
}

/** What must not be in any file of the repository: it works on one machine and tells about it. */
const PRIVATE: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?:^|[^\w.-])\/(?:home|Users)\/[a-z][\w.-]*\/|[A-Z]:\\+Users\\+\w/, what: 'a path into a home folder' },
  { pattern: /(?:^|[^\w.-])\/root\/\.?\w/, what: 'a path into a home folder' },
  {
    pattern: /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\bnpmmirror\.com\b|\/artifactory\/|\bverdaccio\b/,
    what: 'a package registry',
  },
];

/** Absolute home paths and registry hosts in any tracked text file, the lock included. */
export function privateTraces(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text: content }) =>
    PRIVATE.flatMap(({ pattern, what }) => {
      const match = pattern.exec(content);
      return match === null
        ? []
        : [{ path, line: lineAt(content, match.index), message: `${what}: ${match[0].trim()}` }];
    }),
  );
}

function lineAt(content: string, index: number): number {
  return content.slice(0, index).split('\n').length;
}

function lineCount(content: string): number {
  return content.split('\n').length - (content.endsWith('\n') ? 1 : 0);
}
