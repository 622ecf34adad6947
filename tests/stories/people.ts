/** Who is there in every story: an authority, two agencies, and people with API keys. None of them exists. */
import type { Role } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { type AgencyInput, registerAgency } from '../../src/registry/agencies.ts';
import { type ApiKeyInput, createApiKey, revokeApiKey } from '../../src/registry/api-keys.ts';
import { type EmployerInput, registerEmployer } from '../../src/registry/employers.ts';
import { initialise } from '../../src/registry/init.ts';

const SCOPE = { classification: 'CN-OCD', edition: '2022', levelScheme: 'CN-SKILL' };

/** Agency A tests AI trainers and operators at every level, agency B AI trainers and robot operators at the lower three. */
export const A: AgencyInput = {
  code: 'S000033000107',
  uscc: '52990000DEM000002Y',
  name: { zh: '甲评价机构（测试）', en: 'Agency A (Test)' },
  record: {
    from: '2020-01-01',
    reason: 'story',
    scope: [{ ...SCOPE, occupations: ['4-04-05-05', '4-04-05-13'], levels: ['5', '4', '3', '2', '1'] }],
  },
};
export const B: AgencyInput = {
  code: 'Y000144000012',
  uscc: '91990000DEM0000031',
  name: { zh: '乙评价机构（测试）', en: 'Agency B (Test)' },
  record: {
    from: '2020-01-01',
    reason: 'story',
    scope: [{ ...SCOPE, occupations: ['4-04-05-05', '6-31-07-03'], levels: ['5', '4', '3'] }],
  },
};
export const AGENCIES = { A, B };
/** An employer that has its usual limits. */
export const FIRM: EmployerInput = {
  code: '91990000DEM0000044',
  name: { zh: '用人单位（测试）', en: 'Employer (Test)' },
};

const ORGANISATIONS = {
  A: { kind: 'agency', organisation: A.code },
  B: { kind: 'agency', organisation: B.code },
  authority: { kind: 'authority', organisation: 'authority' },
  /** Its office in the province of agency A. */
  zhejiang: { kind: 'authority', organisation: 'authority', region: '33' },
  firm: { kind: 'employer', organisation: FIRM.code },
} as const;

/** `role@organisation`. */
export const PEOPLE = [
  'clerk@A',
  'examiner@A',
  'signer@A',
  'auditor@A',
  'clerk@B',
  'examiner@B',
  'signer@B',
  'auditor@B',
  'officer@authority',
  'approver@authority',
  'auditor@authority',
  'subsidy@authority',
  'officer@zhejiang',
  'approver@zhejiang',
  'auditor@zhejiang',
  'employer@firm',
] as const;
export type Who = (typeof PEOPLE)[number];

/** API keys by who holds them; `expired` and `revoked` were good once. */
export type Keys = Readonly<Record<Who | 'expired' | 'revoked', string>>;

/** Fills an empty register through the verbs, and gives out the keys. */
export async function furnish(deps: Deps): Promise<Keys> {
  const authority = { name: { zh: '主管部门（测试）', en: 'Authority (Test)' }, uscc: '11990000DEM0000013' };
  await initialise(deps, { authority });
  const officer = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '' } as const;
  for (const agency of [A, B]) await registerAgency(deps, officer, agency);
  await registerEmployer(deps, officer, FIRM);

  const keys: Record<string, string> = {};
  for (const who of PEOPLE) keys[who] = (await createApiKey(deps, input(who, 365))).key;
  keys.expired = (await createApiKey(deps, input('signer@A', 0))).key;
  const revoked = await createApiKey(deps, input('signer@A', 365));
  await revokeApiKey(deps, revoked.record);
  return { ...keys, revoked: revoked.key } as Keys;
}

/** The role and organisation in `role@organisation`. */
export function partsOf(who: Who): { role: Role; place: keyof typeof ORGANISATIONS } {
  const [role, place] = who.split('@');
  return { role: role as Role, place: place as keyof typeof ORGANISATIONS };
}

function input(who: Who, days: number): ApiKeyInput {
  const { role, place } = partsOf(who);
  return { ...ORGANISATIONS[place], roles: [role], person: who, days };
}
