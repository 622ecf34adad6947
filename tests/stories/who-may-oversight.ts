/** Of the table of who may do what: incidents, what belongs to them, and the switch that stops issuing. */
import { approve, NOBODY, opened, settled, webhook } from './incidents.ts';
import { A, AGENCIES } from './people.ts';
import { issued, request } from './requests.ts';
import type { Line, Owner } from './who-may-line.ts';
import type { World } from './world.ts';

const STAFF = ['clerk', 'examiner', 'signer', 'auditor'];
const OFFICE = ['officer', 'approver', 'auditor'];
const readers = { agency: STAFF, authority: OFFICE };
const signerOrOfficer = { agency: ['signer'], authority: ['officer'], owned: true };
const officeOnly = { agency: [], authority: OFFICE };
const officerOnly = { agency: [], authority: ['officer'] };
const signerOnly = { agency: ['signer'], authority: [] };

let cases = 0;
const suspension = (selection: object) => ({
  caseNumber: `case-${++cases}`,
  action: 'suspend',
  reason: 'under_investigation',
  selection,
});

/** An incident of one new certificate that waits for approval. */
async function ready(world: World, owner: Owner) {
  const { id, printedNumber } = await issued(world, request(world), `signer@${owner}`);
  const selection = { numbers: [printedNumber], region: AGENCIES[owner].code.slice(5, 7) };
  return { certificate: id, ...(await opened(world, suspension(selection))) };
}

let spares = 0;

/** An agency that issues nothing. */
async function spareAgency(world: World): Promise<string> {
  const json = { ...A, code: `S000033${String(900_000 + ++spares)}` };
  await world.call('POST /v1/agencies', { as: 'officer@authority', json });
  return json.code;
}

const holding = new Map<Owner, { id: string; certificate: string }>();

/** An incident that was carried out: one that serves all who only look, or one of its own. */
async function held(world: World, owner: Owner, fresh: boolean): Promise<{ id: string; certificate: string }> {
  const found = fresh ? undefined : holding.get(owner);
  if (found) return found;
  const incident = await ready(world, owner);
  await approve(world, incident);
  await settled(world, incident.id);
  holding.set(owner, incident);
  return incident;
}

/** Before each world: nothing of the world before is there. */
export function forgetIncidents(): void {
  holding.clear();
}

export const OVERSIGHT_LINES: readonly Line[] = [
  { route: 'GET /v1/issuing/stops', ...officeOnly, ask: () => ({}) },
  {
    route: 'POST /v1/issuing/stops',
    agency: [],
    authority: ['officer', 'approver'],
    async ask(world, _, granted) {
      const agency = granted ? await spareAgency(world) : A.code;
      return { call: { json: { agency, reason: 'Story.' } } };
    },
  },
  {
    route: 'POST /v1/issuing/resume',
    agency: [],
    authority: ['approver'],
    async ask(world, _, granted) {
      const json = { agency: A.code };
      if (granted) {
        const stop = { ...json, reason: 'Story.' };
        await world.call('POST /v1/issuing/stops', { as: 'officer@authority', json: stop });
      }
      return { call: { json } };
    },
  },
  {
    route: 'POST /v1/incidents',
    ...officerOnly,
    ask: () => ({ call: { json: suspension({ numbers: ['S000033000107263000042'] }) } }),
  },
  { route: 'GET /v1/incidents', ...readers, ask: () => ({}) },
  ...['', '/certificates'].map((path) => ({
    route: `GET /v1/incidents/{id}${path}`,
    ...readers,
    owned: true,
    ask: async (world: World, owner: Owner) => ({ id: (await held(world, owner, false)).id }),
  })),
  {
    // Progress is for the authority; an agency is told when it is done.
    route: 'GET /v1/incidents/{id}/events',
    ...officeOnly,
    ask: async (world, owner) => ({ id: (await held(world, owner, false)).id }),
  },
  {
    route: 'POST /v1/incidents/{id}/approve',
    agency: [],
    authority: ['approver'],
    async ask(world, owner, granted) {
      if (!granted) return { call: { json: { hash: 'x' } } };
      const { id, hash } = await ready(world, owner);
      return { id, call: { json: { hash } } };
    },
  },
  {
    route: 'POST /v1/incidents/{id}/withdraw',
    ...officerOnly,
    ask: async (world, owner, granted) => (granted ? { id: (await ready(world, owner)).id } : {}),
  },
  {
    route: 'POST /v1/incidents/{id}/answers',
    agency: ['signer'],
    authority: [],
    owned: true,
    ask: async (world, owner) => ({ id: (await held(world, owner, false)).id, call: { json: { text: 'Story.' } } }),
  },
  {
    route: 'POST /v1/incidents/{id}/appeals',
    ...signerOrOfficer,
    async ask(world, owner, granted) {
      const { id, certificate } = await held(world, owner, granted);
      return { id, call: { json: { certificate, text: 'Story.' } } };
    },
  },
  {
    route: 'POST /v1/appeals/{id}/decision',
    agency: [],
    authority: ['approver'],
    async ask(world, owner, granted) {
      const call = { json: { outcome: 'upheld', text: 'Story.' } };
      if (!granted) return { call };
      const { id, certificate } = await held(world, owner, true);
      const json = { certificate, text: 'Story.' };
      const { body } = await world.call<{ id: string }>(`POST /v1/incidents/${id}/appeals`, { as: 'signer@A', json });
      return { id: body.id, call };
    },
  },
  {
    route: 'POST /v1/reports',
    agency: [],
    authority: [],
    employer: true,
    ask: () => ({ call: { json: { agency: A.code, text: 'Story.' } } }),
  },
  { route: 'GET /v1/reports', ...officeOnly, ask: () => ({}) },
  { route: 'GET /v1/webhooks', ...signerOnly, ask: () => ({}) },
  { route: 'POST /v1/webhooks', ...signerOnly, ask: () => ({ call: { json: { url: NOBODY } } }) },
  {
    route: 'POST /v1/webhooks/{id}/end',
    ...signerOnly,
    owned: true,
    ask: async (world, owner) => ({ id: await webhook(world, owner) }),
  },
  { route: 'GET /v1/deliveries', ...signerOnly, ask: () => ({}) },
  {
    route: 'POST /v1/deliveries/{id}/replay',
    ...signerOnly,
    owned: true,
    async ask(world, owner) {
      await webhook(world, owner);
      await held(world, owner, true);
      const call = { as: `signer@${owner}` } as const;
      const { body } = await world.call<{ items: { id: string }[] }>('GET /v1/deliveries', call);
      return { id: body.items[0]?.id ?? 'none' };
    },
  },
  { route: 'GET /v1/trust-lists', ...officeOnly, national: true, ask: () => ({}) },
  {
    route: 'POST /v1/trust-lists',
    agency: [],
    authority: ['approver'],
    national: true,
    // Nobody there to ask for a list.
    ask: () => ({ call: { json: { origin: NOBODY, key: 'did:key:none' } } }),
    done: 400,
  },
  {
    route: 'POST /v1/trust-lists/end',
    agency: [],
    authority: ['approver'],
    national: true,
    ask: () => ({ call: { json: { origin: NOBODY } } }),
    done: 404,
  },
];
