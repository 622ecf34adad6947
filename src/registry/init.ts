import type { Deps } from '../core/deps.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { shippedLevelSchemes, shippedOccupations, shippedSubsidies, shippedTemplates } from '../core/lists.ts';
import type { Authority, Write } from '../core/ports.ts';
import { SYSTEM } from '../core/record-event.ts';
import { checkUscc } from '../lib/check-digits.ts';
import { firstKeys } from './keys.ts';

/**
 * Makes the register: the authority with its keys, and the occupations, levels, templates and rules for subsidies that ship with Yinzheng. All or
 * nothing. Throws `conflict` when there is an authority already.
 */
export async function initialise(
  deps: Deps,
  { authority }: { readonly authority: Omit<Authority, 'origin'> },
): Promise<void> {
  if (!checkUscc(authority.uscc)) {
    throw invalidRequest([{ pointer: '/uscc', rule: 'GB 32100', message: 'is no unified social credit code' }]);
  }
  if (await deps.store.authority()) throw new YinzhengError('conflict', 'This register has an authority already.');
  const writes: Write[] = [
    { write: 'authority.put', authority: { ...authority, origin: deps.settings.origin } },
    ...shippedLevelSchemes().map((scheme): Write => ({ write: 'levels.add', scheme })),
    ...shippedOccupations().map((occupation): Write => ({ write: 'occupation.add', occupation })),
    ...shippedTemplates().map((template): Write => ({ write: 'template.add', template })),
    ...shippedSubsidies().map((catalogue): Write => ({ write: 'subsidy.catalogue', catalogue })),
    ...(await firstKeys(deps, SYSTEM, AUTHORITY)),
  ];
  await deps.store.commit(writes);
}

/**
 * Throws `invalid_configuration` when the register was made for another origin than this process is set to: certificates
 * would be issued under names that nothing answers for.
 */
export async function requireOrigin({ store, settings }: Pick<Deps, 'store' | 'settings'>): Promise<void> {
  const made = (await store.authority())?.origin;
  if (made === undefined || made === settings.origin) return;
  throw new YinzhengError(
    'invalid_configuration',
    `This register was made for ${made}, which stands in all its certificates, but ORIGIN (or PORT) says ` +
      `${settings.origin}. Set it back, or set DATA_DIR or DATABASE_URL to another register.`,
  );
}
