/** Signed lists: made when they are asked for and their signed copy is out of date, and kept in the Store. */
import type { SignedAgencyRecord } from '../core/agency.ts';
import { CLOCKS_DIFFER, DAY, type Instant } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { isUnavailable, YinzhengError } from '../core/errors.ts';
import { activeKey } from '../core/key.ts';
import type { Write } from '../core/ports.ts';
import type { KeptList, PublishedList } from '../core/status.ts';
import { documentLoader } from '../credential/contexts.ts';
import { proveDocument } from '../credential/data-integrity.ts';
import { ownerDid } from '../credential/did.ts';
import { type DetachedJwt, type JwsSigner, joinJwt, signJwt } from '../credential/vc-jose.ts';
import { keptList, wholeList } from './kept-list.ts';

/** How long a list is valid. */
export const VALIDITY_MS = DAY;
/** A list this old is signed anew. */
export const HALF_LIFE_MS = VALIDITY_MS / 2;
/** How long a reader may keep a list before asking again: the promise "visible within". */
export const TTL_MS = 300_000;

export interface ListSource {
  readonly id: string;
  /** Who signs: `authority` or an agency's record code. */
  readonly owner: string;
  /** Whether there is such a list; without it there is. */
  exists?(): Promise<boolean>;
  /** The revision that a list shows which was signed now, where it has no row of its own. */
  revision?(): Promise<number>;
  /** How the text of the document becomes the JWT; else as a credential, which then has an embedded proof too. */
  readonly token?: (text: string, by: JwsSigner) => Promise<DetachedJwt>;
  /** What else is written down when it was signed. */
  beside?(list: KeptList): Write[];
  /** The unsigned document, and the revision that it shows. */
  content(signedAt: Instant): Promise<{ revision: number; document: Record<string, unknown> }>;
}

/**
 * A list as it was signed last, signed now if that is out of date; undefined for one that does not exist. When the Store
 * cannot be asked, the copy that this process saw last, while it is valid.
 */
export async function publishedList(deps: Deps, source: ListSource): Promise<PublishedList | undefined> {
  try {
    if (source.exists && !(await source.exists())) return undefined;
    const list = await upToDate(deps, source);
    deps.lists.keep(list);
    return list;
  } catch (error) {
    const seen = isUnavailable(error) ? deps.lists.get(source.id) : undefined;
    if (seen && deps.clock() < seen.signedAt + VALIDITY_MS) return seen;
    throw error;
  }
}

/**
 * The kept copy while it shows the newest revision, is younger than half of its validity and not of a time to come, and was
 * signed after the owner's newest key was made; else a new one. Several processes may sign at once; the latest stays.
 */
async function upToDate(deps: Deps, source: ListSource): Promise<PublishedList> {
  const { store, clock } = deps;
  const { id, owner, content, token } = source;
  const [kept, revision, keys] = await Promise.all([
    store.publishedList(id),
    source.revision?.() ?? store.listRevision(id),
    store.keys(owner),
  ]);
  const newestKey = Math.max(activeKey(keys, 'Ed25519').createdAt, activeKey(keys, 'ES256').createdAt);
  const signedAt = clock();
  const age = signedAt - (kept?.signedAt ?? 0);
  const young = age < HALF_LIFE_MS && age > -CLOCKS_DIFFER;
  if (kept && kept.revision === revision && young && kept.signedAt >= newestKey) {
    const seen = deps.lists.get(id);
    return seen?.revision === revision && seen.signedAt === kept.signedAt ? seen : wholeList(kept);
  }

  const made = await content(signedAt);
  const { credential, jwt } = await signedBoth(deps, { owner, document: made.document, signedAt, token });
  const list: PublishedList = { id, revision: made.revision, signedAt, credential, jwt };
  const keeping = keptList(list);
  await keep(deps, [{ write: 'list.publish', list: keeping }, ...(source.beside?.(keeping) ?? [])], id);
  return list;
}

export interface Signing {
  readonly owner: string;
  readonly document: Record<string, unknown>;
  readonly signedAt: Instant;
  readonly token?: ListSource['token'];
}

/** A document with an embedded proof and as a JWT, by the owner's active keys; as a token, the JWT alone. */
export async function signedBoth(
  { store, signer, settings }: Deps,
  { owner, document, signedAt, token }: Signing,
): Promise<Pick<SignedAgencyRecord, 'credential' | 'jwt' | 'keys'>> {
  const known = await store.keys(owner);
  const [proofKey, jwtKey] = [activeKey(known, 'Ed25519'), activeKey(known, 'ES256')];
  const controller = ownerDid(settings.origin, owner);
  const text = JSON.stringify(document);
  const loader = documentLoader(settings.origin);
  const proof =
    token === undefined &&
    (await proveDocument(document, { key: await signer.open(proofKey), controller, created: signedAt, loader }));
  const jwt = joinJwt(text, await (token ?? signJwt)(text, { key: await signer.open(jwtKey), controller }));
  return {
    credential: proof ? JSON.stringify({ ...document, proof }) : '',
    jwt,
    keys: { Ed25519: proofKey.id, ES256: jwtKey.id },
  };
}

/** A list that cannot be kept is as good as one that is; it is only made anew the next time. */
async function keep({ store, log }: Deps, writes: readonly Write[], list: string): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    if (!(error instanceof YinzhengError && error.code === 'storage_full')) throw error;
    log('warn', 'list.not_kept', { list });
  }
}
