import type { Store } from '../core/ports.ts';
import type { VerifiedCertificate } from '../core/verdict.ts';

/** Who knows what codes are called. */
export type Names = Pick<Store, 'occupation' | 'levelScheme'>;

/** A seal has room for codes and hardly for names. Codes are what was signed; what they are called, the register says. */
export async function namesFor(
  names: Names,
  { occupation, level }: VerifiedCertificate,
): Promise<Pick<VerifiedCertificate, 'occupation' | 'level'>> {
  if (!occupation || !level) return {};
  const [known, scheme] = await Promise.all([names.occupation(occupation), names.levelScheme(level.scheme)]);
  const levelName = scheme?.levels.find(({ code }) => code === level.code)?.name;
  return {
    ...(known && { occupation: { ...occupation, name: known.name } }),
    ...(levelName && { level: { ...level, name: levelName } }),
  };
}
