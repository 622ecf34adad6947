/** Every form in which a certificate can be handed in, and what the service says to each. */
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import type { Call, World } from './world.ts';

type Handed = Pick<Presented, 'credential' | 'jwt' | 'seal'>;

export function formsOf({ credential, jwt, seal }: Handed): Readonly<Record<string, Call>> {
  const envelope = {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/vc+jwt,${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  };
  return {
    'the credential': { json: credential },
    'the credential as application/vc': { text: JSON.stringify(credential), type: 'application/vc' },
    'the JWT': { text: jwt, type: 'application/vc+jwt' },
    'the JWT as text': { text: jwt, type: 'text/plain' },
    'an envelope': { json: envelope },
    'the text of the QR code': { text: seal, type: 'text/plain' },
    'the text of the QR code as JSON': { json: seal },
    'the credential in a wrapper': { json: { credential } },
    'the JWT in a wrapper': { json: { credential: jwt } },
    'the text of the QR code in a wrapper': { json: { credential: seal } },
  };
}

/** The verdict on each form, and on the public link if there is one. */
export async function verdictsOn(
  world: World,
  certificate: Handed & { readonly token?: string },
): Promise<Record<string, Verification>> {
  const found: Record<string, Verification> = {};
  for (const [name, call] of Object.entries(formsOf(certificate))) {
    const { status, body, text } = await world.call<Verification>('POST /verify', call);
    if (status !== 200) throw new Error(`${name} answered ${status}: ${text}`);
    found[name] = body;
  }
  if (certificate.token === undefined) return found;
  const headers = { Accept: 'application/json' };
  const { body } = await world.call<Verification>(`GET /v/${certificate.token}`, { headers });
  return { ...found, 'the public link': body };
}
