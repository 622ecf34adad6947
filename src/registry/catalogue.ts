import type { Actor } from '../core/actor.ts';
import { isLocalDate } from '../core/calendar.ts';
import type { LevelScheme, Occupation, Standard } from '../core/catalogue.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, type Violation } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import type { LanguageText } from '../core/language.ts';
import { reservedWords, route } from '../core/lists.ts';
import { isNumberScheme } from '../core/numbering.ts';
import { namesOf, occupationName } from '../core/occupation-names.ts';
import { allow } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { BASIC_FORMATS, type Template } from '../core/template.ts';
import { isSchema } from '../credential/json-schema.ts';
import { commitNew, textFaults } from './agencies.ts';

type CatalogueDeps = Pick<Deps, 'store' | 'clock' | 'random'>;

export async function listOccupations({ store }: CatalogueDeps, actor: Actor, page: Page): Promise<Occupation[]> {
  allow(actor, 'catalogue.read');
  return store.occupations(page);
}

/** Throws `conflict` when the edition has the code already: entries are never changed. */
export async function addOccupation(deps: CatalogueDeps, actor: Actor, occupation: Occupation): Promise<Occupation> {
  allow(actor, 'catalogue.write');
  refuse([
    ...nameFaults(occupation.name, '/name'),
    ...occupation.directions.flatMap((name, i) => nameFaults(name, `/directions/${i}`)),
  ]);
  const { classification, edition, code } = occupation;
  const subject = `${classification}/${edition}/${code}`;
  await commitNew(deps.store, `${subject} is in the register already.`, [
    { write: 'occupation.add', occupation },
    eventWrite(deps, actor, 'occupation.added', { subject, owner: AUTHORITY }),
  ]);
  return occupation;
}

export async function listLevels({ store }: CatalogueDeps, actor: Actor): Promise<LevelScheme[]> {
  allow(actor, 'catalogue.read');
  return store.levelSchemes();
}

export async function listStandards({ store }: CatalogueDeps, actor: Actor, page: Page): Promise<Standard[]> {
  allow(actor, 'catalogue.read');
  return store.standards(page);
}

/** One more version of a standard; versions never change. One that follows a norm may be a national standard: its upgrade. */
export async function addStandard(deps: CatalogueDeps, actor: Actor, standard: Standard): Promise<Standard> {
  allow(actor, 'catalogue.write');
  refuse(await standardFaults(deps, standard));
  const { id, follows } = standard;
  await commitNew(deps.store, `The standard ${id} is in the register already.`, [
    { write: 'standard.add', standard },
    eventWrite(deps, actor, 'standard.added', { subject: id, owner: AUTHORITY, data: { follows } }),
  ]);
  return standard;
}

/** What is wrong with a version of a standard. It follows an earlier one of the same occupation, and of no higher kind. */
export async function standardFaults({ store }: CatalogueDeps, standard: Standard): Promise<Violation[]> {
  const { title, version, kind, follows } = standard;
  const occupation = await store.occupation(standard.occupation);
  const followed = follows === undefined ? undefined : await store.standard(follows);
  const names = occupation ? namesOf(occupation) : [];
  return [
    ...nameFaults(title, '/title'),
    ...fault(isLocalDate(version), '/version', 'date', 'must be a day of the calendar, YYYY-MM-DD'),
    ...fault(occupation !== undefined, '/occupation', 'known', 'is not in the register'),
    ...fault(follows === undefined || followed !== undefined, '/follows', 'known', 'is not in the register'),
    ...(followed
      ? [
          ...fault(followed.version < version, '/version', 'order', `must be later than ${followed.version}`),
          ...fault(names.includes(occupationName(followed.occupation)), '/follows', 'occupation', 'is of another one'),
          ...fault(
            kind === 'national_standard' || followed.kind !== 'national_standard',
            '/kind',
            'kind',
            'cannot take the place of a national standard',
          ),
        ]
      : []),
  ];
}

export async function listTemplates({ store }: CatalogueDeps, actor: Actor): Promise<Template[]> {
  allow(actor, 'catalogue.read');
  return store.templates();
}

/** The next version of a template, or a new template's first; earlier versions stay as they are. */
export async function addTemplate(
  deps: CatalogueDeps,
  actor: Actor,
  input: Omit<Template, 'version'>,
): Promise<Template> {
  allow(actor, 'catalogue.write');
  const scheme = await deps.store.levelScheme(input.levelScheme);
  refuse([...templateFaults(input), ...fault(scheme !== undefined, '/levelScheme', 'known', 'is not in the register')]);
  const newest = await deps.store.template(input.id);
  const template: Template = { ...input, version: (newest?.version ?? 0) + 1 };
  const subject = `${template.id}/${template.version}`;
  await commitNew(deps.store, `Another new version of ${template.id} came first. Read it, then try again.`, [
    { write: 'template.add', template },
    eventWrite(deps, actor, 'template.added', { subject, owner: AUTHORITY }),
  ]);
  return template;
}

function templateFaults({ name, schema, numbering, formats, policy }: Omit<Template, 'version'>): Violation[] {
  const reserved = Object.values(name).flatMap((text) => reservedWords().filter((word) => text.includes(word)));
  const complete = BASIC_FORMATS.every((format) => formats.includes(format));
  return [
    ...nameFaults(name, '/name'),
    ...fault(reserved.length === 0, '/name', 'reserved', `must not use ${reserved.join(', ')}`),
    ...fault(isSchema(schema), '/schema', 'known', 'there is no such schema'),
    ...fault(isNumberScheme(numbering), '/numbering', 'known', 'there is no such numbering scheme'),
    ...fault(complete, '/formats', 'formats', `must hold ${BASIC_FORMATS.join(', ')}`),
    ...policy.routes.flatMap((code, i) =>
      fault(!!route(code), `/policy/routes/${i}`, 'known', 'there is no such route'),
    ),
  ];
}

function nameFaults(name: LanguageText, pointer: string): Violation[] {
  return Object.entries(name).flatMap(([tag, text]) => textFaults(text, `${pointer}/${tag}`));
}

function fault(holds: boolean, pointer: string, rule: string, message: string): Violation[] {
  return holds ? [] : [{ pointer, rule, message }];
}

function refuse(faults: readonly Violation[]): void {
  if (faults.length > 0) throw invalidRequest(faults);
}
