/** What `start --demo` prints: everything that a newcomer wants to click, scan or paste. */
import type { LocalDate } from '../core/calendar.ts';
import { REQUEST_EXAMPLE } from '../http/certificate-models.ts';
import type { DemoInfo } from './demo.ts';
import { terminalQr } from './terminal-qr.ts';

/** Where a demo serves its altered certificate: the text of its code is too long for a line. */
export const ALTERED_PATH = '/demo/altered';

const RULE = '─'.repeat(96);

export interface BannerOptions {
  readonly today: LocalDate;
  /** Where the same facts lie for scripts. */
  readonly file: string;
  /** The file of an exam to submit. */
  readonly exam: string;
  /** Whether a terminal shows it. */
  readonly colour: boolean;
}

/** Text of at most 100 columns. */
export function demoBanner(info: DemoInfo, { today, file, exam, colour }: BannerOptions): string {
  const { origin, keys, certificates } = info;
  const { valid, expired, revoked } = certificates;
  return [
    '',
    ...terminalQr(valid.seal, colour).map((line) => `  ${line}`),
    '  The code on the paper of the valid certificate  有效证书上的二维码',
    '',
    `  ${RULE}`,
    '  Yinzheng 印证 · demo: test keys, and people who do not exist  演示：测试密钥，人物均为虚构',
    `  ${RULE}`,
    '',
    '  Pages 页面',
    ...rows([
      ['verify', '核验', `${origin}/v`],
      ['API', '接口', `${origin}/docs`],
    ]),
    '',
    '  Four certificates 四份证书',
    ...rows([
      ['valid', '有效', valid.verifyUrl],
      ['expired', '已过期', expired.verifyUrl],
      ['revoked', '已撤销', revoked.verifyUrl],
      ['altered', '签名不符', origin + ALTERED_PATH],
    ]),
    '',
    '  API keys, one per role 接口密钥',
    ...Object.entries(keys).map(([role, key]) => `    ${role.padEnd(18)}${key}`),
    '',
    '  Issue a certificate 发证',
    ...curl(`${origin}/v1/certificates`, keys.signer, requestOn(today)),
    '',
    '  An exam: the clerk submits ten rows, two with faults; the signer releases the others 批量',
    ...examCommands(`${origin}/v1/batches`, keys, exam),
    '',
    '  Revoke the valid one, then open it again 撤销',
    ...curl(`${origin}/v1/certificates/${valid.id}/status`, keys.officer, { action: 'revoke', reason: 'exam_fraud' }),
    '',
    '  Have a file verified as an employer, and read the report a moment later 批量核验',
    ...fileCurl(`${origin}/v1/verifications`, keys.employer, [valid.verifyUrl, expired.verifyUrl, revoked.verifyUrl]),
    '',
    `  All of this is in ${file} too. Ctrl-C stops; the next start keeps the data.`,
    '',
    '',
  ].join('\n');
}

/** Commands that work when pasted one after the other: the second takes id and hash from what the first answered. */
function examCommands(url: string, keys: DemoInfo['keys'], exam: string): string[] {
  const as = (key: string) => `      -H 'Authorization: Bearer ${key}'`;
  return [
    `    curl -s ${url} \\`,
    `${as(keys.clerk)} \\`,
    `      -H 'Content-Type: text/csv' --data-binary @${exam} | tee batch.json`,
    `    id=$(sed -E 's/.*"id":"([^"]+)".*/\\1/' batch.json)`,
    `    hash=$(sed -E 's/.*"hash":"([^"]+)".*/\\1/' batch.json)`,
    `    curl -s ${url}/$id/approve \\`,
    `${as(keys.signer)} \\`,
    `      -H 'Content-Type: application/json' -d "{\\"hash\\": \\"$hash\\"}"`,
    `    curl -s ${url}/$id/result.csv \\`,
    as(keys.clerk),
  ];
}

/** The example of the API, for an exam of today. */
function requestOn(today: LocalDate): object {
  const { assessment, ...request } = REQUEST_EXAMPLE;
  return { ...request, assessment: { ...assessment, assessedOn: today }, issuedOn: today };
}

/** A command that works when pasted. A longer body has one member per line, and a long member two lines. */
function curl(url: string, key: string, body: object): string[] {
  const members = Object.entries(body).map(([name, value]) => folded(`"${name}": ${JSON.stringify(value)}`));
  const pause = members.length > 2 ? ',\n           ' : ', ';
  return [
    `    curl -s ${url} \\`,
    `      -H 'Authorization: Bearer ${key}' \\`,
    `      -H 'Content-Type: application/json' \\`,
    `      -d '{${members.join(pause)}}'`,
  ];
}

/** Hands in a file of links, then lists what was handed in, with where the reports are. */
function fileCurl(url: string, key: string, links: readonly string[]): string[] {
  return [
    `    printf '%s\\n' 二维码 \\`,
    ...links.map((link, n) => `      ${link}${n < links.length - 1 ? ' \\' : ' > rows.csv'}`),
    `    curl -s '${url}?purpose=recruitment' \\`,
    `      -H 'Authorization: Bearer ${key}' \\`,
    `      -H 'Content-Type: text/csv' --data-binary @rows.csv`,
    `    curl -s ${url} \\`,
    `      -H 'Authorization: Bearer ${key}'`,
  ];
}

const MEMBER_COLUMNS = 84;

function folded(member: string): string {
  if (member.length <= MEMBER_COLUMNS) return member;
  const comma = member.lastIndexOf(',"', MEMBER_COLUMNS) + 1;
  return `${member.slice(0, comma)}\n             ${member.slice(comma)}`;
}

function rows(lines: readonly (readonly [english: string, chinese: string, url: string])[]): string[] {
  // A Chinese character is two columns wide.
  return lines.map(
    ([english, chinese, url]) => `    ${english.padEnd(9)}${chinese}${' '.repeat(10 - 2 * chinese.length)}${url}`,
  );
}
