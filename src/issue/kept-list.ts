/** What is kept of a signed list: the text that both of its forms have in common once. */
import type { KeptList, PublishedList } from '../core/status.ts';
import { joinJwt } from '../credential/vc-jose.ts';

export function keptList({ jwt, ...list }: PublishedList): KeptList {
  if (list.credential === '') return { ...list, detached: jwt };
  const [header, , signature] = jwt.split('.');
  return { ...list, detached: `${header}..${signature}` };
}

/** The list, byte for byte as it was signed. */
export function wholeList({ detached, ...list }: KeptList): PublishedList {
  return { ...list, jwt: list.credential === '' ? detached : wholeJwt(list.credential, detached) };
}

/** The payload is the credential without its proof, which stands behind all else. */
export function wholeJwt(credential: string, detached: string): string {
  const { proof: _, ...document } = JSON.parse(credential);
  const [header = '', signature = ''] = detached.split('..');
  return joinJwt(JSON.stringify(document), { header, signature });
}
