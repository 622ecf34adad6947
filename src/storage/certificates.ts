/** Certificates, from the decision to sign them on, and the idempotency keys that made them. */

import type { SQL } from 'drizzle-orm';
import { and, asc, desc, eq, gt, lt } from 'drizzle-orm';
import { rfc3339 } from '../core/calendar.ts';
import type { Certificate, PreparedCertificate, Securing } from '../core/certificate.ts';
import type { Tables } from './schema-sqlite.ts';
import { foldSeal, unfoldSeal } from './seal-parts.ts';
import type { Columns } from './skeleton.ts';
import { DOCUMENT, joining, keeping, SECURING } from './skeletons.ts';
import type { Theme } from './statements.ts';
import { among, filling, first, hole, inserting, present, read } from './statements.ts';

type Row = Tables['certificate']['$inferSelect'];
type SecuringRow = Tables['securing']['$inferSelect'];
type Facts = Omit<Tables['certificate']['$inferInsert'], 'skeleton' | 'document'>;

function factsOf(certificate: Omit<PreparedCertificate, 'document'>): Facts {
  const { occupation, level, keys, ...facts } = certificate;
  return {
    ...facts,
    classification: occupation.classification,
    edition: occupation.edition,
    occupation: occupation.code,
    occupationName: occupation.name,
    levelScheme: level.scheme,
    level: level.code,
    keyEd25519: keys.Ed25519,
    keyEs256: keys.ES256,
  };
}

/** What fills the holes of a document. */
function columnsOf({ index, ...facts }: Facts): Columns {
  const { id, number, numberCheck, holderName, maskedId, jobDirection, batch, assessedOn, issuedOn, replaces } = facts;
  return {
    id,
    number,
    numberCheck,
    index: String(index),
    holderName,
    maskedId,
    jobDirection,
    batch,
    assessedOn,
    issuedOn,
    replaces,
  };
}

const documentOf = ({ agency, skeleton, document }: Row) => ({ agency, skeleton, text: document });
const securingOf = ({ agency, skeleton, securing }: SecuringRow) => ({ agency, skeleton, text: securing });

function preparedOf(row: Row, document: string): PreparedCertificate {
  const { region: _, classification, edition, occupation, occupationName, levelScheme, level, ...rest } = row;
  const { keyEd25519, keyEs256, skeleton: __, ...facts } = rest;
  return {
    ...present(facts),
    occupation: { classification, edition, code: occupation, name: occupationName },
    level: { scheme: levelScheme, code: level },
    keys: { Ed25519: keyEd25519, ES256: keyEs256 },
    document,
  };
}

function securingFrom(text: string, row: Row): Securing {
  const kept = JSON.parse(text);
  return typeof kept.seal === 'string' ? kept : { ...kept, seal: foldSeal(kept.seal, row) };
}

/** What fills the holes of signatures. */
function signedAtOf({ preparedAt }: Pick<PreparedCertificate, 'preparedAt'>): Columns {
  return { preparedAt: rfc3339(preparedAt) };
}

export const certificates: Theme<
  | 'certificate'
  | 'certificatesAmong'
  | 'certificateByNumber'
  | 'certificateIdBySlot'
  | 'replacementOf'
  | 'certificates'
  | 'prepared'
  | 'preparedAmong',
  'certificate.prepare' | 'certificate.sign'
