/** Who may do what with batches. */
import { approve, csv, examinee, type SeenBatch, submitted } from './exams.ts';
import { partsOf } from './people.ts';
import type { Line, Owner } from './who-may-line.ts';
import type { World } from './world.ts';

const readers = {
  agency: ['clerk', 'examiner', 'signer', 'auditor'],
  authority: ['officer', 'approver', 'auditor'],
};

const batches = new Map<Owner, SeenBatch>();
let examinees = 0;

const examFile = (world: World) => csv([examinee(world.today(), examinees++)]);

/** A batch that waits for the agency: one that stays as it is, or one of its own. */
async function batch(world: World, owner: Owner, fresh = true): Promise<SeenBatch> {
  const found = fresh ? undefined : batches.get(owner);
  const one = found ?? (await submitted(world, examFile(world), { as: `clerk@${owner}` }));
  if (!fresh) batches.set(owner, one);
  return one;
}

/** A batch that waits for the authority. */
async function approvedBatch(world: World, owner: Owner): Promise<SeenBatch> {
  const { body } = await world.call<{ items: { id: string }[] }>('GET /v1/templates', { as: 'officer@authority' });
  const { version: _, ...template } = body.items.find(({ id }) => id === 'skill-level-cn') as {
    id: string;
    version?: number;
  };
  if (!body.items.some(({ id }) => id === 'overseen')) {
    const policy = { ...Object((template as { policy?: object }).policy), approval: 'authority' };
    await world.call('POST /v1/templates', { as: 'officer@authority', json: { ...template, id: 'overseen', policy } });
  }
  const row = { ...examinee(world.today(), examinees++), 证书模板: 'overseen' };
  const one = await submitted(world, csv([row]), { as: `clerk@${owner}` });
  await approve(world, one, `signer@${owner}`);
  return one;
}

const ofBatch = { ...readers, owned: true } as const;
const readsBatch = (route: string): Line => ({
  route,
  ...ofBatch,
  ask: async (world, owner) => ({ id: (await batch(world, owner, false)).id }),
});
const menders = { agency: ['clerk', 'examiner', 'signer'], authority: [], owned: true };
const signers = { agency: ['signer'], authority: [], owned: true };

/** A batch that is being signed, or was a moment ago, after some verbs. */
async function movedBatch(world: World, owner: Owner, ...verbs: readonly string[]): Promise<string> {
  const one = await batch(world, owner);
  await approve(world, one, `signer@${owner}`);
  for (const verb of verbs) await world.call(`POST /v1/batches/${one.id}/${verb}`, { as: `signer@${owner}` });
  return one.id;
}

/** Each world begins with none. */
export function forgetBatches(): void {
  batches.clear();
}

export const BATCH_LINES: readonly Line[] = [
  {
    route: 'POST /v1/batches',
    agency: ['clerk', 'signer'],
    authority: [],
    ask: (world) => ({ call: { text: examFile(world), type: 'text/csv' } }),
  },
  { route: 'GET /v1/batches', ...readers, ask: () => ({}) },
  readsBatch('GET /v1/batches/{id}'),
  readsBatch('GET /v1/batches/{id}/rows'),
  readsBatch('GET /v1/batches/{id}/result.csv'),
  readsBatch('GET /v1/batches/{id}/result.xlsx'),
  readsBatch('GET /v1/batches/{id}/codes.zip'),
  readsBatch('GET /v1/batches/{id}/pdfs.zip'),
  {
    // Of one that has ended, so that the stream ends.
    route: 'GET /v1/batches/{id}/events',
    ...ofBatch,
    ask: async (world, owner) => ({
      id: (await submitted(world, examFile(world), { as: `clerk@${owner}`, dryRun: true })).id,
    }),
  },
  ...['csv', 'xlsx'].map(
    (type): Line => ({
      route: `GET /v1/batches/{id}/errors.${type}`,
      agency: ['clerk', 'signer'],
      authority: [],
      owned: true,
      ask: async (world, owner) => ({ id: (await batch(world, owner, false)).id }),
    }),
  ),
  {
    route: 'POST /v1/batches/{id}/mend',
    ...menders,
    ask: async (world, owner) => ({
      id: (await batch(world, owner)).id,
      call: { json: { n: 1, cells: { 'assessment.theory': 77 } } },
    }),
  },
  {
    route: 'POST /v1/batches/{id}/evidence',
    ...menders,
    ask: async (world, owner) => ({
      id: (await batch(world, owner, false)).id,
      call: { json: { kind: 'roster', name: 'x', sha256: 'A'.repeat(43), url: 'https://files.example/x' } },
    }),
  },
  {
    route: 'POST /v1/batches/{id}/approve',
    agency: ['signer'],
    authority: ['approver'],
    owned: true,
    async ask(world, owner, granted, who) {
      const overseen = granted && partsOf(who).role === 'approver';
      const { id, hash } = overseen ? await approvedBatch(world, owner) : await batch(world, owner, granted);
      return { id, call: { json: { hash } } };
    },
  },
  {
    route: 'POST /v1/batches/{id}/reject',
    agency: ['signer'],
    authority: ['approver'],
    owned: true,
    ask: async (world, owner, granted) => ({
      id: (await batch(world, owner, granted)).id,
      call: { json: { reason: 'story' } },
    }),
  },
  {
    route: 'POST /v1/batches/{id}/cancel',
    agency: ['clerk', 'signer'],
    authority: [],
    owned: true,
    ask: async (world, owner, granted) => ({ id: (await batch(world, owner, granted)).id }),
  },
  {
    // One row may be signed before anybody can pause it, and that is not forbidden.
    route: 'POST /v1/batches/{id}/pause',
    ...signers,
    done: 409,
    ask: async (world, owner, granted) => ({
      id: granted ? await movedBatch(world, owner) : (await batch(world, owner, false)).id,
    }),
  },
  {
    route: 'POST /v1/batches/{id}/resume',
    ...signers,
    done: 409,
    ask: async (world, owner, granted) => ({
      id: granted ? await movedBatch(world, owner, 'pause') : (await batch(world, owner, false)).id,
    }),
  },
  {
    // Nothing is left to be tried again in a batch without faults, and that is not forbidden.
    route: 'POST /v1/batches/{id}/retry',
    ...signers,
    done: 409,
    ask: async (world, owner) => ({ id: (await batch(world, owner, false)).id }),
  },
];
