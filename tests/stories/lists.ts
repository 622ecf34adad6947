/** Status lists as a stranger reads them: fetched by the URLs in a certificate, and decoded by code of our own here. */
import { gunzipSync } from 'node:zlib';
import type { Answer, World } from './world.ts';

export interface StatusList {
  readonly id: string;
  readonly issuer: string;
  readonly type: readonly string[];
  readonly validFrom: string;
  readonly validUntil: string;
  readonly credentialSubject: {
    readonly type: string;
    readonly statusPurpose: string;
    readonly encodedList: string;
    readonly ttl: number;
  };
  readonly proof?: unknown;
}

interface StatusEntry {
  readonly type: string;
  readonly statusPurpose: string;
  readonly statusListIndex: string;
  readonly statusListCredential: string;
}

/** The bits of a list, written from the standard alone: multibase `u`, base64url, gzip, index 0 in the left-most bit. */
export function decodeList(encodedList: string): {
  readonly length: number;
  bit(index: number): boolean;
  set: number[];
} {
  if (encodedList[0] !== 'u') throw new SyntaxError('not multibase base64url');
  const bytes = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
  const bit = (index: number) => ((bytes[Math.floor(index / 8)] ?? 0) & (0b1000_0000 >> (index % 8))) !== 0;
  const length = bytes.length * 8;
  return { length, bit, set: Array.from({ length }, (_, index) => index).filter(bit) };
}

/** The status entries of a credential, by the name of their list (`agency-revocation` …). */
export function entriesOf(credential: object): Record<string, StatusEntry> {
  const entries = (credential as { credentialStatus: StatusEntry[] }).credentialStatus;
  return Object.fromEntries(entries.map((entry) => [/-\d+-(.+)$/.exec(entry.statusListCredential)?.[1] ?? '', entry]));
}

export function indexOf(credential: object): number {
  const [entry] = Object.values(entriesOf(credential));
  return Number(entry?.statusListIndex);
}

export function fetchList(world: World, url: string, accept = 'application/vc'): Promise<Answer<StatusList>> {
  if (!url.startsWith(world.origin)) throw new Error(`${url} is not of ${world.origin}`);
  return world.call<StatusList>(`GET ${url.slice(world.origin.length)}`, { headers: { Accept: accept } });
}

/** The payload of a compact JWT, unverified. */
export function payloadOf<T>(jwt: string): T {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
}

/** Names of the lists in which the certificate's bit is set, in both media types alike. */
export async function setBits(world: World, credential: object): Promise<string[]> {
  const set: string[] = [];
  for (const [name, { statusListIndex, statusListCredential }] of Object.entries(entriesOf(credential))) {
    const { body } = await fetchList(world, statusListCredential);
    const { text: jwt } = await fetchList(world, statusListCredential, 'application/vc+jwt');
    const { proof: _, ...unsigned } = body;
    if (JSON.stringify(payloadOf(jwt)) !== JSON.stringify(unsigned)) throw new Error(`${name} differs by media type`);
    if (decodeList(body.credentialSubject.encodedList).bit(Number(statusListIndex))) set.push(name);
  }
  return set;
}
