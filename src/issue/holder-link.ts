import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import type { LanguageText } from '../core/language.ts';
import { recordReads } from '../core/record-read.ts';
import type { Credential } from '../credential/build.ts';
import { formsOf } from './forms.ts';
import { languages } from './paper.ts';
import { ownCertificate } from './share.ts';

/** What an agency hands to a holder: the link of their certificate, and a message that it can send as it is. */
export interface HolderLink {
  readonly url: string;
  /** The small QR code of the link, as images. */
  readonly qr: { readonly svg: string; readonly png: string };
  readonly pdf: string;
  /** Electronic forms, by format. */
  readonly files: Readonly<Record<string, string>>;
  readonly message: LanguageText;
}

/** Whoever has the link sees the certificate and may share copies of it, so only those get it who may do that for the holder. */
export async function holderLink(
  deps: Pick<Deps, 'store' | 'vault' | 'clock' | 'random' | 'log' | 'settings'>,
  actor: Actor,
  id: string,
): Promise<HolderLink> {
  const { store, vault, settings } = deps;
  const certificate = await ownCertificate(deps, actor, id);
  await recordReads(deps, actor, [{ subject: id, owner: certificate.agency, data: { what: 'link' } }]);
  const url = `${settings.origin}/v/${await vault.tokenOf(id)}`;
  const { name, issuer } = JSON.parse(certificate.document) as Credential;
  const [zh, en] = (['zh', 'en'] as const).map((language) => {
    return { kind: languages(name)[language], issuer: languages(issuer.name)[language] };
  });
  return {
    url,
    qr: { svg: `${url}/qr.svg?code=small`, png: `${url}/qr.png?code=small` },
    pdf: `${url}/certificate.pdf`,
    files: Object.fromEntries(
      (await formsOf({ store }, certificate)).map((form) => [
        form,
        `${url}/credential?format=${encodeURIComponent(form)}`,
      ]),
    ),
    message: {
      zh: `${certificate.holderName}：您的《${zh?.kind}》已由${zh?.issuer}签发。查看、下载或向他人出示：${url} 。此链接由您保管，请勿公开。`,
      en: `${certificate.holderName}: your ${en?.kind} was issued by ${en?.issuer}. See it, download it or show it to others: ${url} . Keep this link to yourself.`,
    },
  };
}
