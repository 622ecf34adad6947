/** Who may do what with the registers for all: occupations, levels, standards, norms, templates, rules for subsidies. */
import { issued, person, request } from './requests.ts';
import type { Line } from './who-may-line.ts';
import type { World } from './world.ts';

const STAFF = ['clerk', 'examiner', 'signer', 'auditor'];
const OFFICE = ['officer', 'approver', 'auditor'];
const everybody = { agency: STAFF, authority: [...OFFICE, 'subsidy'], employer: true, ask: () => ({}) };
const nationalOfficer = { agency: [], authority: ['officer'], national: true };
const subsidyOffice = { agency: [], authority: ['subsidy'] };

const text = { zh: '测试', en: 'Test' };
const occupation = { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' };
const NORM = {
  kind: 'evaluation_norm',
  occupation,
  title: text,
  documentNumber: 'QJ-1',
  document: { url: 'https://files.example/norm.pdf', sha256: 'A'.repeat(43) },
};

/** A certificate of the 500th person, and what its holder applies with. */
async function application(world: World) {
  const { printedNumber } = await issued(world, request(world, 500));
  return { certificate: printedNumber, holder: person(500), catalogue: 'skill-upgrade' };
}

export const CATALOGUE_LINES: readonly Line[] = [
  { route: 'GET /v1/occupations', ...everybody },
  { route: 'GET /v1/levels', ...everybody },
  { route: 'GET /v1/standards', ...everybody },
  { route: 'GET /v1/templates', ...everybody },
  {
    route: 'POST /v1/occupations',
    ...nationalOfficer,
    ask: () => ({ call: { json: { ...occupation, code: '9-99-99-99', name: text } } }),
  },
  {
    route: 'POST /v1/standards',
    ...nationalOfficer,
    ask: () => ({
      call: {
        json: {
          id: 'N-1',
          kind: 'evaluation_norm',
          version: '2026-01-01',
          documentNumber: 'N-1',
          title: text,
          occupation,
        },
      },
    }),
  },
  {
    route: 'POST /v1/templates',
    ...nationalOfficer,
    async ask(world) {
      const { body } = await world.call<{ items: object[] }>('GET /v1/templates', { as: 'officer@authority' });
      const { version: _, ...template } = body.items.at(-1) as { version: number };
      return { call: { json: template } };
    },
  },
  {
    route: 'GET /v1/norms',
    agency: STAFF,
    authority: OFFICE,
    national: true,
    employer: true,
    ask: () => ({}),
  },
  { route: 'POST /v1/norms', agency: ['signer'], authority: [], employer: true, ask: () => ({ call: { json: NORM } }) },
  {
    route: 'POST /v1/norms/{id}/decision',
    ...nationalOfficer,
    async ask(world, _, granted) {
      const call = { json: { outcome: 'declined', reason: 'Story.' } };
      if (!granted) return { call };
      const { body } = await world.call<{ id: string }>('POST /v1/norms', { as: 'employer@firm', json: NORM });
      return { id: body.id, call };
    },
  },
  { route: 'GET /v1/titles', ...everybody },
  { route: 'GET /v1/subsidies/catalogues', ...everybody },
  {
    route: 'POST /v1/subsidies/catalogues',
    ...nationalOfficer,
    ask: () => ({
      call: {
        json: {
          id: 'story',
          name: text,
          validFrom: '2026-01-01',
          rules: { oncePerLevel: true, higherBarsLower: true, excludedRoutes: [] },
        },
      },
    }),
  },
  {
    route: 'POST /v1/subsidies/evidence',
    ...subsidyOffice,
    ask: async (world) => ({ call: { json: await application(world) } }),
  },
  { route: 'GET /v1/subsidies/claims', agency: [], authority: [...OFFICE, 'subsidy'], ask: () => ({}) },
  {
    route: 'POST /v1/subsidies/claims',
    ...subsidyOffice,
    ask: async (world) => ({ call: { json: await application(world) } }),
  },
  {
    route: 'POST /v1/subsidies/claims/{id}/withdraw',
    ...subsidyOffice,
    async ask(world, _, granted) {
      if (!granted) return {};
      const { printedNumber } = await issued(world, request(world, 501));
      const json = { certificate: printedNumber, holder: person(501), catalogue: 'skill-upgrade' };
      const call = { as: 'subsidy@authority', json } as const;
      return { id: (await world.call<{ claim: { id: string } }>('POST /v1/subsidies/claims', call)).body.claim.id };
    },
  },
];
