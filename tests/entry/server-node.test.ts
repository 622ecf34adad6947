import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { listen, serverOf } from '../../src/entry/server-node.ts';
import { freePort } from './yinzheng.ts';

test('a renewed certificate is taken without a new start, and not before its key fits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yinzheng-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  for (const name of ['first', 'second']) {
    const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', ...files];
    execFileSync('openssl', [...made, '-subj', `/CN=${name}`, '-days', '2', '-nodes'], { stdio: 'ignore' });
  }
  const take = (name: string, kind: 'crt' | 'key') =>
    copyFileSync(join(folder, `${name}.${kind}`), kind === 'crt' ? cert : key);
  take('first', 'crt');
  take('first', 'key');
  const { server, renew } = serverOf({ tls: { certFile: cert, keyFile: key } }, (_, answer) => answer.end());
  const port = await freePort();
  await listen(server, { host: '127.0.0.1', port });
  onTestFinished(() => void server.close());
  const shown = async () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN;
  };

  renew();
  expect(await shown()).toBe('first');
  take('second', 'crt');
  expect(renew).toThrow(/TLS_CERT and TLS_KEY cannot be used/);
  expect(await shown()).toBe('first');
  take('second', 'key');
  renew();
  expect(await shown()).toBe('second');
  rmSync(key);
  expect(renew).toThrow(/TLS_KEY.*ENOENT/);
  expect(await shown()).toBe('second');
});
