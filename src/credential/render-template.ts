/**
 * The picture of a certificate that wallets draw (W3C VC Render Method, suite `svg-mustache`): an SVG with holes for what the
 * credential says. What is published under a name never changes, since certificates name it with its digest: a new
 * picture is a new name.
 */

const INK = '#2b2b2b';
const RED = '#b4281e';
const SERIF = "font-family=\"'Noto Serif SC','Songti SC',SimSun,serif\"";

/** Text that is one value, or a list with a language each. */
function text(path: string, plain: boolean): string {
  return plain ? `{{${path}}}` : `{{#${path}}}{{@value}}  {{/${path}}}`;
}

function line(y: number, label: string, value: string): string {
  return (
    `<text x="120" y="${y}" font-size="13" fill="#777">${label}</text>` +
    `<text x="300" y="${y}" font-size="16" fill="${INK}">${value}</text>`
  );
}

/** `badge`: for certificates that are Open Badges, whose names are plain text. */
function svg(badge: boolean): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 842 595" role="img" ${SERIF}>
<rect width="842" height="595" fill="#fffdf8"/>
<rect x="20" y="20" width="802" height="555" fill="none" stroke="${RED}" stroke-width="3"/>
<rect x="28" y="28" width="786" height="539" fill="none" stroke="${RED}" stroke-width="1"/>
<g transform="translate(389 52) scale(2)"><rect width="32" height="32" rx="6" fill="${RED}"/><path d="M14 8.5L8.5 10v12.5l6-1.5M8.5 15.5H14M18 24.5V9.5h6v9.5l-2.5 1" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></g>
<text x="421" y="160" text-anchor="middle" font-size="20" fill="${RED}">${text('name', badge)}</text>
<text x="421" y="222" text-anchor="middle" font-size="38" fill="${INK}">{{credentialSubject.name}}</text>
<text x="421" y="246" text-anchor="middle" font-size="14" fill="#777">{{credentialSubject.nameLatin}}</text>
${line(296, '职业 Occupation', text('credentialSubject.occupation.name', false))}
${line(328, '等级 Level', text('credentialSubject.level.name', false))}
${line(360, '证书编号 Number', '{{number}}-{{numberCheck}}')}
${line(392, '证件 Identity', '{{credentialSubject.identity.masked}}')}
${line(424, '评价日期 Assessed', '{{credentialSubject.assessment.assessedOn}}')}
${line(456, '发证日期 Issued', '{{issuedOn}}')}
${line(488, '有效期至 Valid until', '{{validUntil}}{{^validUntil}}长期 no end{{/validUntil}}')}
<text x="722" y="530" text-anchor="end" font-size="15" fill="${INK}">${text('issuer.name', badge)}</text>
<text x="120" y="552" font-size="11" fill="#777">{{id}}</text>
</svg>
`;
}

const FILES: ReadonlyMap<string, string> = new Map([
  ['certificate-1.svg', svg(false)],
  ['badge-1.svg', svg(true)],
]);

/** Multihashes (SHA-256) of the files as multibase base64url; a test compares them with what the files are. */
const DIGESTS = {
  'certificate-1.svg': 'uEiDEDO4oEUzHevbqDtVOxXK3EPHBWn315JphUpIDevZguw',
  'badge-1.svg': 'uEiCvsYQWGcRdiv8OJ7Fcsn4Km9Xy8wrnUzZfNbRpA8TPog',
} as const;

export type RenderTemplate = keyof typeof DIGESTS;

/** A template as SVG text, for `GET /render/{name}` and for our own drawing. */
export function renderTemplate(name: string): string | undefined {
  return FILES.get(name);
}

/** What a certificate says of its picture. */
export function renderMethod(origin: string, name: RenderTemplate): Record<string, unknown> {
  return {
    type: 'TemplateRenderMethod',
    renderSuite: 'svg-mustache',
    name: 'Certificate',
    template: { id: `${origin}/render/${name}`, mediaType: 'image/svg+xml', digestMultibase: DIGESTS[name] },
  };
}
