import type { Instant, LocalDate } from '../core/calendar.ts';
import { type Certificate, printedNumber } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { checkGlyphs } from '../core/glyphs.ts';
import type { LanguageText } from '../core/language.ts';
import type { Layout } from '../core/layout.ts';
import { route } from '../core/lists.ts';
import type { Credential, LanguageValue } from '../credential/build.ts';
import { layoutOf } from './layout.ts';
import { present } from './present.ts';

/** All that a certificate on paper shows and carries. */
export interface Paper {
  readonly layout: Layout;
  readonly kind: LanguageText;
  /** As printed, with its check character. */
  readonly number: string;
  readonly holder: { readonly name: string; readonly nameLatin?: string; readonly maskedId: string };
  readonly occupation: { readonly code: string; readonly name: LanguageText };
  readonly jobDirection?: LanguageText;
  readonly level: LanguageText;
  readonly standard?: LanguageText;
  readonly route?: LanguageText;
  readonly assessedOn: LocalDate;
  readonly scores: Readonly<Partial<Record<'theory' | 'practical' | 'comprehensive', string>>>;
  readonly issuedOn: LocalDate;
  readonly validUntil?: LocalDate;
  readonly issuer: { readonly code: string; readonly name: LanguageText };
  readonly authority: LanguageText;
  /** Where it can be checked, as people type it, e.g. `cert.example`. */
  readonly host: string;
  /** The text of the QR code. */
  readonly code: string;
  /** The signed credential, application/vc. */
  readonly credential: string;
  readonly signedAt: Instant;
}

/**
 * What the certificate says on paper, from the document that was signed, in the layout that its agency chose. Throws
 * `not_acceptable` for a name that cannot be printed: since issuing refuses it, one from before a change of fonts.
 */
export async function paper(
  deps: Pick<Deps, 'store' | 'vault' | 'settings'>,
  certificate: Certificate,
): Promise<Paper> {
  const [authority, layout, shown] = await Promise.all([
    deps.store.authority(),
    layoutOf(deps, certificate.agency),
    present(deps, certificate),
  ]);
  if (!authority) throw new Error('a certificate without an authority');
  const credential = shown.credential as unknown as Credential;
  const { name, nameLatin, identity, occupation, jobDirection, level, standard, assessment } =
    credential.credentialSubject;
  if (checkGlyphs(name)) throw new YinzhengError('not_acceptable', 'The font of certificates cannot print this name.');
  const routeName = route(assessment.route)?.name;
  return {
    layout,
    kind: languages(credential.name),
    number: printedNumber(certificate),
    holder: { name, ...(nameLatin !== undefined && { nameLatin }), maskedId: identity.masked },
    occupation: { code: occupation.code, name: languages(occupation.name) },
    ...(jobDirection !== undefined && { jobDirection: languages(jobDirection) }),
    level: languages(level.name),
    ...(standard && { standard: languages(standard.name) }),
    ...(routeName && { route: routeName }),
    assessedOn: assessment.assessedOn,
    scores: assessment.scores ?? {},
    issuedOn: credential.issuedOn,
    ...(certificate.validUntil !== undefined && { validUntil: certificate.validUntil }),
    issuer: { code: certificate.agency, name: languages(credential.issuer.name) },
    authority: authority.name,
    host: new URL(deps.settings.origin).host,
    code: layout.code === 'seal' ? shown.seal : shown.verifyUrl,
    credential: JSON.stringify(shown.credential),
    signedAt: certificate.signedAt,
  };
}

/** Text without a language stands for both. */
export function languages(text: string | readonly LanguageValue[]): LanguageText {
  if (typeof text === 'string') return { zh: text, en: text };
  const named = Object.fromEntries(text.map((value) => [value['@language'], value['@value']]));
  return { ...named, zh: named.zh ?? '', en: named.en ?? named.zh ?? '' };
}
