import { describe, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import { CHECK_IDS, VERDICT_CODES } from '../../src/core/verdict.ts';
import { ASSETS } from '../../src/render/assets/assets.ts';
import { certificatePage } from '../../src/render/pages/certificate.ts';
import { checkPage } from '../../src/render/pages/check.ts';
import { landingPage } from '../../src/render/pages/landing.ts';
import { missingPage } from '../../src/render/pages/missing.ts';
import type { Language } from '../../src/render/words.ts';
import strings from '../vectors/blns.json' with { type: 'json' };

const AT = '2026-11-20T08:00:00Z';
const PLACE = { origin: 'https://cert.example', timeZone: 'Asia/Shanghai' };
const LANGUAGES: readonly Language[] = ['zh', 'en'];

const certificate = {
  printedNumber: 'S000033000107263000042-E',
  name: { zh: '职业技能等级证书', en: 'Vocational skill level certificate' },
  holder: { name: '张伟', maskedId: '1101**********002X' },
  occupation: {
    classification: 'CN-OCD',
    edition: '2022',
    code: '4-04-05-05',
    name: { zh: '人工智能训练师', en: 'AI trainer' },
  },
  level: { scheme: 'CN-SKILL', code: '3', name: { zh: '高级工', en: 'Senior' } },
  issuedOn: '2026-11-01',
  validUntil: '2027-10-31',
  issuer: { id: 'did:web:x', code: 'S000033000107', name: { zh: '示范评价中心', en: 'Example Centre' } },
};

const checks = CHECK_IDS.map((id) => ({ id, result: 'pass' as const, at: AT }));
const valid: Verification = { verdict: 'valid', checks, certificate };

function page(verification: Verification, language: Language = 'zh'): string {
  const view = { verification, language, timeZone: 'Asia/Shanghai', host: 'cert.example', at: Date.parse(AT) };
  return String(
    certificatePage({ ...view, token: 'mfrggzdfmztwq2lknnwg23tpoa', offers: true, forms: ['vc+jwt', 'dc+sd-jwt'] }),
  );
}

/** The text between the tags, as a reader sees it. */
function visible(html: string): string {
  const text = html.replaceAll(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<[^>]*>/g, ' ');
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}

describe('the page of a certificate', () => {
  test('names every fact, every check, the host and the time', () => {
    const text = visible(page(valid));
    const facts = [
      '有效',
      '张伟',
      '1101**********002X',
      '人工智能训练师',
      'CN-OCD 2022 4-04-05-05',
      '高级工',
      '示范评价中心',
    ];
    const others = [
      'S000033000107263000042-E',
      '2026-11-01',
      '2027-10-31',
      'cert.example',
      '2026年11月20日',
      '16:00:00',
    ];
    for (const shown of [...facts, ...others, '格式', '签名', '发证资格', '证书状态']) expect(text).toContain(shown);
    expect(text.match(/通过/g)).toHaveLength(6);
  });

  test('reads in English', () => {
    const text = visible(page(valid, 'en'));
    for (const shown of ['Valid', 'AI trainer', 'Senior', 'Example Centre', '20 November 2026'])
      expect(text).toContain(shown);
    expect(text.replaceAll(/张伟|中文/g, '')).not.toMatch(/\p{Script=Han}/u);
  });

  test('says who revoked it, since when, why and with what effect', () => {
    const html = page({
      ...valid,
      verdict: 'revoked',
      by: 'authority',
      since: AT,
      reason: 'misuse',
      effect: 'from_date',
      effectiveFrom: '2026-11-18',
    });
    for (const shown of ['已撤销', '主管部门', '2026年11月20日', '违规使用证书', '2026-11-18'])
      expect(visible(html)).toContain(shown);
    expect(html).toContain('class="verdict bad"');
  });

  test('links to the newer certificate, and only to a web address', () => {
    const replaced = (replacedBy: string) => page({ ...valid, verdict: 'replaced', replacedBy });
    expect(replaced('https://cert.example/v/x')).toContain('<a href="https://cert.example/v/x">查看新证书</a>');
    for (const address of ['javascript:alert(1)', 'data:text/html,x']) expect(replaced(address)).not.toContain(address);
  });

  test.each(VERDICT_CODES)('shows %s with icon, word and colour, and no blank left open', (verdict) => {
    for (const language of LANGUAGES) {
      const html = page({ ...valid, verdict, asOf: AT }, language);
      expect(html).toMatch(
        /<div role="status"><section class="verdict (good|caution|bad|neutral)">\s*<div class="word"><span class="badge"><svg/,
      );
      expect(visible(html)).not.toMatch(/[{}]|undefined/);
    }
  });

  test('without a certificate shows no claims', () => {
    const text = visible(page({ verdict: 'not_authentic', checks }));
    expect(text).toContain('签名不符');
    expect(text).not.toMatch(/姓名|证书内容/);
  });

  test('words a notice, and shows one that it has no words for', () => {
    const text = visible(page({ ...valid, notices: ['issuer_not_recorded_now', 'something_new'] }));
    expect(text).toContain('发证机构在发证之日已经备案');
    expect(text).toContain('something_new');
  });
});

/** A page on which everything that somebody could have chosen is the same text. */
function pageOf(text: string): string {
  const name = { zh: text, en: text };
  return page({
    verdict: 'revoked',
    checks: checks.map((check) => ({ ...check, detail: text })),
    certificate: {
      name,
      number: text,
      holder: { name: text, nameLatin: text, maskedId: text },
      occupation: { classification: text, edition: text, code: text, name },
      jobDirection: text,
      level: { scheme: text, code: text, name },
      assessedOn: text,
      issuedOn: text,
      validUntil: text,
      issuer: { id: text, name },
    },
    reason: text,
    effectiveFrom: text,
    notices: [text],
  });
}

/** The tags of a page with the names of their attributes. */
function markup(html: string): string[] {
  return [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, ''));
}

