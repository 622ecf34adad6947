/** Signed heads of the ledger: whoever keeps one can tell later whether anything up to there was changed or cut off. */
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import { AUTHORITY, activeKey, type KeyRecord } from '../core/key.ts';
import type { Block } from '../core/ledger.ts';
import { authorityDid, verificationMethodId } from '../credential/did.ts';
import { joinJwt, readJws, signJws, verifyJws } from '../credential/vc-jose.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';

const TYPE = 'ledger-checkpoint+jwt';

/** What a checkpoint says, besides who says it and when. */
export type Head = Pick<Block, 'seq' | 'events' | 'hash'>;

/** The newest block's. Throws `not_found` as long as there is none. */
export async function newestCheckpoint({ store }: Pick<Deps, 'store'>): Promise<string> {
  const head = await store.ledgerHead();
  if (!head) throw notFound();
  return head.checkpoint;
}

/** A compact JWS by the authority. Throws `key_unavailable`. */
export async function signCheckpoint(
  { store, signer, settings }: Pick<Deps, 'store' | 'signer' | 'settings'>,
  { seq, events, hash, at }: Omit<Block, 'entries' | 'checkpoint'>,
): Promise<string> {
  const key = await signer.open(activeKey(await store.keys(AUTHORITY), 'ES256'));
  const controller = authorityDid(settings.origin);
  const payload = JSON.stringify({ iss: controller, seq, events, hash, at: rfc3339(at) });
  return joinJwt(payload, await signJws(payload, { typ: TYPE }, { key, controller }));
}

/** What a checkpoint says and which of these keys signed it; undefined for what none of them did. */
export async function readCheckpoint(
  jws: string,
  { keys, origin }: { readonly keys: readonly KeyRecord[]; readonly origin: string },
): Promise<{ head: Head; key: KeyRecord } | undefined> {
  try {
    const { header, payload } = readJws(jws);
    const controller = authorityDid(origin);
    const key = keys.find(({ id }) => verificationMethodId(controller, id) === header.kid);
    if (header.typ !== TYPE || !key || !(await verifyJws(jws, key.publicJwk))) return undefined;
    const { seq, events, hash } = parseJson(fromUtf8(payload)) as Record<string, unknown>;
    return { head: { seq: Number(seq), events: Number(events), hash: String(hash) }, key };
  } catch {
    return undefined;
  }
}
