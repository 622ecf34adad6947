/** The real app on a loopback port, with a register in memory, and ways to break its answers. Nobody in it exists. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../src/app.ts';
import type { Actor, Role } from '../../src/core/actor.ts';
import { dateAt } from '../../src/core/calendar.ts';
import type { CertificateRequest } from '../../src/core/certificate.ts';
import type { Deps } from '../../src/core/deps.ts';
import { activeKey } from '../../src/core/key.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import { parseSealText, readSeal, type SealFacts, sealText, signSeal } from '../../src/credential/seal.ts';
import { REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import { changeStatus, type StatusChange } from '../../src/issue/change-status.ts';
import { issue } from '../../src/issue/issue.ts';
import { type Presented, present } from '../../src/issue/present.ts';
import { replace } from '../../src/issue/replace.ts';
import { recordStanding, registerAgency } from '../../src/registry/agencies.ts';
import { initialise } from '../../src/registry/init.ts';
import { openVault } from '../../src/registry/vault.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';

export const AGENCY = 'S000033000107';

export interface Service {
  readonly origin: string;
  readonly deps: Deps;
  /** Method and path of every request so far, with the body's text where there was one. */
  readonly asked: string[];
  /** Requests to paths that begin so never get an answer, or get a 503. Undefined: all is well again. */
  breaks(prefix: string | undefined, how?: 'hang' | 'fail'): void;
  issue(change?: Partial<CertificateRequest>): Promise<Presented>;
  act(certificate: Presented, who: 'agency' | 'authority', change: StatusChange): Promise<void>;
  replace(certificate: Presented): Promise<Presented>;
  /** The code of a certificate with other facts, signed by the agency's own key: what no register would issue. */
  sealOf(certificate: Presented, facts: Partial<SealFacts>): Promise<string>;
  /** From today on. */
  cancelAgency(): Promise<void>;
  stop(): Promise<void>;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const actor = (kind: Actor['kind'], organisation: string, role: Role): Actor => ({
  kind,
  organisation,
  roles: [role],
  person: role,
  key: '-',
});
const OFFICER = actor('authority', 'authority', 'officer');
const SIGNER = actor('agency', AGENCY, 'signer');

export async function startService(): Promise<Service> {
  const place = await listen();
  const store = await openSqlite(':memory:');
  const signer = createLocalSigner({ kek: random(32), random });
  const settings = { origin: place.origin, timeZone: 'Asia/Shanghai', allowedHosts: [] };
  const vault = await openVault(store, signer, random);
  const log = () => {};
  const deps: Deps = { store, signer, vault, clock: Date.now, random, log, settings, lists: createListCache() };
  await furnish(deps);
  place.answerWith(createApp(deps).fetch);

  const issueOne = async (change: Partial<CertificateRequest> = {}): Promise<Presented> => {
    const [outcome] = await issue(deps, SIGNER, [{ request: { ...REQUEST_EXAMPLE, ...dates(), ...change } }]);
    if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('nothing was issued');
    return present(deps, outcome.certificate);
  };
  return {
    ...place,
    deps,
    issue: issueOne,
    async act({ id }, who, change) {
      await changeStatus(deps, who === 'agency' ? SIGNER : OFFICER, id, change);
    },
    async replace({ id }) {
      const request = { ...REQUEST_EXAMPLE, ...dates(), jobDirection: '人工智能算法测试员' };
      const outcome = await replace(deps, SIGNER, id, { request, reason: 'data_error' });
      if ('error' in outcome) throw outcome.error;
      return present(deps, outcome.certificate);
    },
    async sealOf({ seal }, facts) {
      const key = await signer.open(activeKey(await store.keys(AGENCY), 'ES256'));
      const { facts: own } = readSeal(parseSealText(seal) ?? new Uint8Array());
      return sealText(place.origin, await signSeal({ ...own, ...facts }, key));
    },
    async cancelAgency() {
      const from = dateAt(Date.now(), 'Asia/Shanghai');
      await recordStanding(deps, actor('authority', 'authority', 'approver'), AGENCY, {
        kind: 'cancel',
        from,
        reason: 'test',
      });
    },
    async stop() {
      await place.close();
      await store.close();
    },
  };
}

async function furnish(deps: Deps): Promise<void> {
  const authority = {
    name: { zh: '示范省职业技能主管部门（测试）', en: 'Demo Skills Authority (Test)' },
    uscc: '11990000DEM0000013',
  };
  await initialise(deps, { authority });
  const scope = { classification: 'CN-OCD', edition: '2022', occupations: ['4-04-05-05'], levelScheme: 'CN-SKILL' };
  await registerAgency(deps, OFFICER, {
    code: AGENCY,
    uscc: '52990000DEM000002Y',
    name: { zh: '之江职业技能评价中心（测试）', en: 'Zhijiang Vocational Skills Evaluation Centre (Test)' },
    record: { from: '2020-01-01', reason: 'test', scope: [{ ...scope, levels: ['4', '3'] }] },
  });
}

/** Examined and issued today. */
function dates(): Pick<CertificateRequest, 'issuedOn' | 'assessment'> {
  const today = dateAt(Date.now(), 'Asia/Shanghai');
  return { issuedOn: today, assessment: { ...REQUEST_EXAMPLE.assessment, assessedOn: today } };
}

type Fetch = (request: Request) => Response | Promise<Response>;

/** An HTTP server that notes what it is asked, and breaks where it is told to. */
async function listen() {
  const asked: string[] = [];
  let broken: { readonly prefix: string; readonly how: 'hang' | 'fail' } | undefined;
  let fetch: Fetch = () => new Response(null, { status: 503 });
  const server = createServer(
    getRequestListener(async (request) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname}${search} ${await request.clone().text()}`.trim());
      if (broken && pathname.startsWith(broken.prefix)) {
        if (broken.how === 'fail') return new Response('out of order', { status: 503 });
        await new Promise(() => {});
      }
      return fetch(request);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    asked,
    answerWith(answer: Fetch) {
      fetch = answer;
    },
    breaks(prefix: string | undefined, how: 'hang' | 'fail' = 'fail') {
      broken = prefix === undefined ? undefined : { prefix, how };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
