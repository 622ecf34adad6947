/** What a wallet asks for with its access token: credentials (OpenID4VCI 1.0 section 8), at once or later (section 9). */
import type { Certificate } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import { uuidv7 } from '../../core/ids.ts';
import type { PublicJwk } from '../../core/key.ts';
import type { Write } from '../../core/ports.ts';
import { eventWrite } from '../../core/record-event.ts';
import {
  BATCH_SIZE,
  configurationsOf,
  WalletError,
  type WalletFormat,
  type WalletGrant,
  type WalletRequest,
} from '../../core/wallet.ts';
import { type KeyProof, openKeyProof } from '../../credential/key-proof.ts';
import { createResolver } from '../../credential/resolver.ts';
import { canonicalizeJson } from '../../lib/jcs.ts';
import { signCopies } from '../copy.ts';
import { present } from '../present.ts';
import { HOLDER } from '../share.ts';
import { templateOf } from '../template-of.ts';
import { useNonce } from './nonce.ts';
import { isRevoked } from './offer.ts';

export interface CredentialRequest {
  readonly configuration: string | undefined;
  readonly identifier?: string | undefined;
  /** Key proofs of type `jwt`. */
  readonly proofs?: readonly string[] | undefined;
  readonly encryption?: unknown;
}

/** `waiting`: the agency has no key to sign with now; the wallet asks again with the id. */
export type CredentialAnswer =
  | { readonly id: string; readonly credentials: readonly (string | object)[] }
  | { readonly id: string; readonly waiting: true };

/** Each configuration of an offer is had once, for as many keys as there are proofs. Throws `WalletError`. */
export async function requestCredential(
  deps: Deps,
  grant: WalletGrant,
  request: CredentialRequest,
): Promise<CredentialAnswer> {
  const { store, clock, random } = deps;
  // 1. What is asked for, of which certificate.
  if (request.encryption !== undefined) {
    throw new WalletError('invalid_encryption_parameters', 'responses are not encrypted here');
  }
  if (request.identifier !== undefined && request.configuration !== undefined) {
    throw new WalletError('invalid_credential_request', 'name a configuration or a credential, not both');
  }
  if (request.identifier !== undefined) {
    throw new WalletError('unknown_credential_identifier', 'name a configuration: no identifiers were given out');
  }
  if (request.configuration === undefined) {
    throw new WalletError('invalid_credential_request', 'credential_configuration_id is missing');
  }
  const { certificate, format } = await offered(deps, grant, request.configuration);
  if (await store.walletRequestFor(grant.offer, request.configuration)) throw FETCHED();

  // 2. The wallet's keys. A credential with an embedded proof is bound to none.
  const keys = format === 'ldp_vc' ? [] : await provenKeys(deps, request.proofs ?? []);

  // 3. Sign, or leave it for later; then keep all of it together.
  const id = uuidv7(clock, random);
  const { offer, agency } = grant;
  const accepted: WalletRequest = {
    id,
    offer,
    configuration: request.configuration,
    certificate: certificate.id,
    agency,
    keys,
    at: clock(),
  };
  const made = await credentialsOf(deps, certificate, format, accepted).catch((error: unknown) => {
    if (error instanceof YinzhengError && error.code === 'key_unavailable') return undefined;
    throw error;
  });
  // Keys are kept as long as something waits for them.
  const kept = made ? { ...accepted, keys: [] } : accepted;
  await commit(deps, [{ write: 'wallet.request', request: kept }, ...(made?.writes ?? [])]);
  return made ? { id, credentials: made.credentials } : { id, waiting: true };
}

/** What had to wait. Throws `WalletError`: `invalid_transaction_id` for one that is not this grant's or was answered. */
export async function deferredCredential(
  deps: Deps,
  grant: WalletGrant,
  transaction: string,
): Promise<CredentialAnswer> {
  const request = await deps.store.walletRequest(transaction);
  if (request?.offer !== grant.offer || request.keys.length === 0) throw ANSWERED();
  const { certificate, format } = await offered(deps, grant, request.configuration);
  try {
    const { credentials, writes } = await credentialsOf(deps, certificate, format, request);
    await commit(deps, [...writes, { write: 'wallet.answered', id: request.id }]);
    return { id: request.id, credentials };
  } catch (error) {
    if (error instanceof YinzhengError && error.code === 'key_unavailable') return { id: request.id, waiting: true };
    throw error;
  }
}

const FETCHED = () => new WalletError('credential_request_denied', 'this was fetched already; make a new offer');
const ANSWERED = () => new WalletError('invalid_transaction_id', 'nothing waits under this transaction_id');

