/** Recognising the authorities of other deployments, by their trust lists and the key that they handed over. */
import type { Actor } from '../core/actor.ts';
import { type Instant, isTimeZone } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { ForeignList, ForeignListHead } from '../core/foreign-list.ts';
import type { Duty, Turn } from '../core/jobs.ts';
import { AUTHORITY } from '../core/key.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';
import { parseTimestamp } from '../credential/credential-form.ts';
import { guardedFetch, ResolutionError } from '../credential/guarded-fetch.ts';
import { type OpenedTrustList, openTrustList } from '../credential/open-trust-list.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { JsonError } from '../lib/json.ts';

export interface ForeignListOrder {
  readonly origin: string;
  /** did:key of the other authority's signing key, handed over by another way than the list. */
  readonly key: string;
  readonly timeZone: string;
  /** The signed list, if it was handed over too; else it is fetched from `{origin}/trust-list`. */
  readonly list?: string | undefined;
}

type Parts = Pick<Deps, 'store' | 'clock' | 'settings' | 'random'>;

export async function listForeignLists({ store }: Parts, actor: Actor): Promise<ForeignListHead[]> {
  allow(actor, 'trust.read');
  return store.foreignListHeads();
}

/** Recognises another authority, or takes its newer list or another key. Throws `invalid_request` for a list that does not hold. */
export async function importForeignList(deps: Parts, actor: Actor, order: ForeignListOrder): Promise<ForeignListHead> {
  const { store, settings, clock } = deps;
  // 1. Who, and of whom.
  allow(actor, 'trust.manage');
  refuseOrder(order, settings.origin);

  // 2. The list, which must hold under the key before anything in it is believed.
  const text = order.list ?? (await fetched(deps, order.origin));
  const { list: _, ...recognised } = order;
  const head = { ...recognised, ...(await readList(text, order, clock())), importedAt: clock() };
  const kept = await store.foreignListHead(order.origin);
  if (kept && kept.version > head.version) throw refused('/list', `is older than the one of version ${kept.version}`);

  // 3. Keep it.
  try {
    await store.commit([
      { write: 'foreign-list.put', list: { ...head, list: text } },
      eventWrite(deps, actor, 'trust.recognised', {
        subject: order.origin,
        owner: AUTHORITY,
        data: { key: order.key, version: head.version },
      }),
    ]);
  } catch (error) {
    if (!(error instanceof UniqueKeyError && error.table === 'foreign_list')) throw error;
    throw refused('/list', 'came at the same time as another one of that origin, which stays; try again');
  }
  return head;
}

function refuseOrder({ origin, timeZone }: ForeignListOrder, own: string): void {
  const isOrigin = origin.startsWith('https://') && URL.canParse(origin) && new URL(origin).origin === origin;
  if (!isOrigin) throw refused('/origin', 'must be an https origin, e.g. https://cert.other.example');
  if (origin === own) throw refused('/origin', 'must be another deployment than this one');
  if (!isTimeZone(timeZone)) throw refused('/timeZone', 'must be an IANA time zone, e.g. Asia/Shanghai');
}

/** From now on nothing of that deployment is recognised. `not_found` for one that is not. */
export async function endForeignList(deps: Parts, actor: Actor, origin: string): Promise<void> {
  allow(actor, 'trust.manage');
  if (!(await deps.store.foreignListHead(origin))) throw notFound();
  await deps.store.commit([
    { write: 'foreign-list.end', origin },
    eventWrite(deps, actor, 'trust.ended', { subject: origin, owner: AUTHORITY, data: {} }),
  ]);
}

/**
 * Lists whose half of validity is over are fetched anew, from hosts that may be asked, at the same time. Returns how many
 * were.
 */
export async function refreshForeignLists(deps: Deps, turn?: Pick<Turn, 'signal'>): Promise<number> {
  const { store, clock, settings } = deps;
  const now = clock();
  const due = (await store.foreignListHeads()).filter(({ origin, signedAt, validUntil }) => {
    return now >= signedAt + (validUntil - signedAt) / 2 && settings.allowedHosts.includes(new URL(origin).host);
  });
  const refreshed = await Promise.all(
    due.map(async (kept) => {
      const list = await fresh(deps, kept, turn?.signal);
      if (list) await store.commit([{ write: 'foreign-list.refresh', list }]);
      return list !== undefined;
    }),
  );
  return refreshed.filter(Boolean).length;
}

/** Undefined, and the log says why, when there is none that holds: what one deployment sends does not stop the others. */
async function fresh(
  deps: Deps,
  kept: ForeignListHead,
  signal: AbortSignal | undefined,
): Promise<Omit<ForeignList, 'timeZone'> | undefined> {
  const { clock, log } = deps;
  const { origin, key } = kept;
  try {
    const list = await fetched(deps, origin, signal);
    const read = await readList(list, kept, clock());
    if (read.version < kept.version) throw refused('/list', 'is older than the one at hand');
    return { origin, key, ...read, list, importedAt: clock() };
  } catch (error) {
    if (signal?.aborted) return undefined;
    // The one at hand stays until its own time is over; then nothing is judged by it.
    log('warn', 'trust.not_refreshed', { origin, reason: reasonOf(error) });
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof YinzhengError ? (error.violations[0]?.message ?? message) : message;
}

export const refreshForeignDuty: Duty = { name: 'trust.refresh', everyMs: 600_000, run: refreshForeignLists };

const MAX_BYTES = 67_108_864;
const TIMEOUT_MS = 20_000;

async function fetched({ settings }: Parts, origin: string, signal?: AbortSignal): Promise<string> {
  try {
    const { allowedHosts } = settings;
    const limits = { allowedHosts, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, signal, accept: 'application/vc' };
    return fromUtf8(await guardedFetch(`${origin}/trust-list`, limits));
  } catch (error) {
    if (!(error instanceof ResolutionError || error instanceof SyntaxError)) throw error;
    throw refused(
      '/origin',
      `its trust list cannot be had: ${error.message}; ALLOWED_HOSTS names the hosts that are asked`,
    );
  }
}

type Read = Pick<ForeignList, 'authority' | 'version' | 'signedAt' | 'validUntil'>;

/** What a list says that is signed with the key that was handed over, which it must list itself, and is valid now. */
async function readList(text: string, order: Pick<ForeignList, 'origin' | 'key'>, now: Instant): Promise<Read> {
  let opened: OpenedTrustList;
  try {
    opened = await openTrustList(text.trim(), order.key, now);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonError) throw refused('/list', error.message);
    throw error;
  }
  const { origin, authority, document } = opened;
  if (origin !== order.origin) throw refused('/list', `is that of ${origin}`);
  const [signedAt, validUntil] = [parseTimestamp(document.validFrom), parseTimestamp(document.validUntil)];
  const { version } = Object(document.credentialSubject) as { version?: unknown };
  if (signedAt === undefined || validUntil === undefined || !Number.isSafeInteger(version)) {
    throw refused('/list', 'does not say its version and how long it is valid');
  }
  if (now < signedAt || now >= validUntil) throw refused('/list', 'is not valid now');
  return { authority: authority.name, version: version as number, signedAt, validUntil };
}

function refused(pointer: string, message: string): YinzhengError {
  return invalidRequest([{ pointer, rule: 'trust_list', message }]);
}
