import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Workshop } from './yinzheng.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const workshop = new Workshop();
afterAll(() => workshop.remove());

describe('help', () => {
  test('names every command, on standard output', () => {
    const { exit, out, err } = workshop.run('--help');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    for (const name of ['init', 'start', 'agency', 'apikey', 'issue', 'verify', 'revoke', 'key'])
      expect(out).toContain(name);
    expect(out).not.toContain('\u001B');
  });

  test('of one command tells its arguments', () => {
    const { exit, out } = workshop.run('key', 'rotate', '--help');
    expect(exit).toBe(0);
    expect(out).toContain('yinzheng key rotate');
    expect(out).toContain('Ed25519|ES256');
  });

  test('version', () => {
    expect(workshop.run('--version')).toEqual({ exit: 0, out: `${manifest.version}\n`, err: '' });
  });
});

describe('a command line that means nothing exits with 2, says why and how, and prints no answer', () => {
  test.each([
    ['nothing', [], /command/i],
    ['an unknown command', ['issued'], /Unknown command issued/],
    ['half a command', ['agency'], /command/i],
    ['an unknown option', ['revoke', 'N', '--reasn', 'exam_fraud'], /reas/],
    ['an option of another command', ['verify', 'x', '--agency', 'S1'], /Unknown option --agency/],
    ['a missing word', ['verify'], /INPUT/],
    ['a missing option', ['issue', 'request.json'], /--agency/],
    ['an option without its value', ['issue', 'request.json', '--agency'], /--agency/],
    ['a word too many', ['verify', 'two', 'words'], /One word too many: words/],
    ['a value that is none of those', ['key', 'rotate', 'authority', '--algorithm', 'RS256'], /RS256/],
    ['a number that is none', ['revoke', '?', '--reason', 'exam_fraud'], /no certificate number/],
    ['a mistyped number', ['revoke', 'S000033000107263000043-E', '--reason', 'exam_fraud'], /mistyped/],
    ['a file that is not there', ['issue', 'none.json', '--agency', 'S000033000107'], /none\.json/],
    ['an empty lease', ['apikey', 'add', 'authority', '--roles', 'officer', '--person', 'a', '--days', '0'], /days/],
    [
      'a lease of ages',
      ['apikey', 'add', 'authority', '--roles', 'officer', '--person', 'a', '--days', '100000000'],
      /3650/,
    ],
    [
      'a number without a name',
      ['verify', ' s000033000107263000042-e '],
      /name: http:\S+\/v, or POST http:\S+\/lookup/,
    ],
    ['a mistyped number to verify', ['verify', 'S000033000107263000043-E'], /mistyped/],
    ['a day that is none', ['verify', 'x', '--on', '2026-13-45'], /YYYY-MM-DD/],
    ['a role of others', ['apikey', 'add', 'authority', '--roles', 'signer', '--person', 'a'], /officer/],
  ])('%s', (_, words, reason) => {
    const { exit, out, err } = workshop.run(...words);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(reason);
  });

  test('a data folder that cannot be made', () => {
    const misled = new Workshop({ DATA_DIR: '/dev/null/data' });
    try {
      const { exit, err } = misled.run('init', '--name', '机', '--name-en', 'N', '--uscc', '11990000DEM0000013');
      expect([exit, err]).toEqual([2, expect.stringMatching(/\/dev\/null\/data.*\(ENOTDIR\)/)]);
    } finally {
      misled.remove();
    }
  });

  test('as JSON, the fault is one line on standard error', () => {
    const { exit, out, err } = workshop.run('verify', '--json');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(JSON.parse(err)).toMatchObject({ code: 'usage', exit: 2 });
  });
});

test('wrong settings exit with 2 and are all named', () => {
  const wrong = new Workshop({ PORT: 'x', TIME_ZONE: 'y' });
  try {
    const { exit, err } = wrong.run('key', 'rotate', 'authority');
    expect(exit).toBe(2);
    expect(err).toContain('PORT "x"');
    expect(err).toContain('TIME_ZONE "y"');
  } finally {
    wrong.remove();
  }
});

test('without a register, a command says how to make one and makes none', () => {
  const { exit, err } = workshop.run('key', 'rotate', 'authority');
  expect(exit).toBe(2);
  expect(err).toContain('yinzheng init');
  expect(existsSync(join(workshop.folder, 'data'))).toBe(false);
});

test('settings may lie in a file .env', () => {
  const configured = new Workshop();
  try {
    configured.write('.env', 'LOG_LEVEL=loud\n');
    expect(configured.run('key', 'rotate', 'authority').err).toContain('LOG_LEVEL "loud"');
  } finally {
    configured.remove();
  }
});

test('a file .env that is there and cannot be read is not taken for none', () => {
  const configured = new Workshop();
  try {
    symlinkSync('.env', join(configured.folder, '.env'));
    expect(configured.run('key', 'rotate', 'authority').err).toMatch(/ELOOP.*\.env/);
  } finally {
    configured.remove();
  }
});
