/** From what somebody hands in to named checks and one verdict. */
import { dateAt, isLocalDate, type LocalDate } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, isUnavailable } from '../core/errors.ts';
import type { Verification } from '../core/verdict.ts';
import { documentLoader } from '../credential/contexts.ts';
import { type Presented, readPresented } from '../credential/presented.ts';
import { createResolver } from '../credential/resolver.ts';
import { verifyFromLists } from './cached.ts';
import { registeredBefore } from './compromised.ts';
import { type VerifyDeps, verifyWith } from './flow.ts';
import { foreignVerifier } from './foreign.ts';
import { registerStatus } from './status.ts';
import { registerTrust } from './trust.ts';

/** What is asked besides "is it good?". */
export type Asked = Pick<VerifyDeps, 'on' | 'binding'>;

/**
 * Verifies a credential, a JWT, an SD-JWT, an envelope or the text of a QR code against the register; when that cannot be asked,
 * against the signed lists that this process saw last. Always reaches a verdict: bad input is a result. `on` asks whether
 * it was valid on that day; throws `invalid_request` for one that is none or is yet to come.
 */
export async function verify(deps: Deps, input: unknown, { on, binding }: Asked = {}): Promise<Verification> {
  const verification = await verdictOn(deps, readPresented(input), { on: pastDay(deps, on), binding });
  deps.metrics?.verified(verification.verdict);
  return verification;
}

/** Today is now. */
function pastDay({ clock, settings }: Deps, on: LocalDate | undefined): LocalDate | undefined {
  if (on === undefined) return undefined;
  const today = dateAt(clock(), settings.timeZone);
  const message = `must be a day of the calendar, YYYY-MM-DD, not later than today, ${today}`;
  if (!isLocalDate(on) || on > today) throw invalidRequest([{ pointer: '/on', rule: 'not_future', message }]);
  return on === today ? undefined : on;
}

async function verdictOn(deps: Deps, presented: Presented, asked: Asked): Promise<Verification> {
  try {
    const foreign = await foreignVerifier(deps).verify(presented, asked);
    if (foreign) return foreign;
    return await verifyWith({ ...fromRegister(deps), ...asked }, presented);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return verifyFromLists(deps, presented, asked);
  }
}

/** What verifying against the register needs. */
export function fromRegister(deps: Deps): VerifyDeps {
  const { store, settings, clock } = deps;
  const { origin, timeZone, allowedHosts } = settings;
  const trust = registerTrust(store);
  const ownKeys = async (owner: string) => (await trust.organisation(owner))?.keys;
  const resolver = createResolver({ origin, ownKeys, allowedHosts, clock });
  return {
    trust,
    resolver,
    status: registerStatus(deps, resolver),
    loader: documentLoader(origin),
    origin,
    timeZone,
    now: clock(),
    names: store,
    signedBefore: (presented, signature, since) => registeredBefore(store, presented, signature, since),
  };
}
