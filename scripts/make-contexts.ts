/**
 * Writes `src/credential/context-files.ts` from `schemas/contexts`: programs that run without a file system need the
 * contexts as code, and byte for byte, because digests of them are published. Run it after a change there:
 *
 *     node scripts/make-contexts.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import index from '../schemas/contexts/index.json' with { type: 'json' };

const entries = Object.values(index).map(({ file }) => {
  const bytes = readFileSync(new URL(`../schemas/contexts/${file}`, import.meta.url));
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return `  '${file}':\n    ${literal(text)},\n`;
});

writeFileSync(
  new URL('../src/credential/context-files.ts', import.meta.url),
  `/** Made by scripts/make-contexts.ts. The files of \`schemas/contexts\`, byte for byte. */
export const CONTEXT_FILES: Readonly<Record<string, string>> = {
${entries.join('')}};
`,
);

/** A string literal in single quotes, as the formatter wants them. */
function literal(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}
