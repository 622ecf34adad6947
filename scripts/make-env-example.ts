/** Writes `.env.example` from the schema of the settings. With `--check` it only says whether the file is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { settingsSchema } from '../src/entry/config.ts';

const About = z.object({ about: z.string(), example: z.string() });
const file = new URL('../.env.example', import.meta.url);

const settings = Object.entries(settingsSchema(false).shape).map(([name, schema]) => {
  const { about, example } = About.parse(schema.meta());
  return `# ${about}\n#${name}=${example}\n`;
});
const text = [
  '# Settings of Yinzheng. Copy to .env and uncomment what you change; the values shown are the defaults.',
  '# Made from src/entry/config.ts by `node scripts/make-env-example.ts`; change it there.\n',
  ...settings,
].join('\n');

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('.env.example is out of date. Run: node scripts/make-env-example.ts');
  process.exitCode = 1;
}
