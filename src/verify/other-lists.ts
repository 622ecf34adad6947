/** Status lists of others: fetched from listed hosts alone, and unknown when anything is wrong. */
import { askOnce } from '../core/ask-once.ts';
import { type Instant, rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { isCompromised } from '../core/key.ts';
import type { UsedList } from '../core/verification.ts';
import { documentLoader } from '../credential/contexts.ts';
import { issuerOf, parseTimestamp } from '../credential/credential-form.ts';
import { verifyProofs } from '../credential/data-integrity.ts';
import { guardedFetch, ResolutionError } from '../credential/guarded-fetch.ts';
import type { KeyResolver } from '../credential/resolver.ts';
import type { RuleId } from '../credential/rules.ts';
import { readStatusBit, type StatusEntry, StatusListError } from '../credential/status-list.ts';
import { INVALID, openTokenList, SUSPENDED, VALID } from '../credential/token-status-list.ts';
import { verifyJwt } from '../credential/vc-jose.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { JsonError, parseJson } from '../lib/json.ts';
import { sha256Hex } from '../lib/running-sha256-node.ts';
import type { StatusAnswer, Withdrawal } from './status.ts';

const MAX_LIST_BYTES = 1_048_576;
/** Room for lists of 8 million certificates. */
const MAX_INFLATED_BYTES = 1_048_576;
const TIMEOUT_MS = 2_500;

/** Four lists of ours and as many again: who names more wants others to be asked, not an answer. */
const MAX_ENTRIES = 8;

/** Lists of others, each fetched and opened once for all that is read through this. Both reject with what `unusable` names. */
export interface OtherLists {
  /** DID of the authority that the issuers are recorded with: it may sign lists, as the issuer may. */
  readonly authority: string;
  bitstring(url: string): Promise<BitstringList>;
  token(url: string): Promise<TokenList>;
  /** Those that were signed, in the order in which they were opened. */
  readonly used: readonly UsedList[];
}

interface BitstringList {
  /** DID. */
  readonly signer: string;
  bit(index: number, purpose: string): Promise<boolean>;
}

type TokenList = Awaited<ReturnType<typeof openTokenList>>;

export function otherLists({ settings, clock }: Deps, resolver: KeyResolver, authority: string): OtherLists {
  const { allowedHosts, origin } = settings;
  const used: UsedList[] = [];
  const fetched = async (url: string, accept: string) =>
    fromUtf8(await guardedFetch(url, { allowedHosts, maxBytes: MAX_LIST_BYTES, timeoutMs: TIMEOUT_MS, accept }));
  const use = (id: string, text: string, signedAt: Instant) =>
    used.push({ id, signedAt: rfc3339(signedAt), sha256: sha256Hex(text) });
  return {
    authority,
    used,
    bitstring: askOnce(String, async (url: string) => {
      const text = await fetched(url, 'application/vc, application/vc+jwt');
      const now = clock();
      const options = { resolver, loader: documentLoader(origin), now };
      const isJwt = !text.trimStart().startsWith('{');
      const { outcome, document, keys, detail } = isJwt
        ? await verifyJwt(text.trim(), options)
        : await verifyProofs(parseJson(text), options);
      if (outcome !== 'pass' || !document) {
        throw new StatusListError('STATUS_VERIFICATION_ERROR', `its signature does not count: ${detail}`);
      }
      if (keys.some(({ record }) => record && isCompromised(record))) {
        throw new StatusListError('STATUS_VERIFICATION_ERROR', 'the key of the list is compromised');
      }
      use(url, text, parseTimestamp(document.validFrom) ?? now);
      return {
        signer: issuerOf(document),
        bit: (index, purpose) => readStatusBit(document, { url, index, purpose, now, maxBytes: MAX_INFLATED_BYTES }),
      };
    }),
    token: askOnce(String, async (url: string) => {
      const jwt = await fetched(url, 'application/statuslist+jwt');
      const list = await openTokenList(jwt, { url, resolver, now: clock(), maxBytes: MAX_INFLATED_BYTES });
      use(url, jwt, list.signedAt);
      return list;
    }),
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
  const { purpose, url, index } = entry;
  if (purpose === undefined) return readOtherToken(lists, issuer, entry);
  if (purpose !== 'revocation' && purpose !== 'suspension') {
    return { known: false, rule: 'status/unknown', detail: `a status purpose that is not known here: ${purpose}` };
  }
  try {
    const list = await lists.bitstring(url);
    const by = signedBy(lists, issuer, list.signer);
    const set = await list.bit(index, purpose);
    return { known: true, withdrawals: set ? [{ purpose, by }] : [] };
  } catch (error) {
    return unusable(url, error);
  }
}

/** A Token Status List of somebody else. */
async function readOtherToken(lists: OtherLists, issuer: string, { url, index }: StatusEntry): Promise<StatusAnswer> {
  try {
    const list = await lists.token(url);
    const by = signedBy(lists, issuer, list.signer);
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

const UNSIGNED = 'it is not signed by the issuer or the authority';

/** Throws for a signer who has no say about what this issuer issued. */
function signedBy({ authority }: OtherLists, issuer: string, signer: string): Withdrawal['by'] {
  if (signer === authority) return 'authority';
  if (signer === issuer) return 'agency';
  throw new StatusListError('STATUS_VERIFICATION_ERROR', UNSIGNED);
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
