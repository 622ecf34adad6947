/** Any VC 2.0 credential, signed as the caller wrote it: the issuer's side of W3C VCALM section 3.2. */
import type { Actor } from '../core/actor.ts';
import { standingOn } from '../core/agency.ts';
import { dateAt } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, type Violation, YinzhengError } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import { algorithmOf } from '../core/key.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';
import { type SlotHolder, type StatusPurpose, slotCounter } from '../core/status.ts';
import { CREDENTIALS_V1, type DocumentLoader, documentLoader } from '../credential/contexts.ts';
import { copyDocument, issuerOf, jsonLdFault, listOf } from '../credential/credential-form.ts';
import { credentialFaults } from '../credential/credential-rules.ts';
import { addProof, checkProofs, jsonLdMessage } from '../credential/data-integrity.ts';
import { agencyDid } from '../credential/did.ts';
import { holdsIdentityNumber } from '../credential/plain-text.ts';
import { envelop } from '../credential/presentation-rules.ts';
import { relatedResourceFaults } from '../credential/related-resource.ts';
import { createResolver } from '../credential/resolver.ts';
import { statusEntry } from '../credential/status-list.ts';
import { canonize } from '../credential/suites.ts';
import { joinJwt, signJwt, verifyJwt } from '../credential/vc-jose.ts';
import { algorithmsOf, type ChosenKey, chooseKey, refused, suiteFor } from './choose-key.ts';

type Members = Readonly<Record<string, unknown>>;

export interface CredentialOrder {
  readonly credential: Members;
  /** `vc+jwt`, or a proof inside the credential. */
  readonly format?: 'vc+jwt' | undefined;
  readonly cryptosuite?: string | undefined;
  /** DID URL of a key of the caller's organisation. */
  readonly verificationMethod?: string | undefined;
  /** The purposes of the status entries to add. */
  readonly statusPurposes: readonly StatusPurpose[];
  /** JSON Pointers to what a holder must disclose; makes it an ecdsa-sd-2023 proof. */
  readonly mandatoryPointers?: readonly string[] | undefined;
}

/**
 * Signs a credential for the actor's agency. Issuer and subject stay as they were given. Throws `invalid_request` with
 * every rule that the credential breaks; certificates of ours are refused, they have a number and an entitlement to pass.
 */
export async function issueCredential(deps: Deps, actor: Actor, order: CredentialOrder): Promise<Members> {
  const { store, signer, settings } = deps;
  // 1. Who: an agency that is on record today.
  allow(actor, 'credential.issue', { owner: actor.organisation });
  await refuseUnrecorded(deps, actor.organisation);

  // 2. What: read once, judged whole, before a slot is taken or a key opened.
  const loader = documentLoader(settings.origin);
  const document = await judged(order.credential, settings.origin, loader);
  const did = agencyDid(settings.origin, actor.organisation);
  const cryptosuite = order.cryptosuite ?? (order.mandatoryPointers ? 'ecdsa-sd-2023' : undefined);
  const chosen = chooseKey(
    await store.keys(actor.organisation),
    { origin: settings.origin, did },
    {
      issuer: issuerOf(document),
      verificationMethod: order.verificationMethod,
      algorithms: algorithmsFor(order.format, cryptosuite),
    },
  );

  // 3. A slot in the lists of the agency, and the record of what is about to be signed.
  const holder = await slotFor(deps, actor, document, order.statusPurposes);
  const whole = holder ? withStatus(document, settings.origin, holder, order.statusPurposes) : document;
  await store.commit([
    ...(holder ? [{ write: 'slot.hold' as const, holder }] : []),
    eventWrite(deps, actor, 'credential.issued', {
      subject: uuidv7(deps.clock, deps.random),
      owner: actor.organisation,
      data: {
        key: chosen.record.id,
        format: order.format ?? suiteFor(cryptosuite, algorithmOf(chosen.record.publicJwk)),
      },
    }),
  ]);

  // 4. Sign, and check our own output as a stranger would.
  const key = await signer.open(chosen.record);
  if (order.format) return asJwt(deps, whole, chosen, key);
  return withProof(deps, whole, chosen, { key, loader, cryptosuite, mandatoryPointers: order.mandatoryPointers });
}

/** Those that will do, the preferred first; JWTs prefer the one that each verifier knows. */
function algorithmsFor(format: CredentialOrder['format'], cryptosuite: string | undefined) {
  if (format) return ['ES256', 'Ed25519', 'ES384'] as const;
  return cryptosuite === undefined ? undefined : algorithmsOf(cryptosuite);
}

async function refuseUnrecorded({ store, clock, settings }: Deps, agency: string): Promise<void> {
  if (!(await store.agency(agency))) throw notFound();
  const { state } = standingOn(await store.standing(agency), dateAt(clock(), settings.timeZone));
  if (state !== 'recorded') throw new YinzhengError('not_entitled', `The agency is ${state.replace('_', ' ')}.`);
}

/** A copy of a credential that breaks no rule. */
async function judged(credential: Members, origin: string, loader: DocumentLoader): Promise<Members> {
  let document: Members;
  try {
    document = copyDocument(credential);
  } catch (error) {
    throw refused('/credential', 'credential/json', (error as Error).message);
  }
  const faults: Violation[] = [...credentialFaults(document), ...ownFaults(document, origin)];
  if (faults.length === 0) faults.push(...(await relatedResourceFaults(document, origin)));
  if (faults.length === 0) faults.push(...(await termFaults(document, loader)));
  if (faults.length > 0) throw invalidRequest(faults.map((one) => ({ ...one, pointer: `/credential${one.pointer}` })));
  return document;
}

