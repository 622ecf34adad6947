/** A register with certificates, and what a page fetches from it. */
import { activeKey } from '../../../src/core/key.ts';
import type { StatusListKind } from '../../../src/core/status.ts';
import { statusListId } from '../../../src/core/status.ts';
import { parseSealText, readSeal, type SealFacts, sealText, signSeal } from '../../../src/credential/seal.ts';
import type { VerifyOptions } from '../../../src/verify/light/verify.ts';
import { openStatusList, openTrustList } from '../../../src/verify/light/verify.ts';
import { AGENCY, NOW, ORIGIN, requestFor, type World } from '../../http/world.ts';

export interface Issued {
  readonly id: string;
  readonly seal: string;
}

export async function issue(world: World, name: string): Promise<Issued> {
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as Issued;
}

export async function change(world: World, { id }: Issued, as: 'signer' | 'officer', action: string, reason: string) {
  const answer = await world.send('POST', `/v1/certificates/${id}/status`, { as, body: { action, reason } });
  if (answer.status !== 200) throw new Error(await answer.text());
}

/** A seal over facts of one's own, by the agency's real key: what no register would issue. */
export async function sealOf(world: World, like: Issued, facts: Partial<SealFacts>): Promise<string> {
  const key = await world.deps.signer.open(activeKey(await world.deps.store.keys(AGENCY), 'ES256'));
  return sealText(ORIGIN, await signSeal({ ...factsOf(like), ...facts }, key));
}

export function factsOf({ seal }: Issued): SealFacts {
  return readSeal(parseSealText(seal) ?? new Uint8Array()).facts;
}

const jwt = { headers: { accept: 'application/vc+jwt' } };

export async function fetchText(world: World, path: string): Promise<string> {
  const answer = await world.send('GET', path, jwt);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

/** Everything fetched as a page does; `now` and `current` as the test likes. */
export async function published(
  world: World,
  { now = NOW, current = true }: { readonly now?: number; readonly current?: boolean } = {},
): Promise<VerifyOptions> {
  const authority = JSON.parse(await fetchText(world, '/.well-known/did.json'));
  const list = await fetchText(world, '/trust-list');
  const trustList = await openTrustList(list, { origin: ORIGIN, authority, now, current });
  return {
    trustList,
    timeZone: 'Asia/Shanghai',
    now,
    async statusList(slot, kind: StatusListKind) {
      const text = await fetchText(world, `/status/${statusListId(slot.agency, slot.group, kind)}`);
      return openStatusList(text, { slot, kind, trustList, now, current });
    },
  };
}
