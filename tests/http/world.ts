/** A register in memory with an authority and two agencies, behind the real app; nothing in it is made up but the people. */
import { createApp } from '../../src/app.ts';
import type { OrganisationKind, Role } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import { createFonts } from '../../src/entry/fonts-node.ts';
import { REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import type { AppDeps } from '../../src/http/context.ts';
import { registerAgency } from '../../src/registry/agencies.ts';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { registerEmployer } from '../../src/registry/employers.ts';
import { initialise } from '../../src/registry/init.ts';
import { openVault } from '../../src/registry/vault.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';

export const ORIGIN = 'https://cert.example';
export const AGENCY = 'S000033000107';
export const OTHER_AGENCY = 'Y000144000012';
export const NOW = Date.parse('2026-11-20T08:00:00Z');

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const scope = [
  {
    classification: 'CN-OCD',
    edition: '2022',
    occupations: ['4-04-05-05'],
    levelScheme: 'CN-SKILL',
    levels: ['3', '4'],
  },
];

export interface World {
  readonly deps: Deps;
  readonly lines: string[];
  /** Sends a request; an object as body goes as JSON, and `as` adds that person's API key. */
  send(method: string, path: string, options?: SendOptions): Promise<Response>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly as?: keyof typeof PEOPLE;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const EMPLOYER = '91990000DEM0000044';

const PEOPLE = {
  clerk: ['agency', AGENCY, 'clerk'],
  signer: ['agency', AGENCY, 'signer'],
  otherSigner: ['agency', OTHER_AGENCY, 'signer'],
  officer: ['authority', 'authority', 'officer'],
  approver: ['authority', 'authority', 'approver'],
  auditor: ['authority', 'authority', 'auditor'],
  employer: ['employer', EMPLOYER, 'employer'],
} as const satisfies Record<string, readonly [OrganisationKind, string, Role]>;

export async function openWorld({
  vcApi,
  allowedHosts = [],
  origin = ORIGIN,
  clock = () => NOW,
  ...options
}: Pick<AppDeps, 'readiness' | 'lookupLimit' | 'clientAddress' | 'monitoring' | 'metrics'> & {
  vcApi?: boolean;
  allowedHosts?: readonly string[];
  origin?: string;
  clock?: () => number;
} = {}): Promise<World> {
  const store = await openSqlite(':memory:');
  const signer = createLocalSigner({ kek: random(32), random });
  const vault = await openVault(store, signer, random);
  const lines: string[] = [];
  const log: Deps['log'] = (level, event, fields) => void lines.push(JSON.stringify({ level, event, ...fields }));
  const settings = { origin, timeZone: 'Asia/Shanghai', allowedHosts, vcApi };
  const deps: Deps = {
    store,
    signer,
    vault,
    clock,
    random,
    log,
    settings,
    lists: createListCache(),
    fonts: createFonts(),
  };
  await initialise(deps, {
    authority: { name: { zh: '示范主管部门', en: 'Demo Authority' }, uscc: '91350100M000100Y43' },
  });
  const keys = await makeKeys(deps);
  const officer = {
    kind: 'authority',
    organisation: 'authority',
    roles: ['officer'],
    person: 'officer',
    key: '-',
  } as const;
  for (const [code, uscc] of [
    [AGENCY, '52990000DEM000002Y'],
    [OTHER_AGENCY, '91990000DEM0000031'],
  ] as const) {
    const name = { zh: `评价机构 ${code}`, en: `Agency ${code}` };
    await registerAgency(deps, officer, { code, uscc, name, record: { from: '2020-01-01', reason: 'test', scope } });
  }
  await registerEmployer(deps, officer, { code: EMPLOYER, name: { zh: '用人单位', en: 'Employer' } });
  const app = createApp({ ...deps, ...options });
  return {
    deps,
    lines,
    async send(method, path, { as, body, headers = {} } = {}) {
      const all = new Headers({ ...(as ? { authorization: `Bearer ${keys.get(as)}` } : {}), ...headers });
      if (body === undefined) return app.request(path, { method, headers: all });
      if (typeof body !== 'string' && !all.has('content-type')) all.set('content-type', 'application/json');
      return app.request(path, { method, headers: all, body: typeof body === 'string' ? body : JSON.stringify(body) });
    },
    close: () => store.close(),
  };
}

async function makeKeys(deps: Deps): Promise<Map<string, string>> {
  const made = Object.entries(PEOPLE).map(async ([person, [kind, organisation, role]]) => {
    const { key } = await createApiKey(deps, { kind, organisation, roles: [role], person, days: 30 });
    return [person, key] as const;
  });
  return new Map(await Promise.all(made));
}

/** The example of the contract, for a person of one's own. */
export function requestFor(name: string): typeof REQUEST_EXAMPLE {
  return { ...REQUEST_EXAMPLE, holder: { ...REQUEST_EXAMPLE.holder, name } };
}
