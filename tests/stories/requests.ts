/** Requests for certificates of people who do not exist. */
import type { CertificateRequest } from '../../src/core/certificate.ts';
import type { Presented } from '../../src/issue/present.ts';
import type { Who } from './people.ts';
import type { World } from './world.ts';

/** GB 11643, written once more: the check character over 17 digits. */
export function residentId(digits: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return digits + '10X98765432'[sum % 11];
}

/** The n-th person, n from 0 to 999. */
export function person(n: number): CertificateRequest['holder'] {
  const idNumber = residentId(`33010219900307${String(n).padStart(3, '0')}`);
  return { name: `测试${'甲乙丙丁戊己庚辛壬癸'[n % 10]}`, idType: 'cn.resident_id', idNumber };
}

/** A good request of either agency for the n-th person, examined and issued today unless told otherwise. */
export function request(world: Pick<World, 'today'>, n = 0, issuedOn = world.today()): CertificateRequest {
  return requestOn(issuedOn, n);
}

export function requestOn(issuedOn: string, n: number): CertificateRequest {
  return {
    template: 'skill-level-cn',
    holder: person(n),
    occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
    jobDirection: '数据标注员',
    level: { scheme: 'CN-SKILL', code: '3' },
    assessment: { route: 'social_assessment', assessedOn: issuedOn, theory: 86, practical: 91.5 },
    issuedOn,
  };
}

/** Issues, and fails the story when that fails. */
export async function issued(world: World, json: object = request(world), as: Who = 'signer@A'): Promise<Presented> {
  const answer = await world.call<Presented>('POST /v1/certificates', { as, json });
  if (answer.status !== 201) throw new Error(`issuing answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

export function yesterday(world: World): string {
  return daysAgo(world, 1);
}

export function daysAgo(world: World, days: number): string {
  return new Date(Date.parse(`${world.today()}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
