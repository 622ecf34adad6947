/** The demo's data: an authority, two agencies, an exam of 50, and a key for each role. Nobody in it exists. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Actor, OrganisationKind, Role } from '../core/actor.ts';
import { dateAt } from '../core/calendar.ts';
import type { Certificate, CertificateRequest } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { isColumn } from '../issue/batch/columns.ts';
import { readRow } from '../issue/batch/read-row.ts';
import { changeStatus } from '../issue/change-status.ts';
import { issue } from '../issue/issue.ts';
import { present } from '../issue/present.ts';
import { readTable } from '../lib/table/table.ts';
import { type AgencyInput, registerAgency } from '../registry/agencies.ts';
import { createApiKey } from '../registry/api-keys.ts';
import { type EmployerInput, registerEmployer } from '../registry/employers.ts';
import { initialise } from '../registry/init.ts';

interface DemoCertificate {
  readonly id: string;
  readonly number: string;
  readonly token: string;
  readonly verifyUrl: string;
  /** The text of its QR code. */
  readonly seal: string;
}

/** What `DATA_DIR/demo.json` holds, for scripts. */
export interface DemoInfo {
  readonly origin: string;
  /** One API key per role. */
  readonly keys: Readonly<Record<(typeof KEYS)[number][0], string>>;
  /** Record codes. */
  readonly agencies: readonly string[];
  readonly certificates: {
    readonly valid: DemoCertificate;
    readonly expired: DemoCertificate;
    readonly revoked: DemoCertificate;
    /** A credential whose signature must fail. */
    readonly altered: Readonly<Record<string, unknown>>;
  };
}

const RECORDED_FROM = '2020-01-01';
const YEAR_MS = 365 * 86_400_000;
const LEVELS = ['5', '4', '3', '2', '1'];

const EVALUATION_CENTRE: AgencyInput = {
  code: 'S000033000107',
  uscc: '52990000DEM000002Y',
  name: { zh: '之江职业技能评价中心（测试）', en: 'Zhijiang Vocational Skills Evaluation Centre (Test)' },
  record: {
    from: RECORDED_FROM,
    reason: 'demo',
    scope: [
      {
        classification: 'CN-OCD',
        edition: '2022',
        occupations: ['4-04-05-05', '4-04-05-13', '4-07-02-05'],
        levelScheme: 'CN-SKILL',
        levels: LEVELS,
      },
    ],
  },
};

const MANUFACTURER: AgencyInput = {
  code: 'Y000144000012',
  uscc: '91990000DEM0000031',
  name: { zh: '岭南智造集团（测试）', en: 'Lingnan Intelligent Manufacturing Group (Test)' },
  record: {
    from: RECORDED_FROM,
    reason: 'demo',
    scope: [
      {
        classification: 'CN-OCD',
        edition: '2022',
        occupations: ['6-31-07-01', '6-31-07-03'],
        levelScheme: 'CN-SKILL',
        levels: LEVELS,
      },
    ],
  },
};

const EMPLOYER: EmployerInput = {
  code: '91990000DEM0000044',
  name: { zh: '钱江精密制造有限公司（测试）', en: 'Qianjiang Precision Manufacturing Co., Ltd. (Test)' },
};

const KEYS = [
  ['clerk', 'agency', EVALUATION_CENTRE.code, 'clerk'],
  ['signer', 'agency', EVALUATION_CENTRE.code, 'signer'],
  ['officer', AUTHORITY, AUTHORITY, 'officer'],
  ['approver', AUTHORITY, AUTHORITY, 'approver'],
  ['auditor', AUTHORITY, AUTHORITY, 'auditor'],
  ['employer', 'employer', EMPLOYER.code, 'employer'],
  ['otherAgencySigner', 'agency', MANUFACTURER.code, 'signer'],
] as const satisfies readonly (readonly [string, OrganisationKind, string, Role])[];

