/** What wallets read before they ask (OpenID4VCI 1.0 section 12, RFC 8414). */
import type { Deps } from '../../core/deps.ts';
import type { Template } from '../../core/template.ts';
import { BATCH_SIZE, configurationsOf, type WalletFormat } from '../../core/wallet.ts';
import { isBadge } from '../../credential/build.ts';
import { CREDENTIALS_V2, certificateContextUrl } from '../../credential/contexts.ts';
import { BADGE_TYPE, OPEN_BADGES } from '../../credential/open-badge.ts';
import { typeUrl } from '../../credential/sd-jwt-claims.ts';
import { claimDescriptions, inLocales } from '../../credential/sd-jwt-metadata.ts';
import { PRE_AUTHORIZED } from './offer.ts';

/** Paths of the calls, which the app must have. */
export const WALLET_PATHS = {
  token: '/wallet/token',
  nonce: '/wallet/nonce',
  credential: '/wallet/credential',
  deferred: '/wallet/deferred',
  notification: '/wallet/notification',
} as const;

/** Names of algorithms for key proofs, as RFC 9864 and RFC 8037 have them. */
const PROOF_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** `/.well-known/openid-credential-issuer`. */
export async function issuerMetadata({
  store,
  settings,
}: Pick<Deps, 'store' | 'settings'>): Promise<Record<string, unknown>> {
  const { origin } = settings;
  const [authority, templates] = await Promise.all([store.authority(), store.templates()]);
  return {
    credential_issuer: origin,
    credential_endpoint: origin + WALLET_PATHS.credential,
    nonce_endpoint: origin + WALLET_PATHS.nonce,
    deferred_credential_endpoint: origin + WALLET_PATHS.deferred,
    notification_endpoint: origin + WALLET_PATHS.notification,
    batch_credential_issuance: { batch_size: BATCH_SIZE },
    ...(authority && { display: inLocales(authority.name) }),
    credential_configurations_supported: Object.fromEntries(
      templates.flatMap((template) =>
        configurationsOf(template).map(({ name, format }) => [name, configuration(origin, template, format)]),
      ),
    ),
  };
}

/** `/.well-known/oauth-authorization-server`. Wallets are not registered, and have no secret. */
export function authorizationServer({ settings: { origin } }: Pick<Deps, 'settings'>): Record<string, unknown> {
  return {
    issuer: origin,
    token_endpoint: origin + WALLET_PATHS.token,
    grant_types_supported: [PRE_AUTHORIZED],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['none'],
    'pre-authorized_grant_anonymous_access_supported': true,
  };
}

function configuration(origin: string, template: Template, format: WalletFormat): Record<string, unknown> {
  const { id, version, name } = template;
  const display = inLocales(name);
  if (format === 'ldp_vc') {
    const badge = isBadge(template);
    return {
      format,
      credential_definition: {
        '@context': [CREDENTIALS_V2, ...(badge ? [OPEN_BADGES] : []), certificateContextUrl(origin)],
        type: ['VerifiableCredential', 'VocationalCertificate', ...(badge ? [BADGE_TYPE] : [])],
      },
      credential_signing_alg_values_supported: ['eddsa-rdfc-2022'],
      credential_metadata: { display },
    };
  }
  return {
    format,
    vct: typeUrl(origin, id, version),
    cryptographic_binding_methods_supported: ['jwk', 'did:key', 'did:jwk'],
    credential_signing_alg_values_supported: ['ES256'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: PROOF_ALGORITHMS } },
    credential_metadata: { display, claims: claimDescriptions() },
  };
}