/** Types that this service signs in other ways, each with conditions of its own. */
const RESERVED = ['VocationalCertificate', 'TrustListCredential'];

/** What the standard allows and we do not sign. */
function ownFaults(document: Members, origin: string): Violation[] {
  const found: Violation[] = [];
  const report = (pointer: string, rule: string, message: string) => found.push({ pointer, rule, message });
  if (listOf(document['@context'])[0] === CREDENTIALS_V1) {
    report('/@context/0', 'credential/context', 'credentials of version 1.1 are verified here, not issued');
  }
  if (document.proof !== undefined) report('/proof', 'credential/unsigned', 'must not be there yet');
  const types = listOf(document.type);
  const text = JSON.stringify([document['@context'], types]);
  if (RESERVED.some((type) => types.includes(type)) || text.includes('urn:yinzheng:') || text.includes(`${origin}/`)) {
    report('/type', 'reserved', 'certificates are issued with POST /v1/certificates');
  }
  if (String(document.id).startsWith(`${origin}/`)) report('/id', 'reserved', 'must not be an address of this service');
  if (holdsIdentityNumber(JSON.stringify(document))) report('', 'identity_number', 'identity numbers must be masked');
  return found;
}

/** JSON-LD in safe mode, down to a canonical form. */
async function termFaults(document: Members, loader: DocumentLoader): Promise<Violation[]> {
  for (const [at, url] of listOf(document['@context']).entries()) {
    const known = typeof url !== 'string' || (await loader(url).catch(() => undefined));
    if (!known)
      return [{ pointer: `/@context/${at}`, rule: 'credential/unknown-context', message: 'is not pinned here' }];
  }
  try {
    await canonize(document, { documentLoader: loader });
    return [];
  } catch (error) {
    return [{ pointer: '', rule: 'credential/undefined-term', message: jsonLdMessage(error) }];
  }
}

async function slotFor(
  deps: Deps,
  actor: Actor,
  document: Members,
  purposes: readonly StatusPurpose[],
): Promise<SlotHolder | undefined> {
  if (purposes.length === 0) return undefined;
  const [n = 0] = await deps.store.allocate([{ counter: slotCounter(actor.organisation), count: 1 }]);
  const slot = await deps.vault.slot(actor.organisation, n);
  const { id } = document;
  return { ...slot, ...(typeof id === 'string' && { credential: id }), issuedAt: deps.clock() };
}

function withStatus(document: Members, origin: string, slot: SlotHolder, purposes: readonly StatusPurpose[]): Members {
  const added = purposes.map((purpose) => statusEntry(origin, slot, `agency-${purpose}`));
  const entries = [...listOf(document.credentialStatus), ...added];
  return { ...document, credentialStatus: entries.length === 1 ? entries[0] : entries };
}

type Key = Awaited<ReturnType<Deps['signer']['open']>>;

/** Knows the key that was just used, under every name, and nobody else's. */
function ownResolver({ settings, clock }: Deps, { record }: ChosenKey) {
  return createResolver({ origin: settings.origin, ownKeys: async () => [record], allowedHosts: [], clock });
}

async function asJwt(deps: Deps, document: Members, chosen: ChosenKey, key: Key): Promise<Members> {
  const text = JSON.stringify(document);
  const { verificationMethod } = chosen;
  const jwt = joinJwt(text, await signJwt(text, { key, controller: issuerOf(document), verificationMethod }));
  const options = { resolver: ownResolver(deps, chosen), now: deps.clock(), controllerOf: () => undefined };
  ours(await verifyJwt(jwt, options));
  return envelop(jwt);
}

interface ProofParts {
  readonly key: Key;
  readonly loader: DocumentLoader;
  readonly cryptosuite: string | undefined;
  readonly mandatoryPointers: readonly string[] | undefined;
}

async function withProof(
  deps: Deps,
  document: Members,
  chosen: ChosenKey,
  { key, loader, cryptosuite, mandatoryPointers }: ProofParts,
): Promise<Members> {
  const now = deps.clock();
  const suite = suiteFor(cryptosuite, key.algorithm);
  const plain = jsonLdFault(document) === undefined;
  const { verificationMethod } = chosen;
  let proof: Record<string, unknown>;
  try {
    proof = await addProof(document, {
      key,
      verificationMethod,
      created: now,
      loader,
      cryptosuite: suite,
      mandatoryPointers,
      plain,
    });
  } catch (error) {
    if (!mandatoryPointers) throw error;
    throw refused('/options/mandatoryPointers', 'proof/pointer', (error as Error).message);
  }
  // A base proof is for its holder alone, who derives from it what others verify.
  if (suite !== 'ecdsa-sd-2023') {
    const expected = { purpose: 'assertionMethod', controller: undefined, plain } as const;
    ours(await checkProofs(document, proof, { resolver: ownResolver(deps, chosen), loader, now, ...expected }));
  }
  return { ...document, proof };
}

function ours({ outcome, detail }: { readonly outcome: string; readonly detail?: string }): void {
  if (outcome !== 'pass') throw new Error(`our own credential does not verify: ${detail ?? outcome}`);
}