> = (db, t) => {
  const { certificate, securing, unsigned } = t;
  const keepDocument = keeping(db, t, DOCUMENT);
  const keepSecuring = keeping(db, t, SECURING);
  const joined = joining(db, t);
  const prepare = inserting(db, certificate);
  const expectSecuring = inserting(db, unsigned);
  const secure = inserting(db, securing);
  const secured = filling(db.delete(unsigned).where(eq(unsigned.certificate, hole('id'))));

  const signed = (...conditions: (SQL | undefined)[]) =>
    db
      .select({ certificate, securing })
      .from(certificate)
      .innerJoin(securing, eq(securing.certificate, certificate.id))
      .where(and(...conditions));
  const prepared = (condition: SQL) =>
    db
      .select({ certificate })
      .from(unsigned)
      .innerJoin(certificate, eq(certificate.id, unsigned.certificate))
      .where(condition);

  const byId = signed(eq(certificate.id, hole('id'))).prepare();
  const byNumber = signed(eq(certificate.number, hole('number'))).prepare();
  const bySlot = db
    .select({ id: certificate.id })
    .from(certificate)
    .innerJoin(securing, eq(securing.certificate, certificate.id))
    .where(
      and(
        eq(certificate.agency, hole('agency')),
        eq(certificate.group, hole('group')),
        eq(certificate.index, hole('index')),
      ),
    )
    .prepare();
  // Of rivals that both got so far, the earliest.
  const replacing = signed(eq(certificate.replaces, hole('id')))
    .orderBy(asc(certificate.id))
    .limit(1)
    .prepare();
  const signedAmong = signed(among(certificate.id, hole('ids'))).prepare();
  const preparedAmong = prepared(among(unsigned.certificate, hole('ids'))).prepare();
  const preparedAfter = prepared(gt(unsigned.certificate, hole('after')))
    .orderBy(asc(unsigned.certificate))
    .limit(hole('limit'))
    .prepare();

  const allSigned = async (found: PromiseLike<{ certificate: Row; securing: SecuringRow }[]>) => {
    const rows = await read(found);
    const text = await joined(rows.flatMap((row) => [documentOf(row.certificate), securingOf(row.securing)]));
    return rows.map(({ certificate: row, securing: kept }): Certificate => {
      const prepared = preparedOf(row, text(documentOf(row), columnsOf(row)));
      const securing = securingFrom(text(securingOf(kept), signedAtOf(row)), row);
      return { ...prepared, securing, signedAt: kept.signedAt };
    });
  };
  const allPrepared = async (found: PromiseLike<{ certificate: Row }[]>) => {
    const rows = (await read(found)).map((row) => row.certificate);
    const text = await joined(rows.map(documentOf));
    return rows.map((row) => preparedOf(row, text(documentOf(row), columnsOf(row))));
  };

  return {
    reads: {
      certificate: async (id) => (await allSigned(byId.execute({ id })))[0],
      certificatesAmong: (ids) => allSigned(signedAmong.execute({ ids: JSON.stringify(ids) })),
      certificateByNumber: async (number) => (await allSigned(byNumber.execute({ number })))[0],
      certificateIdBySlot: async ({ agency, group, index }) =>
        (await first(bySlot.execute({ agency, group, index })))?.id,
      replacementOf: async (id) => (await allSigned(replacing.execute({ id })))[0],
      certificates: ({ limit, after, agency, region }) => {
        const whose = and(
          agency === undefined ? undefined : eq(certificate.agency, agency),
          region === undefined ? undefined : eq(certificate.region, region),
        );
        const older = after === undefined ? undefined : lt(certificate.id, after);
        return allSigned(signed(whose, older).orderBy(desc(certificate.id)).limit(limit));
      },
      prepared: ({ limit, after = '' }) => allPrepared(preparedAfter.execute({ limit, after })),
      preparedAmong: (ids) => allPrepared(preparedAmong.execute({ ids: JSON.stringify(ids) })),
    },
    writes: {
      'certificate.prepare': ({ certificate: { document, ...one } }) => {
        const facts = factsOf(one);
        return keepDocument(one.agency, document, columnsOf(facts), (skeleton, document) => [
          prepare({ ...facts, skeleton, document }),
          expectSecuring({ certificate: one.id, agency: one.agency }),
        ]);
      },
      // A second signature is a taken key of `securing`, whoever makes it.
      'certificate.sign': ({ certificate: { id, agency, ...facts }, securing, at }) => {
        const text = JSON.stringify({
          ...securing,
          seal: unfoldSeal(securing.seal, { id, ...facts }) ?? securing.seal,
        });
        return keepSecuring(agency, text, signedAtOf(facts), (skeleton, securing) => [
          secure({ certificate: id, agency, signedAt: at, skeleton, securing }),
          secured({ id }),
        ]);
      },
    },
  };
};

export const idempotency: Theme<'idempotency', 'idempotency.add'> = (db, { idempotency: table }) => {
  const add = inserting(db, table);
  const byKey = db
    .select()
    .from(table)
    .where(and(eq(table.organisation, hole('organisation')), among(table.key, hole('keys'))))
    .prepare();

  return {
    reads: {
      idempotency: (organisation, keys) => read(byKey.execute({ organisation, keys: JSON.stringify(keys) })),
    },
    writes: { 'idempotency.add': ({ record }) => [add(record)] },
  };
};
