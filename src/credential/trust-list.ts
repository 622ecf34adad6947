/** The entries of the trust list, as it is published and as verifiers read it. */
import type { StandingStep } from '../core/agency.ts';
import type { KeyRecord } from '../core/key.ts';
import type { LanguageText } from '../core/language.ts';

/** One organisation: the authority (which has no standing of its own) or an agency. */
export interface TrustListEntry {
  /** `authority`, or the record code. */
  readonly owner: string;
  /** Its DID. */
  readonly id: string;
  readonly name: LanguageText;
  readonly uscc: string;
  /** In the order in which the steps were written down. */
  readonly standing: readonly Pick<StandingStep, 'id' | 'kind' | 'from' | 'until' | 'scope'>[];
  /** Instants as RFC 3339. */
  readonly keys: readonly (Pick<KeyRecord, 'id' | 'algorithm' | 'publicJwk' | 'state'> & {
    readonly createdAt: string;
    readonly retiredAt?: string;
    readonly compromisedSince?: string;
  })[];
}

/** The entries of a verified trust list credential. Throws `SyntaxError` for a document of another shape. */
export function readTrustList(document: Readonly<Record<string, unknown>>): readonly TrustListEntry[] {
  const subject = Object(document.credentialSubject) as Record<string, unknown>;
  const typed = [document.type].flat().includes('TrustListCredential') && subject.type === 'TrustList';
  if (!typed || !Array.isArray(subject.entries) || !subject.entries.every(isEntry)) {
    throw new SyntaxError('this is no trust list');
  }
  return subject.entries;
}

function isEntry(value: unknown): value is TrustListEntry {
  const { owner, id, name, standing, keys } = Object(value) as Record<string, unknown>;
  const { zh, en } = Object(name) as Record<string, unknown>;
  const texts = [owner, id, zh, en].every((text) => typeof text === 'string');
  return texts && Array.isArray(standing) && standing.every(isStep) && Array.isArray(keys) && keys.every(isKey);
}

function isStep(value: unknown): boolean {
  const { kind, from } = Object(value) as Record<string, unknown>;
  return typeof kind === 'string' && typeof from === 'string';
}

/** Whether its point is on its curve shows when it is used. */
function isKey(value: unknown): boolean {
  const { id, publicJwk, state, createdAt } = Object(value) as Record<string, unknown>;
  const { kty, crv, x } = Object(publicJwk) as Record<string, unknown>;
  return [id, state, createdAt, kty, crv, x].every((text) => typeof text === 'string');
}

/** The keys of an entry as the register holds them, less the private halves. */
export function keysOf({ owner, keys }: TrustListEntry): KeyRecord[] {
  return keys.map(({ createdAt, retiredAt, compromisedSince, ...key }) => ({
    ...key,
    owner,
    wrapped: null,
    createdAt: Date.parse(createdAt),
    ...(retiredAt !== undefined && { retiredAt: Date.parse(retiredAt) }),
    ...(compromisedSince !== undefined && { compromisedSince: Date.parse(compromisedSince) }),
  }));
}
