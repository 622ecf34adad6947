/** From the name of a key to the key: our own from the registers, did:key and did:jwk from their text, did:web of listed hosts. */
import { type DIDDocument, type DIDResolutionResult, type ParsedDID, parse, Resolver } from 'did-resolver';
import type { KeyRecord, PublicJwk } from '../core/key.ts';
import type { Clock } from '../core/ports.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { jwkFromMultibase, ownerOfDid, parsePublicJwk } from './did.ts';
import { type Fetch, guardedFetch, ResolutionError } from './guarded-fetch.ts';

export interface ResolvedKey {
  /** DID URL of the verification method. */
  readonly id: string;
  /** The DID whose document lists the key for the purpose that was asked for. */
  readonly controller: string;
  readonly jwk: PublicJwk;
  /**
   * For our own keys: what the register knows. A compromised key resolves too: whether a signature came before the
   * compromise is for the caller to judge, from records, never from what the signed document claims.
   */
  readonly record?: KeyRecord;
}

/** Verification relationships (Controlled Identifiers 1.0 section 2.3) that proofs are made for here. */
export type ProofPurpose = 'assertionMethod' | 'authentication';

export interface KeyResolver {
  /**
   * The key behind a DID URL, if its controller lists it under `purpose`, for assertions unless told. Our own
   * organisations only assert. Throws `ResolutionError`.
   */
  verificationMethod(id: string, purpose?: ProofPurpose): Promise<ResolvedKey>;
}

export interface ResolverOptions {
  readonly origin: string;
  /** All keys of an owner of this origin, or undefined when there is no such owner. */
  ownKeys(owner: string): Promise<readonly KeyRecord[] | undefined>;
  /** `host` or `host:port` whose did:web documents may be fetched. */
  readonly allowedHosts: readonly string[];
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
}

const MAX_DOCUMENT_BYTES = 65_536;
const TIMEOUT_MS = 2_500;
const CACHE_MS = 60_000;
const CACHE_ENTRIES = 100;

export function createResolver(options: ResolverOptions): KeyResolver {
  const resolver = new Resolver({ jwk: resolveJwk, key: resolveKey, web: cachedWeb(options) });
  return {
    async verificationMethod(id, purpose = 'assertionMethod') {
      const url = parse(id);
      if (!url?.fragment || url.path || url.query) {
        throw new ResolutionError('invalid', 'a verification method must be a DID with a fragment');
      }
      const owner = ownerOfDid(options.origin, url.did);
      if (owner !== undefined) {
        if (purpose !== 'assertionMethod') {
          throw new ResolutionError('not_found', `${url.did} does not list ${id} under ${purpose}`);
        }
        return ownKey(id, url, await options.ownKeys(owner));
      }
      const { didDocument, didResolutionMetadata } = await resolver.resolve(url.did);
      if (didResolutionMetadata.error === 'unsupportedDidMethod') {
        throw new ResolutionError('not_allowed', `did:${url.method} is not resolved here`);
      }
      if (!didDocument) throw new ResolutionError('invalid', `${url.did} cannot be resolved`);
      return keyOf(didDocument, id, purpose, options.clock());
    },
  };
}

function ownKey(id: string, url: ParsedDID, keys: readonly KeyRecord[] | undefined): ResolvedKey {
  const record = keys?.find((key) => key.id === url.fragment);
  if (!record) throw new ResolutionError('not_found', `${id} is not in the register`);
  return { id, controller: url.did, jwk: record.publicJwk, record };
}

