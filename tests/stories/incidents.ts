/** Incidents as stories open them, have them approved and wait for them. */
import type { Problem } from '../../src/http/problem.ts';
import type { Who } from './people.ts';
import type { World } from './world.ts';

export interface Shown extends Problem {
  readonly id: string;
  readonly state: string;
  readonly hash: string;
  readonly count: number;
  readonly preview: {
    readonly count: number;
    readonly already: object;
    readonly byMonth: object;
    readonly byAgency: readonly object[];
    readonly sample: readonly { readonly number: string }[];
    readonly employersSee: object;
  };
  readonly file: readonly { readonly text: string; readonly kind: string }[];
  readonly appeals: readonly { readonly state: string }[];
}

/** Opens an incident and waits until its set is there. */
export async function opened(world: World, json: object): Promise<Shown> {
  const { status, body, text } = await world.call<Shown>('POST /v1/incidents', { as: 'officer@authority', json });
  if (status !== 202) throw new Error(text);
  return settled(world, body.id);
}

/** The incident when nothing is under way: its job runs in a loop beside the answers, or is called by a queue. */
export async function settled(world: World, id: string): Promise<Shown> {
  for (let tries = 0; tries < 300; tries++) {
    const { body } = await world.call<Shown>(`GET /v1/incidents/${id}`, { as: 'auditor@authority' });
    if (!['collecting', 'executing'].includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the incident does not come to an end');
}

export function approve(world: World, { id, hash }: Shown, as: Who | { key: string } = 'approver@authority') {
  return world.call<Shown>(`POST /v1/incidents/${id}/approve`, { as, json: { hash } });
}

export async function carriedOut(world: World, json: object): Promise<Shown> {
  const incident = await opened(world, json);
  const { status, text } = await approve(world, incident);
  if (status !== 202) throw new Error(text);
  return settled(world, incident.id);
}

/** Where nobody listens, on this machine. */
export const NOBODY = 'http://localhost:9/';

/** A new webhook of an agency. */
export async function webhook(world: World, owner: 'A' | 'B'): Promise<string> {
  const call = { as: `signer@${owner}`, json: { url: NOBODY } } as const;
  return (await world.call<{ id: string }>('POST /v1/webhooks', call)).body.id;
}
