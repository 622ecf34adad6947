import type { Store } from '../core/ports.ts';
import type { Verification } from '../core/verdict.ts';

/** A seal has room for codes and hardly for names. Codes are what was signed; what they are called, the register says. */
export async function withNames(
  store: Pick<Store, 'occupation' | 'levelScheme'>,
  verification: Verification,
): Promise<Verification> {
  const { certificate } = verification;
  if (!certificate?.occupation || !certificate.level) return verification;
  const { occupation, level } = certificate;
  const [known, scheme] = await Promise.all([store.occupation(occupation), store.levelScheme(level.scheme)]);
  const levelName = scheme?.levels.find(({ code }) => code === level.code)?.name;
  return {
    ...verification,
    certificate: {
      ...certificate,
      ...(known && { occupation: { ...occupation, name: known.name } }),
      ...(levelName && { level: { ...level, name: levelName } }),
    },
  };
}