const NOTICES = ['credential_accepted', 'credential_failure', 'credential_deleted'] as const;

/** What became of credentials in the wallet (section 11). Its words about it are not kept: they may be about anybody. */
export async function notify(deps: Deps, grant: WalletGrant, id: string, event: string): Promise<void> {
  if (!NOTICES.some((notice) => notice === event)) {
    throw new WalletError('invalid_notification_request', `event must be one of ${NOTICES.join(', ')}`);
  }
  const request = await deps.store.walletRequest(id);
  if (request?.offer !== grant.offer)
    throw new WalletError('invalid_notification_id', 'there is no such notification_id');
  const { certificate: subject, agency: owner } = request;
  const data = { request: id, event };
  const once = `notified:${id}:${event}`;
  try {
    await deps.store.commit([eventWrite(deps, HOLDER, 'wallet.notified', { subject, owner, data, once })]);
  } catch (error) {
    // A wallet may say it again, and is answered alike.
    if (!(error instanceof UniqueKeyError && error.table === 'event')) throw error;
  }
}

async function offered(
  deps: Deps,
  grant: WalletGrant,
  configuration: string,
): Promise<{ readonly certificate: Certificate; readonly format: WalletFormat }> {
  const certificate = await deps.store.certificate(grant.certificate);
  if (!certificate) throw new Error('a grant without its certificate');
  const wanted = configurationsOf(await templateOf(deps.store, certificate)).find(({ name }) => name === configuration);
  if (!wanted) throw new WalletError('unknown_credential_configuration', 'the offer has no such configuration');
  if (await isRevoked(deps, certificate)) {
    throw new WalletError('credential_request_denied', 'the certificate is revoked');
  }
  return { certificate, format: wanted.format };
}

/** The keys of all proofs, which answer one nonce. It is used up here, so that no proof has anything signed twice. */
async function provenKeys(deps: Deps, proofs: readonly string[]): Promise<PublicJwk[]> {
  if (proofs.length === 0) throw new WalletError('invalid_proof', 'proofs must hold at least one jwt');
  if (proofs.length > BATCH_SIZE) {
    throw new WalletError('invalid_credential_request', `at most ${BATCH_SIZE} proofs are taken at once`);
  }
  const { clock } = deps;
  const { origin: issuer, allowedHosts } = deps.settings;
  const resolver = createResolver({ origin: issuer, ownKeys: async () => undefined, allowedHosts, clock });
  const opened: KeyProof[] = [];
  for (const [place, proof] of proofs.entries()) {
    try {
      opened.push(await openKeyProof(proof, { issuer, resolver, now: clock() }));
    } catch (error) {
      if (!(error instanceof Error) || error instanceof YinzhengError) throw error;
      throw new WalletError('invalid_proof', `proof ${place}: ${error.message}`, { cause: error });
    }
  }
  const keys = opened.map(({ key }) => key);
  if (new Set(keys.map((key) => canonicalizeJson(key))).size < keys.length) {
    throw new WalletError('invalid_proof', 'each proof must be for another key');
  }
  const [nonce, ...others] = new Set(opened.map((one) => one.nonce));
  if (others.length > 0) throw new WalletError('invalid_nonce', 'all proofs must have the same nonce');
  if (nonce === undefined) throw new WalletError('invalid_proof', 'a proof must have a nonce of ours');
  await commit(deps, [await useNonce(deps, nonce)]);
  return keys;
}

async function credentialsOf(
  deps: Deps,
  certificate: Certificate,
  format: WalletFormat,
  request: WalletRequest,
): Promise<{ readonly credentials: (string | object)[]; readonly writes: Write[] }> {
  if (format === 'ldp_vc') return { credentials: [(await present(deps, certificate)).credential], writes: [] };
  const offer = await deps.store.walletOffer(request.offer);
  const wish = { format, holderKeys: request.keys, request, asShown: offer?.maker !== 'agency' };
  const { copies, writes } = await signCopies(deps, HOLDER, certificate, wish);
  return { credentials: copies, writes };
}

const TAKEN: Readonly<Record<string, () => WalletError>> = {
  wallet_nonce: () => new WalletError('invalid_nonce', 'the nonce was used already; ask for a new one'),
  wallet_request: FETCHED,
  signed_copy: ANSWERED,
};

async function commit({ store }: Deps, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    const refused = error instanceof UniqueKeyError ? TAKEN[error.table] : undefined;
    throw refused ? refused() : error;
  }
}
