/** Of which deployment something says that it is. Nothing is believed of it but where to look. */
import type { Presented } from '../credential/presented.ts';
import { issuerDid } from '../credential/sd-jwt-vc.ts';
import { readJws } from '../credential/vc-jose.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';

/** Such as `https://cert.example`, or undefined for what names none. A DID does not say whether its host speaks https. */
export function claimedOrigin(presented: Presented): string | undefined {
  try {
    if (presented.kind === 'none') return undefined;
    if (presented.kind === 'seal') return presented.origin;
    const { issuer, iss } = Object(claimsIn(presented)) as { issuer?: unknown; iss?: unknown };
    const id = Object(issuer).id ?? issuer ?? iss;
    // SD-JWTs name their issuer by the URL that its did:web is made from.
    const [, host] = /^did:web:([^:]+)/.exec(issuerDid(String(id)) ?? '') ?? [];
    return host && `https://${decodeURIComponent(host)}`;
  } catch {
    return undefined;
  }
}

/** For comparing: one deployment may be named with http and https. */
export function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function claimsIn(presented: Exclude<Presented, { kind: 'none' | 'seal' }>): unknown {
  if (presented.kind === 'embedded') return presented.credential;
  const jwt = presented.kind === 'jwt' ? presented.jwt : (presented.sdJwt.split('~')[0] ?? '');
  return parseJson(fromUtf8(readJws(jwt).payload));
}
