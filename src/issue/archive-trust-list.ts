/** Earlier trust lists: what was signed once can be had again, byte for byte. */
import { addDays, dateAt, type LocalDate, startOfDay } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import type { Page } from '../core/ports.ts';
import type { ArchivedList, PublishedList } from '../core/status.ts';
import { joinJwt } from '../credential/vc-jose.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { fromUtf8, utf8 } from '../lib/bytes.ts';
import { gunzip, gzip } from '../lib/gzip.ts';

export type SignedVersion = Pick<PublishedList, 'credential' | 'jwt'> & Pick<ArchivedList, 'version'>;

/** What is kept of a list that was just signed. */
export async function archived({ revision, signedAt, credential, jwt }: PublishedList): Promise<ArchivedList> {
  const [header, , signature] = jwt.split('.');
  const packed = encodeBase64url(await gzip(utf8(credential)));
  return { version: revision, signedAt, credential: packed, jwt: `${header}..${signature}` };
}

/** A version as it was first signed; undefined for one that never was. */
export async function trustListVersion(
  { store }: Pick<Deps, 'store'>,
  version: number,
): Promise<SignedVersion | undefined> {
  const kept = await store.trustListVersion(version);
  if (!kept) return undefined;
  const credential = fromUtf8(await gunzip(decodeBase64url(kept.credential), MAX_BYTES));
  const { proof: _, ...document } = JSON.parse(credential);
  const [header = '', signature = ''] = kept.jwt.split('..');
  return { version, credential, jwt: joinJwt(JSON.stringify(document), { header, signature }) };
}

/** What `importForeignList` takes, too. */
const MAX_BYTES = 67_108_864;

/**
 * The version that was out at the end of a day in the authority's time zone; of today, the newest; undefined before the first
 * and of a day that is yet to come.
 */
export async function trustListOn(deps: Deps, day: LocalDate): Promise<SignedVersion | undefined> {
  const { store, clock, settings } = deps;
  if (day > dateAt(clock(), settings.timeZone)) return undefined;
  const version = await store.trustListVersionAt(startOfDay(addDays(day, 1), settings.timeZone) - 1);
  return version === undefined ? undefined : trustListVersion(deps, version);
}

/** Newest first. */
export function trustListVersions({ store }: Pick<Deps, 'store'>, page: Page) {
  return store.trustListVersions(page);
}
