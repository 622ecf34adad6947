import { KEY_ALGORITHMS } from '../../core/key.ts';
import { rotateKey } from '../../registry/keys.ts';
import { command } from './command.ts';
import { operator, withRegister } from './operator.ts';

export const keyRotate = command({
  meta: { name: 'rotate', description: 'Make a new signing key; the active one retires and its signatures stay good' },
  args: {
    owner: { type: 'positional', required: true, description: '`authority`, or the record code of an agency' },
    algorithm: {
      type: 'enum',
      options: [...KEY_ALGORITHMS],
      default: 'Ed25519',
      description: 'Ed25519 signs credentials, ES256 signs JWTs and QR codes, ES384 signs what is asked for with it',
    },
  },
  run: ({ owner, algorithm }) =>
    withRegister(async (deps) => {
      const key = await rotateKey(deps, operator(), { owner, algorithm });
      return { json: key, text: `${owner} now signs with ${key.algorithm} key ${key.id}.` };
    }),
});
