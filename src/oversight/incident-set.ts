/** The set of an incident: where its certificates come from, and the hash that stands for all of them. */
import type { Deps } from '../core/deps.ts';
import type { Incident, IncidentItem, Selection } from '../core/incident.ts';
import type { IncidentPart } from '../core/incident-ports.ts';
import type { StatusSlot } from '../core/status.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import { canonicalizeJson } from '../lib/jcs.ts';

/** Certificates that one step looks at. A chunk of a job with so many takes well under a lease, also on a busy machine. */
export const BLOCK = 10_000;

type Store = Pick<Deps['store'], 'incidentItems'>;

/** A place in the set, and the hash over everything before it. */
export interface Place {
  readonly hash: string;
  readonly after?: StatusSlot | undefined;
}

/** The hash begins with what is to be done and why, so that approving it approves that too. */
export async function beginning({ id, caseNumber, order, selection }: Incident): Promise<Place> {
  return { hash: await digest(canonicalizeJson({ id, caseNumber, order, selection } as never)) };
}

/**
 * The next block of the set, in the order of its slots, and the place behind it; no items at the end. The hash of a block
 * is SHA-256, base64url, over the hash before it and the ids of its certificates, one a line.
 */
export async function nextBlock(
  store: Store,
  incident: string,
  { hash, after }: Place,
): Promise<{ readonly items: readonly IncidentItem[]; readonly place: Place }> {
  const items = await store.incidentItems({ incident, after, limit: BLOCK });
  const last = items.at(-1);
  if (!last) return { items, place: { hash, after } };
  const lines = items.map(({ certificate }) => certificate).join('\n');
  return { items, place: { hash: await digest(`${hash}\n${lines}`), after: slotOf(last) } };
}

async function digest(text: string): Promise<string> {
  return encodeBase64url(await sha256(utf8(text)));
}

export function slotOf({ agency, group, index }: StatusSlot): StatusSlot {
  return { agency, group, index };
}

/** A block as parts of one group each. */
export function partsOf(incident: string, items: readonly IncidentItem[]): (IncidentPart & { count: number })[] {
  const parts: (IncidentPart & { count: number })[] = [];
  for (const { agency, group, index } of items) {
    const last = parts.at(-1);
    if (last?.agency === agency && last.group === group)
      parts[parts.length - 1] = { ...last, until: index, count: last.count + 1 };
    else parts.push({ incident, agency, group, after: index - 1, until: index, count: 1 });
  }
  return parts;
}

/** The agency behind `after` in which the selection looks. */
export async function nextAgency(
  { store }: Pick<Deps, 'store'>,
  { agencies, region }: Selection,
  after: string,
): Promise<string | undefined> {
  if (agencies) return [...agencies].sort().find((code) => code > after);
  return (await store.agencies({ limit: 1, after, region }))[0]?.code;
}
