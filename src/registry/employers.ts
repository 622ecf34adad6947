import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { allowances, DEFAULT_LIMITS, type Employer, type EmployerLimits, LARGEST_LIMIT } from '../core/employer.ts';
import { invalidRequest, notFound, type Violation } from '../core/errors.ts';
import type { LanguageText } from '../core/language.ts';
import { allow, visible } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { checkUscc } from '../lib/check-digits.ts';
import { commitNew, textFaults } from './agencies.ts';

type EmployerDeps = Pick<Deps, 'store' | 'clock' | 'random' | 'settings'>;

export interface EmployerInput {
  /** Unified social credit code. */
  readonly code: string;
  readonly name: LanguageText;
  /** Those that are missing are as usual. */
  readonly limits?: Partial<EmployerLimits> | undefined;
}

/** An employer with what it used of its allowances today. */
export interface EmployerView extends Employer {
  readonly used: { readonly rows: number; readonly unmatched: number };
}

/** Throws `conflict` for a code that is registered already. */
export async function registerEmployer(deps: EmployerDeps, actor: Actor, input: EmployerInput): Promise<Employer> {
  allow(actor, 'employer.manage');
  const { code, name } = input;
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const faults = limitFaults(limits, '/limits');
  if (!checkUscc(code)) {
    const message = 'is no unified social credit code: a character is wrong';
    faults.push({ pointer: '/code', rule: 'GB 32100', message });
  }
  for (const [tag, text] of Object.entries(name)) faults.push(...textFaults(text, `/name/${tag}`));
  if (faults.length > 0) throw invalidRequest(faults);
  const employer: Employer = { code, name, limits, createdAt: deps.clock() };
  await commitNew(deps.store, `There is an employer with the code ${code} already.`, [
    { write: 'employer.add', employer },
    eventWrite(deps, actor, 'employer.registered', { subject: code, owner: code, data: { limits } }),
  ]);
  return employer;
}

/** Sets the limits that are given and leaves the others; they hold from the next request on. */
export async function setEmployerLimits(
  deps: EmployerDeps,
  actor: Actor,
  code: string,
  change: Partial<EmployerLimits>,
): Promise<Employer> {
  allow(actor, 'employer.manage');
  const employer = await deps.store.employer(code);
  if (!employer) throw notFound();
  const limits = { ...employer.limits, ...change };
  const faults = limitFaults(limits, '');
  if (faults.length > 0) throw invalidRequest(faults);
  await deps.store.commit([
    { write: 'employer.limits', code, limits },
    eventWrite(deps, actor, 'employer.limits', { subject: code, owner: code, data: { limits } }),
  ]);
  return { ...employer, limits };
}

export async function getEmployer(deps: EmployerDeps, actor: Actor, code: string): Promise<EmployerView> {
  allow(actor, 'employer.read', { owner: code });
  const employer = await deps.store.employer(code);
  if (!employer) throw notFound();
  const { rows, unmatched } = allowances(employer, deps.clock(), deps.settings.timeZone);
  const used = { rows: await deps.store.spent(rows), unmatched: await deps.store.spent(unmatched) };
  return { ...employer, used };
}

/** An employer sees itself, the authority all; in code order. */
export function listEmployers(deps: EmployerDeps, actor: Actor, page: Page): Promise<Employer[]> {
  return deps.store.employers({ ...page, code: visible(actor, 'employer.read').owner });
}

function limitFaults(limits: EmployerLimits, pointer: string): Violation[] {
  const message = `must be a whole number from 0 to ${LARGEST_LIMIT}`;
  return Object.entries(limits)
    .filter(([, limit]) => !Number.isInteger(limit) || limit < 0 || limit > LARGEST_LIMIT)
    .map(([name]) => ({ pointer: `${pointer}/${name}`, rule: 'range', message }));
}