test('text that strangers chose stays text, wherever it stands', () => {
  const plain = markup(pageOf('x'));
  for (const naughty of strings.filter((text) => text !== '')) {
    const html = pageOf(naughty);
    expect(markup(html), naughty).toEqual(plain);
    expect(visible(html)).toContain(naughty);
  }
});

describe('every page', () => {
  const pages = LANGUAGES.flatMap((language) => [
    landingPage(language),
    checkPage(language, PLACE),
    missingPage(language),
    page(valid, language),
  ]).map(String);

  test('loads only what we serve', () => {
    for (const html of pages) {
      for (const [, file] of html.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g))
        expect(ASSETS.has(file ?? ''), file).toBe(true);
      for (const [, url] of html.matchAll(/(?:src|href|action)="([^"]+)"/g)) expect(url).toMatch(/^[/#?]/);
      expect(html).not.toMatch(/\sstyle=|\son\w+=|<script>/);
    }
    for (const [name, { body }] of ASSETS) {
      // Contexts are called by addresses, and pinned; that it asks nobody for them is seen in tests/browser.
      if (name !== 'credential.js') expect(body, name).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org)/);
    }
  });

  test('has a language, a title, one main part and ids that are there once', () => {
    for (const html of pages) {
      expect(html).toMatch(/^<!doctype html>\n<html lang="(zh-CN|en-GB)">/);
      expect(html).toMatch(/<title>[^<]+<\/title>/);
      expect(html.match(/<main /g)).toHaveLength(1);
      expect(html.match(/<h1/g)).toHaveLength(1);
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, label] of html.matchAll(/<label for="([^"]+)"/g)) expect(ids).toContain(label);
    }
  });
});

describe('the page behind the code', () => {
  test('holds what its script asks for, and says what is sent where', () => {
    const html = String(checkPage('zh', PLACE));
    const data = /<script type="application\/json" id="page-data">([^<]*)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({
      ...PLACE,
      words: { tag: 'zh-CN' },
      names: { levels: { 'CN-SKILL 3': '高级工' }, occupations: { 'CN-OCD 2022 4-04-05-05': '人工智能训练师' } },
    });
    expect(visible(html).match(/发送到 cert\.example/g)).toHaveLength(1);
  });
});
