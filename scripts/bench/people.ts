/** Requests for people who are all new, and the agency that issues to them. */
import type { Actor } from '../../src/core/actor.ts';
import { dateAt } from '../../src/core/calendar.ts';
import type { Certificate, CertificateRequest } from '../../src/core/certificate.ts';
import type { Deps } from '../../src/core/deps.ts';
import { random } from '../../src/entry/random-node.ts';
import { issue } from '../../src/issue/issue.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { A } from '../../tests/stories/people.ts';
import { requestOn, residentId } from '../../tests/stories/requests.ts';

export const SETTINGS = {
  ORIGIN: 'https://cert.example',
  NODE_ENV: 'test',
  LOG_LEVEL: 'error',
  YINZHENG_KEK: encodeBase64url(random(32)),
};

const SIGNER: Actor = { kind: 'agency', organisation: A.code, roles: ['signer'], person: 'bench', key: '-' };

/** Issues so many certificates in one call, each to somebody new. */
export async function issueNew(deps: Deps, wanted: number): Promise<Certificate[]> {
  const requests = Array.from({ length: wanted }, () => nextRequest(deps));
  const outcomes = await issue(
    deps,
    SIGNER,
    requests.map((request) => ({ request })),
  );
  return outcomes.map((outcome) => {
    if ('error' in outcome) throw outcome.error;
    return outcome.certificate;
  });
}

const FIRST_BIRTHDAY = Date.parse('1950-01-01');
let people = 0;

/** Each request is for somebody else, up to 15 million. */
export function nextRequest({ clock, settings }: Pick<Deps, 'clock' | 'settings'>): CertificateRequest {
  const n = people++;
  const birthday = new Date(FIRST_BIRTHDAY + Math.floor(n / 1000) * 86_400_000).toISOString().slice(0, 10);
  const idNumber = residentId(`330102${birthday.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`);
  const request = requestOn(dateAt(clock(), settings.timeZone), n);
  return { ...request, holder: { ...request.holder, idNumber } };
}
