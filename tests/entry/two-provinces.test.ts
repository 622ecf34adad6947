/** Two deployments in processes of their own, over HTTPS on loopback: the one recognises the other by the command line. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, Workshop } from './yinzheng.ts';

const AGENCY = {
  code: 'S000033000107',
  uscc: '91350100M000100Y43',
  name: { zh: '示范评价机构', en: 'Example Assessment Agency' },
  record: {
    from: '2026-01-01',
    reason: 'Record notice 2026-07',
    scope: [
      {
        classification: 'CN-OCD',
        edition: '2022',
        occupations: ['4-04-05-05'],
        levelScheme: 'CN-SKILL',
        levels: ['3'],
      },
    ],
  },
};
const REQUEST = {
  template: 'skill-level-cn',
  holder: { name: '张伟', idType: 'cn.resident_id', idNumber: '11010519491231002X' },
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
  level: { scheme: 'CN-SKILL', code: '3' },
  assessment: { route: 'social_assessment', assessedOn: '2026-10-18', theory: 86, practical: 91 },
  issuedOn: '2026-11-01',
};

interface Said {
  readonly verdict: string;
  readonly authority?: { readonly origin: string; readonly name: { readonly zh: string } };
}

const certificates = new Workshop();
const [port, secondPort] = [await freePort(), await freePort()];
const origin = `https://localhost:${port}`;
const cert = join(certificates.folder, 'tls.crt');
const tls = { TLS_CERT: cert, TLS_KEY: join(certificates.folder, 'tls.key') };
/** Node believes a certificate that is none of the world's by this. */
const trusting = { NODE_EXTRA_CA_CERTS: cert };

const zhejiang = new Workshop({ ...tls, ...trusting, PORT: String(port) });
const anhui = new Workshop({ ...trusting, PORT: String(secondPort), ALLOWED_HOSTS: `localhost:${port}` });
let key: string;
let service: ReturnType<Workshop['start']>;

beforeAll(async () => {
  makeCertificate();
  for (const [workshop, name] of [
    [zhejiang, '浙江主管部门'],
    [anhui, '安徽主管部门'],
  ] as const) {
    workshop.json('init', '--name', name, '--name-en', 'Authority', '--uscc', '11990000DEM0000013');
  }
  zhejiang.json('agency', 'add', zhejiang.write('agency.json', AGENCY));
  service = zhejiang.start('node.mjs', {});
  for (let tries = 0; (await get('/readyz').catch(() => '')) === ''; tries++) {
    if (tries > 600 || service.exitCode !== null) throw new Error('the service does not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const document = JSON.parse(await get('/.well-known/did.json')) as {
    verificationMethod: { publicKeyMultibase?: string }[];
  };
  key = `did:key:${document.verificationMethod.find(({ publicKeyMultibase }) => publicKeyMultibase)?.publicKeyMultibase}`;
}, 120_000);
afterAll(async () => {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  for (const workshop of [certificates, zhejiang, anhui]) workshop.remove();
});

function makeCertificate(): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2', '-nodes'];
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', tls.TLS_KEY, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...pair, ...subject], { stdio: 'ignore' });
}

/** Over HTTPS, with the certificate checked. */
function get(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(origin + path, { ca: readFileSync(cert) }, async (response) => {
      resolve(await text(response));
    });
    call.on('error', reject).end();
  });
}

test('what one province issues, the other believes once it recognises its authority, as long as its lists answer', async () => {
  const { credential, seal } = zhejiang.json<{ credential: object; seal: string }>(
    'issue',
    zhejiang.write('request.json', REQUEST),
    '--agency',
    AGENCY.code,
  );
  const file = anhui.write('credential.json', credential);
  const verdict = (input: string): Said => JSON.parse(anhui.run('verify', input, '--json').out);

  expect(verdict(file).verdict).not.toBe('valid');
  expect(
    anhui.run('trust', 'add', origin, '--key', 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK').exit,
  ).not.toBe(0);
  expect(anhui.json('trust', 'add', origin, '--key', key)).toMatchObject({ origin, authority: { zh: '浙江主管部门' } });
  for (const form of [file, seal]) {
    expect(verdict(form)).toMatchObject({ verdict: 'valid', authority: { origin, name: { zh: '浙江主管部门' } } });
  }

  // Renewed while it runs: what asks believes the new one alone.
  makeCertificate();
  await expect.poll(() => get('/healthz').catch(String), { timeout: 30_000 }).not.toMatch(/Error/);

  service.kill('SIGTERM');
  await once(service, 'exit');
  expect(verdict(file)).toMatchObject({ verdict: 'status_unchecked', authority: { origin } });
}, 120_000);