/** Finds a method in a document that others wrote, and reads its key. */
function keyOf(document: DIDDocument, id: string, purpose: ProofPurpose, now: number): ResolvedKey {
  // DID Core section 3.2.2: a reference may leave out the DID that the document is about.
  const isMeant = (name: unknown) => name === id || (`${name}`.startsWith('#') && document.id + name === id);
  const listed = arrayOf(document[purpose]).find((entry) => isMeant(typeof entry === 'string' ? entry : entry.id));
  const method =
    typeof listed === 'string' ? arrayOf(document.verificationMethod).find((entry) => isMeant(entry.id)) : listed;
  if (!method) throw new ResolutionError('not_found', `${document.id} does not list ${id} under ${purpose}`);
  const { type, controller, publicKeyMultibase, publicKeyJwk, revoked, expires } = method as Record<string, unknown> &
    typeof method;
  if (controller !== document.id) throw new ResolutionError('invalid', `${id} has another controller`);
  for (const end of [revoked, expires]) {
    // Nothing that a signed document says about its own date can be believed, so an ended key has no good signatures.
    if (end !== undefined && !(Date.parse(String(end)) > now)) {
      throw new ResolutionError('not_found', `${id} is revoked or expired`);
    }
  }
  try {
    if (typeof publicKeyMultibase === 'string' && MULTIBASE_TYPES.has(type)) {
      return { id, controller, jwk: jwkFromMultibase(publicKeyMultibase) };
    }
    if (type === 'JsonWebKey' || type === 'JsonWebKey2020')
      return { id, controller, jwk: parsePublicJwk(publicKeyJwk) };
  } catch (cause) {
    throw new ResolutionError('invalid', `${id} holds no usable key`, { cause });
  }
  throw new ResolutionError('not_allowed', `keys of this type are not known here: ${id}`);
}

const MULTIBASE_TYPES: ReadonlySet<string> = new Set(['Multikey', 'Ed25519VerificationKey2020']);

/** What should be an array in a document that a stranger wrote, and holds no other surprises at its first level. */
function arrayOf<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string' || Object(entry) === entry) : [];
}

/** did:key method v0.9 for Ed25519, P-256 and P-384, with one Multikey. */
async function resolveKey(did: string, parsed: ParsedDID): Promise<DIDResolutionResult> {
  const id = `${did}#${parsed.id}`;
  return found({
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: parsed.id }],
    assertionMethod: [id],
    authentication: [id],
  });
}

/** did:jwk method: the identifier is the JWK, and its one key is `#0`. */
async function resolveJwk(did: string, parsed: ParsedDID): Promise<DIDResolutionResult> {
  const id = `${did}#0`;
  let publicKeyJwk: JsonWebKey & { kty: string };
  try {
    publicKeyJwk = Object(parseJson(fromUtf8(decodeBase64url(parsed.id))));
  } catch (cause) {
    throw new ResolutionError('invalid', 'not a did:jwk identifier', { cause });
  }
  return found({
    id: did,
    verificationMethod: [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk }],
    assertionMethod: [id],
    authentication: [id],
  });
}

function cachedWeb(options: ResolverOptions): (did: string, parsed: ParsedDID) => Promise<DIDResolutionResult> {
  const cache = new Map<string, { readonly until: number; readonly result: DIDResolutionResult }>();
  return async (did, parsed) => {
    const now = options.clock();
    const cached = cache.get(did);
    if (cached && now < cached.until) return cached.result;
    const result = await resolveWeb(did, parsed, options);
    if (cache.size >= CACHE_ENTRIES) cache.clear();
    cache.set(did, { until: now + CACHE_MS, result });
    return result;
  };
}

async function resolveWeb(did: string, parsed: ParsedDID, options: ResolverOptions): Promise<DIDResolutionResult> {
  const bytes = await guardedFetch(documentUrl(parsed.id), {
    ...options,
    maxBytes: MAX_DOCUMENT_BYTES,
    timeoutMs: TIMEOUT_MS,
    accept: 'application/did+json, application/did+ld+json, application/json',
  });
  let document: unknown;
  try {
    document = parseJson(fromUtf8(bytes));
  } catch (cause) {
    throw new ResolutionError('invalid', `the document of ${did} is not JSON`, { cause });
  }
  if (Object(document).id !== did) throw new ResolutionError('invalid', `the document of ${did} is about another DID`);
  return found(document as DIDDocument);
}

/** did:web method specification, section 3.2. */
function documentUrl(methodSpecificId: string): string {
  const [host = '', ...path] = methodSpecificId.split(':');
  const authority = host.replace(/%3[aA]/, ':');
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(authority) || !path.every((step) => /^[\w~-][\w.~-]*$/.test(step))) {
    throw new ResolutionError('invalid', 'not a did:web identifier');
  }
  return `https://${authority}/${path.length === 0 ? '.well-known' : path.join('/')}/did.json`;
}

function found(didDocument: DIDDocument): DIDResolutionResult {
  return { didResolutionMetadata: {}, didDocument, didDocumentMetadata: {} };
}
