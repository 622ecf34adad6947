/** The lists of recognised deployments, for readers that judge by them on a device of their own. */
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { notFound, YinzhengError } from '../core/errors.ts';
import type { ForeignList } from '../core/foreign-list.ts';
import { parseStatusListId } from '../core/status.ts';
import { guardedFetch, ResolutionError } from '../credential/guarded-fetch.ts';
import { statusListUrl } from '../credential/status-list.ts';
import { fromUtf8 } from '../lib/bytes.ts';

/** What a reader needs of a deployment. The list is signed with the key that its authority handed over to ours. */
export interface RecognisedList extends Pick<ForeignList, 'origin' | 'authority' | 'key' | 'timeZone' | 'list'> {
  /** RFC 3339 UTC. Nothing is judged by the list after this. */
  readonly validUntil: string;
}

/** By the host of the deployment. Throws `not_found` for one whose authority is not recognised. */
export async function recognisedList({ store }: Pick<Deps, 'store'>, host: string): Promise<RecognisedList> {
  const found = await store.foreignList(`https://${host}`);
  if (!found) throw notFound();
  const { origin, authority, key, timeZone, list, validUntil } = found;
  return { origin, authority, key, timeZone, list, validUntil: rfc3339(validUntil) };
}

/** Four times what one of our lists takes. */
const MAX_BYTES = 262_144;
const TIMEOUT_MS = 2_500;

/**
 * A status list of a recognised deployment as `vc+jwt`, fetched now and handed on as it came: who reads it checks it. Throws
 * `not_found`, and `not_reachable` when that deployment gives no answer.
 */
export async function relayedStatusList({ store, settings }: Deps, host: string, list: string): Promise<string> {
  const head = parseStatusListId(list) && (await store.foreignListHead(`https://${host}`));
  if (!head) throw notFound();
  const { allowedHosts } = settings;
  const limits = { allowedHosts, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, accept: 'application/vc+jwt' };
  try {
    return fromUtf8(await guardedFetch(statusListUrl(head.origin, list), limits));
  } catch (cause) {
    if (cause instanceof ResolutionError && cause.kind === 'not_found') throw notFound();
    if (!(cause instanceof ResolutionError || cause instanceof SyntaxError)) throw cause;
    throw new YinzhengError('not_reachable', `${host} gives no such list.`, { cause });
  }
}
