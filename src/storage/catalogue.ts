/** What certificates refer to. Definitions are whole JSON values; columns hold only what finds them. */
import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { OccupationRef } from '../core/catalogue.ts';
import type { Theme } from './statements.ts';
import { hole, inserting, read } from './statements.ts';

const refText = (ref: OccupationRef) => `${ref.classification}/${ref.edition}/${ref.code}`;

export const catalogue: Theme<
  | 'occupation'
  | 'occupations'
  | 'levelScheme'
  | 'levelSchemes'
  | 'standard'
  | 'standardsFor'
  | 'standards'
  | 'template'
  | 'templates',
  'occupation.add' | 'levels.add' | 'standard.add' | 'template.add'
> = (db, { occupation, level_scheme: scheme, standard, template }) => {
  const addOccupation = inserting(db, occupation);
  const addLevels = inserting(db, scheme);
  const addStandard = inserting(db, standard);
  const addTemplate = inserting(db, template);

  const definitions = async <T>(query: PromiseLike<{ definition: T }[]>): Promise<T[]> =>
    (await read(query)).map(({ definition }) => definition);
  const definition = async <T>(query: PromiseLike<{ definition: T }[]>): Promise<T | undefined> =>
    (await definitions(query))[0];

  const occupationOf = db
    .select()
    .from(occupation)
    .where(eq(occupation.ref, hole('ref')))
    .prepare();
  const occupationsAfter = db
    .select()
    .from(occupation)
    .where(gt(occupation.ref, hole('after')))
    .orderBy(asc(occupation.ref))
    .limit(hole('limit'))
    .prepare();
  const schemeOf = db
    .select()
    .from(scheme)
    .where(eq(scheme.code, hole('code')))
    .prepare();
  const schemes = db.select().from(scheme).orderBy(asc(scheme.code)).prepare();
  const standardsOf = db
    .select()
    .from(standard)
    .where(eq(standard.occupation, hole('ref')))
    .orderBy(asc(standard.version), asc(standard.id))
    .prepare();
  const standardsAfter = db
    .select()
    .from(standard)
    .where(gt(standard.id, hole('after')))
    .orderBy(asc(standard.id))
    .limit(hole('limit'))
    .prepare();
  const templates = db.select().from(template).orderBy(asc(template.id), asc(template.version)).prepare();
  const newestTemplate = db
    .select()
    .from(template)
    .where(eq(template.id, hole('id')))
    .orderBy(desc(template.version))
    .limit(1)
    .prepare();
  const oneTemplate = db
    .select()
    .from(template)
    .where(and(eq(template.id, hole('id')), eq(template.version, hole('version'))))
    .prepare();

  return {
    reads: {
      occupation: (ref) => definition(occupationOf.execute({ ref: refText(ref) })),
      occupations: ({ limit, after = '' }) => definitions(occupationsAfter.execute({ limit, after })),
      levelScheme: (code) => definition(schemeOf.execute({ code })),
      levelSchemes: () => definitions(schemes.execute()),
      standard: (id) => definition(db.select().from(standard).where(eq(standard.id, id))),
      standardsFor: (ref) => definitions(standardsOf.execute({ ref: refText(ref) })),
      standards: ({ limit, after = '' }) => definitions(standardsAfter.execute({ limit, after })),
      template: (id, version) =>
        definition(version === undefined ? newestTemplate.execute({ id }) : oneTemplate.execute({ id, version })),
      templates: () => definitions(templates.execute()),
    },
    writes: {
      'occupation.add': (write) => [addOccupation({ ref: refText(write.occupation), definition: write.occupation })],
      'levels.add': (write) => [addLevels({ code: write.scheme.code, definition: write.scheme })],
      'standard.add': ({ standard: definition }) => {
        const { id, version, occupation } = definition;
        return [addStandard({ id, version, occupation: refText(occupation), definition })];
      },
      'template.add': ({ template: definition }) => [
        addTemplate({ id: definition.id, version: definition.version, definition }),
      ],
    },
  };
};
