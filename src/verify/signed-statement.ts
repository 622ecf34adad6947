import type { Deps } from '../core/deps.ts';
import { AUTHORITY, activeKey } from '../core/key.ts';
import { CREDENTIALS_V2, certificateContextUrl } from '../credential/contexts.ts';
import { ownerDid } from '../credential/did.ts';
import { joinJwt, signJwt, verifyJws } from '../credential/vc-jose.ts';

export interface Statement {
  readonly id: string;
  /** Besides `VerifiableCredential`. */
  readonly type: string;
  /** RFC 3339 UTC. */
  readonly validFrom: string;
  readonly credentialSubject: Readonly<Record<string, unknown>>;
}

/** What the authority states about something that it looked into, as `vc+jwt`, ES256. */
export async function signedStatement(deps: Deps, { type, ...said }: Statement): Promise<string> {
  const { store, signer, settings } = deps;
  const controller = ownerDid(settings.origin, AUTHORITY);
  const text = JSON.stringify({
    '@context': [CREDENTIALS_V2, certificateContextUrl(settings.origin)],
    type: ['VerifiableCredential', type],
    issuer: controller,
    ...said,
  });
  const key = await signer.open(activeKey(await store.keys(AUTHORITY), 'ES256'));
  const jwt = joinJwt(text, await signJwt(text, { key, controller }));
  if (!(await verifyJws(jwt, key.publicJwk))) throw new Error(`our own signature of a ${type} does not verify`);
  return jwt;
}
