import { expect, test } from 'vitest';
import { typeReference } from '../../src/credential/sd-jwt-metadata.ts';

test('the type metadata of certificates that are out there is the same to the byte', async () => {
  const template = { id: 'skill-level-cn', version: 1, name: { zh: '职业技能等级证书', en: 'Certificate' } };
  // Copies name this digest: a change to the text would make every wallet that checks it refuse them.
  expect(await typeReference('https://cert.example', template)).toEqual({
    vct: 'https://cert.example/vct/skill-level-cn/1',
    'vct#integrity': 'sha256-VZhGI34V0F9yccwp3ExCHYZjX5UA8gsPjPsHR1JwGqo=',
  });
});
