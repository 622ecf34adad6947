/** Earlier trust lists: what was signed once can be had again, byte for byte. */
import { addDays, dateAt, type LocalDate, startOfDay } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import type { Page } from '../core/ports.ts';
import type { ArchivedList, PublishedList } from '../core/status.ts';
import { wholeJwt } from './kept-list.ts';

export type SignedVersion = Pick<PublishedList, 'credential' | 'jwt'> & Pick<ArchivedList, 'version'>;

/** A version as it was first signed; undefined for one that never was. */
export async function trustListVersion(
  { store }: Pick<Deps, 'store'>,
  version: number,
): Promise<SignedVersion | undefined> {
  const kept = await store.trustListVersion(version);
  if (!kept) return undefined;
  const { credential, detached } = kept;
  return { version, credential, jwt: wholeJwt(credential, detached) };
}

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
