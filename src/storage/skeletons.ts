/** The table of skeletons, and which parts of a certificate's texts go into them. */
import { FURTHER_FORMATS } from '../core/template.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import type { Statement } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import { type Columns, cut, cutAs, join, linesOf, type Rule } from './skeleton.ts';
import type { Builder } from './statements.ts';
import { among, filling, hole, read } from './statements.ts';

const PROOF: Rule = {
  '@context': 'shared',
  type: 'shared',
  created: 'is preparedAt',
  verificationMethod: 'shared',
  cryptosuite: 'shared',
  proofPurpose: 'shared',
};
const TEXTS: Rule = { '@language': 'shared', '@value': 'is jobDirection' };

/** The unsigned credential; see `credential/build.ts`. What describes the holder is no skeleton's. */
export const DOCUMENT: Rule = {
  '@context': 'shared',
  id: 'ends with id',
  type: 'shared',
  issuer: 'shared',
  name: 'shared',
  number: 'is number',
  numberScheme: 'shared',
  numberCheck: 'is numberCheck',
  certificateType: 'shared',
  issuedOn: 'is issuedOn',
  region: 'shared',
  replaces: { id: 'ends with replaces' },
  credentialSubject: {
    type: 'shared',
    name: 'is holderName',
    identity: { type: 'shared', idType: 'shared', masked: 'is maskedId' },
    occupation: 'shared',
    jobDirection: TEXTS,
    level: 'shared',
    standard: 'shared',
    assessment: {
      batch: 'is batch',
      route: 'shared',
      assessedOn: 'is assessedOn',
      scores: {},
      result: 'shared',
      assessor: 'shared',
    },
    identifier: { type: 'shared', hashed: 'shared', identityType: 'shared' },
    achievement: {
      id: 'shared',
      type: 'shared',
      achievementType: 'shared',
      name: 'shared',
      description: 'shared',
      criteria: 'shared',
      humanCode: 'shared',
      specialization: 'is jobDirection',
      alignment: 'shared',
      resultDescription: 'shared',
    },
    licenseNumber: 'is number',
    source: 'shared',
    result: { type: 'shared', resultDescription: 'shared' },
  },
  credentialSchema: 'shared',
  credentialStatus: {
    id: 'ends with index',
    type: 'shared',
    statusPurpose: 'shared',
    statusListIndex: 'is index',
    statusListCredential: 'shared',
  },
  renderMethod: 'shared',
};

/** `Securing`, the seal in parts: all that differs are the signatures. */
export const SECURING: Rule = {
  proof: PROOF,
  proofs: Object.fromEntries(FURTHER_FORMATS.map((format) => [format, PROOF])),
  jwt: { header: 'shared' },
  seal: { parts: 'shared' },
};

/** So many are remembered, of 3 KB each. */
const REMEMBERED = 1_000;
/** Characters of a hash, 132 bits. It is looked for among the skeletons of one agency, which would deceive itself. */
const ID_LENGTH = 22;

interface Known {
  readonly agency: string;
  readonly lines: readonly string[];
  readonly id: string;
  /** Adds it where it is missing: one object, which runs once in a commit. */
  readonly add: Statement;
}

/** Statements that keep a text, given the id of its skeleton, or null for one that is kept whole. */
type Keeping = (skeleton: string | null, text: string) => Statement[];

/**
 * Keeps texts of one kind by their skeletons. Each commit brings those that it needs: what a process remembers of a
 * database may not be in there any more, once it was put back or another took its place.
 */
export function keeping(
  db: Builder,
  { skeleton }: Tables,
  rule: Rule,
): (agency: string, text: string, columns: Columns, keep: Keeping) => Statement[] | Promise<Statement[]> {
  const row = { agency: hole('agency'), id: hole('id'), text: hole('text') } as never;
  const add = filling(db.insert(skeleton).values(row).onConflictDoNothing());
  const known = new Map<string, Known>();
  /** The one before: in an exam nearly always the next one too. */
  let latest: Known | undefined;

  const learn = async (agency: string, text: string): Promise<Known> => {
    const id = encodeBase64url(await sha256(utf8(text))).slice(0, ID_LENGTH);
    if (known.size >= REMEMBERED) known.clear();
    const key = keyOf(agency, text);
    const one = known.get(key) ?? { agency, lines: linesOf(text), id, add: add({ agency, id, text }) };
    known.set(key, one);
    return one;
  };
  return (agency, text, columns, keep) => {
    if (latest?.agency === agency) {
      const own = cutAs(latest.lines, text, columns);
      if (own !== undefined) return [latest.add, ...keep(latest.id, own)];
    }
    const parts = cut(text, rule, columns);
    if (!parts) return keep(null, text);
    const all = (one: Known) => {
      latest = one;
      return [one.add, ...keep(one.id, parts.own)];
    };
    const one = known.get(keyOf(agency, parts.skeleton));
    return one ? all(one) : learn(agency, parts.skeleton).then(all);
  };
}

/** `skeleton` is its text or its id. */
function keyOf(agency: string, skeleton: string): string {
  return `${agency} ${skeleton}`;
}

/** A text as its row keeps it. */
interface KeptText {
  readonly agency: string;
  readonly skeleton: string | null;
  readonly text: string;
}

/**
 * Puts the texts of rows together again: asks once for the skeletons of all of them that it has not seen yet. What stands
 * under a hash stays what it is, so they are remembered. Throws where one is missing, which is damage.
 */
export function joining(
  db: Builder,
  { skeleton }: Tables,
): (kept: readonly KeptText[]) => Promise<(kept: KeptText, columns: Columns) => string> {
  const some = db
    .select()
    .from(skeleton)
    .where(among(skeleton.id, hole('ids')))
    .prepare();
  const known = new Map<string, readonly string[]>();
  return async (kept) => {
    const lines = new Map<string, readonly string[]>();
    const missing = new Set<string>();
    for (const { agency, skeleton: id } of kept) {
      if (id === null) continue;
      const key = keyOf(agency, id);
      const found = known.get(key);
      if (found) lines.set(key, found);
      else missing.add(id);
    }
    if (missing.size > 0) {
      const rows = await read(some.execute({ ids: JSON.stringify([...missing]) }));
      if (known.size + rows.length > REMEMBERED) known.clear();
      for (const { agency, id, text } of rows) {
        const found = linesOf(text);
        lines.set(keyOf(agency, id), found);
        known.set(keyOf(agency, id), found);
      }
    }
    return ({ agency, skeleton: id, text }, columns) => {
      if (id === null) return text;
      const found = lines.get(keyOf(agency, id));
      if (!found) throw new Error(`the skeleton ${id} is not in the register`);
      return join(found, text, columns);
    };
  };
}
