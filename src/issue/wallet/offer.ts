/** Offering a certificate to its holder's wallet (OpenID4VCI 1.0 section 4): pre-authorized, with a transaction code. */
import type { Actor } from '../../core/actor.ts';
import { DAY } from '../../core/calendar.ts';
import type { Certificate } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { overspent } from '../../core/employer.ts';
import { notFound, YinzhengError } from '../../core/errors.ts';
import { uuidv7 } from '../../core/ids.ts';
import type { Duty } from '../../core/jobs.ts';
import { eventWrite } from '../../core/record-event.ts';
import { purposeOf } from '../../core/status.ts';
import { configurationsOf, LINK_OFFER_MS, linkOffers, TX_DIGITS, type WalletOffer } from '../../core/wallet.ts';
import { layoutOf } from '../layout.ts';
import { HOLDER, heldCertificate, ownCertificate } from '../share.ts';
import { templateOf } from '../template-of.ts';

/** What a holder needs: the link for the wallet on this device, which as a code is for one on another, and what to type there. */
export interface Offered {
  readonly link: string;
  readonly txCode: string;
  readonly expiresAt: number;
}

export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/**
 * By the link of the certificate, so that copies have no birth date, as the page has none. Throws `not_found` for a token
 * that opens nothing, `conflict` where the link is no secret, and `rate_limited`.
 */
export async function offerAsHolder(deps: Deps, token: string): Promise<Offered> {
  const certificate = await heldCertificate(deps, token);
  if (await isOnPaper(deps, certificate)) {
    throw new YinzhengError('conflict', 'The link of this certificate is on its paper. Ask the agency for an offer.');
  }
  const allowance = linkOffers(certificate.id, deps.clock());
  if (!(await deps.store.spend(allowance, 1))) throw overspent(allowance, deps.clock());
  return offer(deps, HOLDER, certificate, { maker: 'link', lifetimeMs: LINK_OFFER_MS });
}

/** Whether whoever has the link may offer the certificate to a wallet now. */
export async function mayOffer(deps: Deps, certificate: Certificate): Promise<boolean> {
  const [ended, printed] = await Promise.all([isRevoked(deps, certificate), isOnPaper(deps, certificate)]);
  return !ended && !printed;
}

/** Layouts with the small code show the link to everybody who sees the paper, and a wallet is for the holder alone. */
async function isOnPaper(deps: Deps, { agency }: Certificate): Promise<boolean> {
  return (await layoutOf(deps, agency)).code === 'small';
}

/** For the holder, who gets link and transaction code from the agency on two ways. */
export async function offerForHolder(deps: Deps, actor: Actor, id: string, days: number): Promise<Offered> {
  return offer(deps, actor, await ownCertificate(deps, actor, id), { maker: 'agency', lifetimeMs: days * DAY });
}

async function offer(
  deps: Deps,
  by: Pick<Actor, 'person' | 'organisation'>,
  certificate: Certificate,
  { maker, lifetimeMs }: Pick<WalletOffer, 'maker'> & { readonly lifetimeMs: number },
): Promise<Offered> {
  const { store, clock, random, settings } = deps;
  const { id: subject, agency } = certificate;
  if (await isRevoked(deps, certificate)) {
    throw new YinzhengError('status_conflict', 'The certificate is revoked, so no wallet gets it any more.');
  }
  const id = uuidv7(clock, random);
  const txCode = digits(random(8));
  const createdAt = clock();
  const made: WalletOffer = {
    id,
    certificate: subject,
    agency,
    maker,
    txHash: await txHash(deps, id, txCode),
    createdAt,
    expiresAt: createdAt + lifetimeMs,
  };
  await store.commit([
    { write: 'wallet.offer', offer: made },
    eventWrite(deps, by, 'wallet.offered', { subject, owner: agency, data: { offer: id, until: made.expiresAt } }),
  ]);
  // By reference, since a code with all of the offer in it is too fine for many cameras.
  const uri = `${settings.origin}${OFFERS}/${id}`;
  const link = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(uri)}`;
  return { link, txCode, expiresAt: made.expiresAt };
}

export const OFFERS = '/wallet/offers';

/** What the link leads to (section 4.1.3). Throws `not_found` alike for none and for one that has ended. */
export async function readOffer(deps: Deps, id: string): Promise<Record<string, unknown>> {
  const { store, vault, clock, settings } = deps;
  const found = await store.walletOffer(id);
  if (!found || clock() >= found.expiresAt) throw notFound();
  const certificate = await store.certificate(found.certificate);
  if (!certificate) throw new Error('an offer without its certificate');
  return {
    credential_issuer: settings.origin,
    credential_configuration_ids: configurationsOf(await templateOf(store, certificate)).map(({ name }) => name),
    grants: {
      [PRE_AUTHORIZED]: {
        'pre-authorized_code': await vault.tokenOf(id),
        tx_code: { input_mode: 'numeric', length: TX_DIGITS },
      },
    },
  };
}

/** A replaced certificate is revoked too. */
export async function isRevoked({ store }: Pick<Deps, 'store'>, certificate: Certificate): Promise<boolean> {
  return (await store.marks(certificate)).some(({ kind }) => purposeOf(kind) === 'revocation');
}

/** Keyed: whoever has the database would soon have tried out six digits. */
export function txHash({ vault }: Pick<Deps, 'vault'>, offer: string, txCode: string): Promise<string> {
  return vault.digest(['offer', offer, txCode].join('\n'));
}

/** Decimal digits, as good as equally likely: of 2⁶⁴ numbers a million makes no visible difference. */
function digits(bytes: Uint8Array): string {
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(number % 10n ** BigInt(TX_DIGITS)).padStart(TX_DIGITS, '0');
}

/** Removes offers, grants and nonces a day after their end. */
export const forgetOffersDuty: Duty = {
  name: 'wallet.forget',
  everyMs: DAY / 24,
  async run({ store, clock }) {
    await store.commit([{ write: 'wallet.forget', before: clock() - DAY }]);
    return 0;
  },
};
