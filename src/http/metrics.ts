import { YinzhengError } from '../core/errors.ts';
import { equalBytes, utf8 } from '../lib/bytes.ts';
import { bearerToken } from './auth.ts';
import { mediaAnswer } from './models.ts';
import { operation } from './operation.ts';

export const metrics = operation({
  id: 'metrics',
  tag: 'Service',
  access: 'public',
  crossOrigin: false,
  summary: 'What this process counts and measures, for Prometheus',
  description:
    'For the operator, with the `METRICS_TOKEN` of the settings as bearer token. A service that has none, and one on ' +
    'Cloudflare Workers, does not offer this.',
  answers: { 200: mediaAnswer('Prometheus text format.', 'text/plain') },
  problems: ['unauthenticated', 'not_implemented'],
  async handle({ c, deps: { monitoring } }) {
    if (!monitoring) throw new YinzhengError('not_implemented', 'There are no metrics here.');
    if (!equalBytes(utf8(bearerToken(c) ?? ''), utf8(monitoring.token))) {
      throw new YinzhengError('unauthenticated', 'Send METRICS_TOKEN as "Authorization: Bearer <token>".');
    }
    const { type, text } = await monitoring.read();
    return c.body(text, 200, { 'Content-Type': type });
  },
});
