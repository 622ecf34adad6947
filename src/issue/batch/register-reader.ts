import type { CertificateRequest } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { type Register, readRegister } from '../read-register.ts';

/** So many different templates, schemes and occupations does no exam have. More of them are not looked up. */
const MOST = 200;

/** Reads what the rows of one file need to know, as they come: each thing once, however many rows name it. */
export function registerReader(
  deps: Pick<Deps, 'store'>,
  agency: string,
): (requests: readonly CertificateRequest[]) => Promise<Register> {
  const seen = new Set<string>();
  const registers: Register[] = [];
  const first = <T>(find: (register: Register) => T | undefined): T | undefined => {
    for (const register of registers) {
      const found = find(register);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return async (requests) => {
    const fresh = requests.filter((request) => {
      const key = JSON.stringify([request.template, request.level.scheme, request.occupation]);
      if (seen.has(key) || seen.size >= MOST) return false;
      seen.add(key);
      return true;
    });
    if (fresh.length > 0 || registers.length === 0) registers.push(await readRegister(deps, agency, fresh));
    const [base] = registers;
    if (!base) throw new Error('a register that was not read');
    return {
      ...base,
      template: (id) => first((register) => register.template(id)),
      occupation: (ref) => first((register) => register.occupation(ref)),
      levelScheme: (code) => first((register) => register.levelScheme(code)),
      standards: (ref) => first((register) => (register.occupation(ref) ? register.standards(ref) : undefined)) ?? [],
    };
  };
}
