/** What another deployment issued, by its trust list as our service took it and its status lists, which our service hands on. */
import { statusListId } from '../../core/status.ts';
import type { Verification } from '../../core/verdict.ts';
import { openTrustList } from '../../credential/open-trust-list.ts';
import { readPresented } from '../../credential/presented.ts';
import { uncheckable } from '../../verify/checks.ts';
import { knowsEd25519, listStatus } from '../../verify/light/credential.ts';
import { openStatusList } from '../../verify/light/status.ts';
import type { TrustList } from '../../verify/light/trust-list.ts';
import { claimedOrigin, hostOf } from '../../verify/origin.ts';
import type { RecognisedList } from '../../verify/recognised.ts';
import { verifyAgainst } from '../../verify/trust-list.ts';
import type { AtHand } from './credential.ts';

const LIMIT_MS = 10_000;
/** Our service waits for theirs. */
const STATUS_LIMIT_MS = 4_000;

/** The verdict, naming the authority; undefined for what is our own, or of nobody that our authority recognises, or not known now. */
export async function checkForeign(text: string, atHand: AtHand): Promise<Verification | undefined> {
  const { now, load } = atHand;
  // 1. Whose is it, as far as it says?
  const presented = readPresented(text);
  const host = hostOf(claimedOrigin(presented) ?? '');
  if (host === undefined || host === hostOf(atHand.origin)) return undefined;

  // 2. The list of its authority, signed with the key that ours was given.
  const path = `/trust-lists/${host}`;
  const open = async (answer: string, current: boolean) => opened(JSON.parse(answer), { now: now(), current });
  const found = await load(path, LIMIT_MS, open).catch(() => undefined);
  if (!found) return undefined;
  const { recognised, trustList } = found;
  const { origin, timeZone, validUntil } = recognised;
  const authority = { origin, name: recognised.authority };
  if (now() >= Date.parse(validUntil)) {
    return { ...uncheckable(`the trust list of ${origin} was valid until ${validUntil}`, now()), authority };
  }
  if (presented.kind === 'embedded' && !(await knowsEd25519())) {
    return { ...uncheckable('Ed25519 is not known here', now()), authority };
  }

  // 3. The checks of the service itself. The list is a copy: it does not know who came since.
  const status = listStatus(trustList, (slot, kind) =>
    load(`${path}/status/${statusListId(slot.agency, slot.group, kind)}`, STATUS_LIMIT_MS, (jwt, current) =>
      openStatusList(jwt, { slot, kind, trustList, now: now(), current }),
    ),
  );
  const { entries } = trustList;
  const circumstances = { origin, timeZone, entries, current: false, status, clock: now };
  return { ...(await verifyAgainst(circumstances, presented)), authority };
}

async function opened(
  recognised: RecognisedList,
  { now, current }: { readonly now: number; readonly current: boolean },
): Promise<{ readonly recognised: RecognisedList; readonly trustList: TrustList }> {
  const { list, key, origin } = recognised;
  const { entries, ...signed } = await openTrustList(list.trim(), key, now);
  if (signed.origin !== origin) throw new SyntaxError(`the trust list is that of ${signed.origin}`);
  const byOwner = new Map(entries.map((entry) => [entry.owner, entry]));
  const signedAt = Date.parse(String(signed.document.validFrom));
  return { recognised, trustList: { origin, signedAt, current, entries, entry: (owner) => byOwner.get(owner) } };
}
