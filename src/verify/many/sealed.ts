/** Parts of a file and of its results as they are kept: compressed, then encrypted. */
import type { Vault } from '../../core/deps.ts';
import type { VerificationPart } from '../../core/verification.ts';
import { fromUtf8, utf8 } from '../../lib/bytes.ts';
import { gunzip, gzip } from '../../lib/gzip.ts';

/** Far beyond what a part may hold. */
const MAX_BYTES = 64 * 2 ** 20;

type Place = Pick<VerificationPart, 'verification' | 'part'>;

const contextOf = ({ verification, part }: Place, what: 'rows' | 'results') => `${verification}/${part}/${what}`;

export async function sealPart(vault: Vault, at: Place, what: 'rows' | 'results', value: unknown): Promise<string> {
  return vault.sealFile(await gzip(utf8(JSON.stringify(value))), contextOf(at, what));
}

/** What `sealPart` was given, at the same place. */
export async function openPart<T>(vault: Vault, at: Place, what: 'rows' | 'results', sealed: string): Promise<T> {
  return JSON.parse(fromUtf8(await gunzip(await vault.openFile(sealed, contextOf(at, what)), MAX_BYTES)));
}
