/** Commands act on the register of this machine as the authority's operator: whoever has the shell has the authority. */
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Actor } from '../../core/actor.ts';
import type { Certificate } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { notFound } from '../../core/errors.ts';
import { AUTHORITY } from '../../core/key.ts';
import { parsePrintedNumber } from '../../core/numbering.ts';
import { JsonError, parseJson } from '../../lib/json.ts';
import { openDeps } from '../deps-node.ts';
import { configOfProcess } from '../environment-node.ts';
import { UsageError } from './command.ts';

function localPerson(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run a user that has no name.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The authority, in both of its roles. */
export function operator(): Actor {
  return {
    kind: AUTHORITY,
    organisation: AUTHORITY,
    roles: ['officer', 'approver'],
    person: localPerson(),
    key: 'cli',
  };
}

/** A signer of an agency, for what only agencies do. */
export function signerOf(agency: string): Actor {
  return { kind: 'agency', organisation: agency, roles: ['signer'], person: localPerson(), key: 'cli' };
}

/** Opens the register, works, and closes it again. */
export async function withRegister<T>(work: (deps: Deps) => Promise<T>, options = { create: false }): Promise<T> {
  const deps = await openDeps(configOfProcess(), { create: options.create, logLevel: 'warn' });
  try {
    return await work(deps);
  } finally {
    await deps.store.close();
  }
}

/** The text of a file, or of standard input for `-`. */
export function readInput(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UsageError(`Cannot read ${path}: ${missing ? 'there is no such file.' : error}`);
  }
}

/** The JSON object in a file, or in standard input for `-`. */
export function readJsonObject(path: string): Record<string, unknown> {
  try {
    const value = parseJson(readInput(path));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(`${path} is not JSON: ${error.message}`);
    throw error;
  }
  throw new UsageError(`${path} does not hold a JSON object.`);
}

/** The certificate number that somebody typed. Throws `UsageError` before anything is opened. */
export function numberTyped(text: string): string {
  const parsed = parsePrintedNumber(text);
  if (parsed === undefined) throw new UsageError(`${text} is no certificate number.`);
  if (parsed.checkMatches === false) throw new UsageError(`${text} is mistyped: its check character does not fit.`);
  return parsed.number;
}

export async function certificateNumbered({ store }: Pick<Deps, 'store'>, number: string): Promise<Certificate> {
  const found = await store.certificateByNumber(number);
  if (found === undefined) throw notFound();
  return found;
}
