/** Files of certificates, handed in to be verified. */
import { expect } from 'vitest';
import type { Answer, Call, World } from './world.ts';

export interface FileState {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly done: number;
  readonly file: { readonly sha256: string };
  readonly expiresAt: string;
  readonly links: Readonly<Record<'report' | 'csv' | 'pdf' | 'cancel', string | undefined>>;
}

interface Coded {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export interface ShownRow {
  readonly row: number;
  readonly verdict: Coded;
  readonly number?: string;
  readonly name?: string;
  readonly reason?: Coded;
  readonly [member: string]: unknown;
}

export interface Report {
  readonly jwt: string;
  readonly report: { readonly credentialSubject: { readonly report: Readonly<Record<string, unknown>> } };
  readonly rows: readonly ShownRow[];
}

export function handIn(world: World, text: string, call: Call & { readonly purpose?: string } = {}) {
  const { purpose = 'recruitment', type = 'text/csv', ...rest } = call;
  const body = { as: 'employer@firm', text, type, ...rest } as const;
  return world.call<FileState>(`POST /v1/verifications?purpose=${purpose}`, body);
}

/** Waits until it is over. */
export async function ended(world: World, id: string, as: Call['as'] = 'employer@firm'): Promise<FileState> {
  for (;;) {
    const { status, text, body } = await world.call<FileState>(`GET /v1/verifications/${id}`, { as });
    expect([status, text]).toEqual([200, expect.anything()]);
    if (!['waiting', 'running'].includes(body.state)) return body;
    // An employer has 120 requests a minute.
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export async function verifiedFile(
  world: World,
  text: string,
  call: Parameters<typeof handIn>[2] = {},
): Promise<FileState> {
  const { status, text: said, body } = await handIn(world, text, call);
  if (status !== 202) throw new Error(`handing in answered ${status}: ${said}`);
  return ended(world, body.id, call.as);
}

export function reportOf(world: World, id: string, accept = 'application/json'): Promise<Answer<Report>> {
  return world.call<Report>(`GET /v1/verifications/${id}/report`, { as: 'employer@firm', headers: { Accept: accept } });
}
