/** Status lists of others: fetched from listed hosts alone, and unknown when anything is wrong. */
import type { Deps } from '../core/deps.ts';
import { isCompromised } from '../core/key.ts';
import { documentLoader } from '../credential/contexts.ts';
import { issuerOf } from '../credential/credential-form.ts';
import { verifyProofs } from '../credential/data-integrity.ts';
import { guardedFetch, ResolutionError } from '../credential/guarded-fetch.ts';
import type { KeyResolver } from '../credential/resolver.ts';
import type { RuleId } from '../credential/rules.ts';
import { readStatusBit, type StatusEntry, StatusListError } from '../credential/status-list.ts';
import { INVALID, openTokenList, SUSPENDED, VALID } from '../credential/token-status-list.ts';
import { type Bytes, fromUtf8 } from '../lib/bytes.ts';
import { JsonError, parseJson } from '../lib/json.ts';
import type { StatusAnswer, Withdrawal } from './status.ts';

const MAX_LIST_BYTES = 1_048_576;
/** Room for lists of 8 million certificates. */
const MAX_INFLATED_BYTES = 1_048_576;
const TIMEOUT_MS = 2_500;

/** Four lists of ours and as many again: who names more wants others to be asked, not an answer. */
const MAX_ENTRIES = 8;

/** Lists of others, each fetched once for all that is read through this. */
export interface OtherLists {
  readonly deps: Deps;
  readonly resolver: KeyResolver;
  /** DID of the authority that the issuers are recorded with: it may sign lists, as the issuer may. */
  readonly authority: string;
  fetched(url: string, accept: string): Promise<Bytes>;
}

export function otherLists(deps: Deps, resolver: KeyResolver, authority: string): OtherLists {
  const asked = new Map<string, Promise<Bytes>>();
  const { allowedHosts } = deps.settings;
  return {
    deps,
    resolver,
    authority,
    fetched(url, accept) {
      const limits = { allowedHosts, maxBytes: MAX_LIST_BYTES, timeoutMs: TIMEOUT_MS, accept };
      const answer = asked.get(`${accept} ${url}`) ?? guardedFetch(url, limits);
      asked.set(`${accept} ${url}`, answer);
      return answer;
    },
  };
}

export async function readOthers(
  lists: OtherLists,
  issuer: string,
  entries: readonly StatusEntry[],
): Promise<readonly StatusAnswer[]> {
  if (entries.length > MAX_ENTRIES) {
    const detail = `it names ${entries.length} status entries of others, and no more than ${MAX_ENTRIES} are looked up`;
    return [{ known: false, rule: 'status/retrieval', detail }];
  }
  return Promise.all(entries.map((entry) => readOther(lists, issuer, entry)));
}

async function readOther(lists: OtherLists, issuer: string, entry: StatusEntry): Promise<StatusAnswer> {
  const { settings, clock } = lists.deps;
  const { purpose, url } = entry;
  if (purpose === undefined) return readOtherToken(lists, issuer, entry);
  if (purpose !== 'revocation' && purpose !== 'suspension') {
    return { known: false, rule: 'status/unknown', detail: `a status purpose that is not known here: ${purpose}` };
  }
  try {
    const list = parseJson(fromUtf8(await lists.fetched(url, 'application/vc')));
    const now = clock();
    const { resolver } = lists;
    const proof = await verifyProofs(list, { resolver, loader: documentLoader(settings.origin), now });
    const signer = proof.document && issuerOf(proof.document);
    const by = signedBy(lists, issuer, signer);
    if (proof.outcome !== 'pass' || !proof.document || !by) return unsigned(url);
    if (proof.keys.some(({ record }) => record && isCompromised(record))) {
      throw new StatusListError('STATUS_VERIFICATION_ERROR', 'the key of the list is compromised');
    }
    const set = await readStatusBit(proof.document, {
      url,
      index: entry.index,
      purpose,
      now,
      maxBytes: MAX_INFLATED_BYTES,
    });
    return { known: true, withdrawals: set ? [{ purpose, by }] : [] };
  } catch (error) {
    return unusable(url, error);
  }
}

/** A Token Status List of somebody else. */
async function readOtherToken(lists: OtherLists, issuer: string, { url, index }: StatusEntry): Promise<StatusAnswer> {
  try {
    const jwt = fromUtf8(await lists.fetched(url, 'application/statuslist+jwt'));
    const { resolver, deps } = lists;
    const list = await openTokenList(jwt, { url, resolver, now: deps.clock(), maxBytes: MAX_INFLATED_BYTES });
    const by = signedBy(lists, issuer, list.signer);
    if (!by) return unsigned(url);
    const status = list.status(index);
    if (status === VALID) return { known: true, withdrawals: [] };
    if (status !== INVALID && status !== SUSPENDED) {
      return { known: false, rule: 'status/unknown', detail: `a status that is not known here: ${status}` };
    }
    return { known: true, withdrawals: [{ purpose: status === INVALID ? 'revocation' : 'suspension', by }] };
  } catch (error) {
    return unusable(url, error);
  }
}

/** Undefined for a signer who has no say about what this issuer issued. */
function signedBy({ authority }: OtherLists, issuer: string, signer: string | undefined): Withdrawal['by'] | undefined {
  if (signer === authority) return 'authority';
  return signer === issuer ? 'agency' : undefined;
}

function unsigned(url: string): StatusAnswer {
  const detail = `the status list ${url} is not signed by the issuer or the authority`;
  return { known: false, rule: 'status/verification', detail };
}

function unusable(url: string, error: unknown): StatusAnswer {
  const expected = [ResolutionError, StatusListError, JsonError, SyntaxError].some((kind) => error instanceof kind);
  if (!expected || !(error instanceof Error)) throw error;
  return { known: false, rule: ruleOf(error), detail: `the status list ${url} cannot be used: ${error.message}` };
}

const RULE_OF: Readonly<Record<StatusListError['code'], RuleId>> = {
  RANGE_ERROR: 'status/range',
  STATUS_LIST_LENGTH_ERROR: 'status/length',
  STATUS_VERIFICATION_ERROR: 'status/verification',
  MALFORMED_VALUE_ERROR: 'status/encoded-list',
};

function ruleOf(error: Error): RuleId {
  return error instanceof StatusListError ? RULE_OF[error.code] : 'status/retrieval';
}