/** Makes the demo at the first start; reads `demo.json` at every other. Throws `invalid_configuration` when neither is possible. */
export async function prepareDemo(deps: Deps, { dataDir }: { readonly dataDir: string }): Promise<DemoInfo> {
  const file = join(dataDir, 'demo.json');
  // A register elsewhere may have been emptied since.
  const begun = (await deps.store.authority()) !== undefined;
  if (begun && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DemoInfo;
  if (begun) {
    const message =
      `There is a register already that is no finished demo (one has ${file}). ` +
      'Set DATA_DIR to a new folder, or DATABASE_URL to an empty database.';
    throw new YinzhengError('invalid_configuration', message);
  }
  const info = await makeDemo(deps);
  writeFileSync(file, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  return info;
}

async function makeDemo(deps: Deps): Promise<DemoInfo> {
  const authority = {
    name: { zh: '示范省职业技能主管部门（测试）', en: 'Demo Skills Authority (Test)' },
    uscc: '11990000DEM0000013',
  };
  await initialise(deps, { authority });
  const officer = actorOf(AUTHORITY, AUTHORITY, 'officer');
  await registerAgency(deps, officer, EVALUATION_CENTRE);
  await registerEmployer(deps, officer, EMPLOYER);
  await registerAgency(deps, officer, MANUFACTURER);

  const exam = await readExam();
  const today = await issueAll(deps, exam);
  const [valid, revoked, altered] = today;
  const [expired] = await issueExpired(deps, exam);
  if (!valid || !revoked || !altered || !expired) throw new Error('the exam has too few rows');
  await changeStatus(deps, officer, revoked.id, { action: 'revoke', reason: 'exam_fraud' });

  const keys: Partial<Record<string, string>> = {};
  for (const [name, kind, organisation, role] of KEYS) {
    const made = await createApiKey(deps, { kind, organisation, roles: [role], person: `demo ${name}`, days: 365 });
    keys[name] = made.key;
  }
  return {
    origin: deps.settings.origin,
    keys: keys as DemoInfo['keys'],
    agencies: [EVALUATION_CENTRE.code, MANUFACTURER.code],
    certificates: {
      valid: await shown(deps, valid),
      expired: await shown(deps, expired),
      revoked: await shown(deps, revoked),
      altered: await alteredCredential(deps, altered),
    },
  };
}

function actorOf(kind: OrganisationKind, organisation: string, role: Role): Actor {
  return { kind, organisation, roles: [role], person: `demo ${role}`, key: 'demo' };
}

/** The rows of the exam as requests without dates: the demo holds it on the day when it is made. */
async function readExam(): Promise<CertificateRequest[]> {
  const file = readFileSync(new URL('demo-exam.csv', import.meta.url));
  const requests: CertificateRequest[] = [];
  for await (const row of readTable('csv', Readable.from([file]), { maxRows: 100, isKnown: isColumn }))
    requests.push(readRow(row).request);
  return requests;
}

/** Issues rows as of the clock of `deps`. */
async function issueAll(deps: Deps, rows: readonly CertificateRequest[]): Promise<Certificate[]> {
  const today = dateAt(deps.clock(), deps.settings.timeZone);
  const requests = rows.map((row) => ({
    request: { ...row, assessment: { ...row.assessment, assessedOn: today }, issuedOn: today },
  }));
  const outcomes = await issue(deps, actorOf('agency', EVALUATION_CENTRE.code, 'signer'), requests);
  return outcomes.map((outcome) => {
    if ('error' in outcome) throw outcome.error;
    return outcome.certificate;
  });
}

/** A certificate of one year, issued two years ago. */
function issueExpired(deps: Deps, exam: readonly CertificateRequest[]): Promise<Certificate[]> {
  const earlier = { ...deps, clock: () => deps.clock() - 2 * YEAR_MS };
  const rows = exam.slice(0, 1).map((row) => ({
    ...row,
    template: 'special-capability-cn',
    assessment: { ...row.assessment, route: 'special_capability' },
  }));
  return issueAll(earlier, rows);
}

async function shown(deps: Deps, certificate: Certificate): Promise<DemoCertificate> {
  const { id, number, token, verifyUrl, seal } = await present(deps, certificate);
  return { id, number, token, verifyUrl, seal };
}

/** A genuine credential with another holder's name written in. */
async function alteredCredential(deps: Deps, certificate: Certificate): Promise<Readonly<Record<string, unknown>>> {
  const { credential } = await present(deps, certificate);
  return { ...credential, credentialSubject: { ...Object(credential.credentialSubject), name: '冒名者' } };
}
