import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { notFound, YinzhengError } from '../core/errors.ts';
import { CHECK_IDS, type Verification as Verdict } from '../core/verdict.ts';
import { lookup } from '../verify/lookup.ts';
import { type Asked, verify } from '../verify/verify.ts';
import { bodyText } from './body.ts';
import type { AppContext, AppDeps } from './context.ts';
import { type Limiter, limitClient } from './limit.ts';
import { jsonAnswer, text } from './models.ts';
import { operation } from './operation.ts';
import { presented } from './presented.ts';
import { traceOf } from './problem.ts';
import { AskedDay, Verification } from './verification-models.ts';

const tag = 'Verifying';
const access = 'public';
const verdictAnswer = jsonAnswer('A verdict was reached, whichever it is.', Verification);

const OBJECT = 'object' as const;
const anyCredential = {
  type: OBJECT,
  title: 'credential',
  description: 'A credential with its embedded proof, or an enveloped one.',
};
const anyText = {
  type: 'string' as const,
  title: 'text',
  description: 'A compact JWT, an SD-JWT, or the text of a QR code.',
};
const asText = (description: string) => ({ type: 'string' as const, description });
const wrapped = {
  type: OBJECT,
  title: '{"credential": …}',
  required: ['credential'],
  additionalProperties: false,
  properties: {
    credential: { oneOf: [anyCredential, anyText] },
    on: { type: 'string' as const, format: 'date' },
    nonce: asText('Yours, which the Key Binding JWT of an SD-JWT must answer.'),
    audience: asText('What you go by to the wallet: the Key Binding JWT must be meant for it.'),
  },
};

export const verifyCredential = operation({
  id: 'verify',
  tag,
  access,
  summary: 'Verify a certificate',
  description:
    'Takes `{"credential": …}`, the bare credential, a compact JWT, an SD-JWT, or the text of one of our QR codes. ' +
    'A forged or revoked certificate is an answer, not an error. `on`, as a parameter or beside `credential`, asks whether ' +
    'it was valid on that day: what is void was so from the start, and what ended or was suspended later was still good. ' +
    'With `nonce` or `audience`, an SD-JWT must come with a Key Binding JWT that has them: its holder shows it to you, now.',
  crossOrigin: true,
  query: z.strictObject({ on: AskedDay }),
  rawBody: {
    required: true,
    content: {
      'application/json': {
        schema: { anyOf: [wrapped, anyCredential, anyText] },
        example: { credential: 'https://cert.example/v#101167688366654674' },
      },
      'application/vc': { schema: anyCredential },
      'application/vc+jwt': { schema: anyText },
      'application/jwt': { schema: anyText },
      'application/dc+sd-jwt': { schema: anyText },
      'text/plain': { schema: anyText, example: 'https://cert.example/v#101167688366654674' },
    },
  },
  answers: { 200: verdictAnswer },
  async handle({ c, deps, query, raw }) {
    const { input, on = query.on, nonce, audience } = presented(raw.type, bodyText(raw.bytes));
    const bound = nonce !== undefined || audience !== undefined;
    return c.json(await verdictOn(c, deps, input, { on, ...(bound && { binding: { nonce, audience } }) }));
  },
});

/**
 * The verdict on whatever was handed in. If a check breaks instead of deciding, the fault is ours and is logged, and
 * the honest answer to the reader is that this could not be checked.
 */
async function verdictOn(
  c: AppContext,
  deps: AppDeps,
  input: string | Record<string, unknown>,
  asked: Asked,
): Promise<Verdict> {
  try {
    return await verify(deps, input, asked);
  } catch (error) {
    if (error instanceof YinzhengError) throw error;
    deps.log('error', 'verify.broke', { request: c.var.requestId, ...traceOf(error) });
    const at = rfc3339(deps.clock());
    return { verdict: 'cannot_check', checks: CHECK_IDS.map((id) => ({ id, result: 'unknown', at })) };
  }
}

/** With the allowance of this app's clients. */
export function lookupCertificate(limiter: Limiter) {
  return operation({
    id: 'lookup',
    tag,
    access,
    summary: 'Look up a certificate by number and name',
    description: 'A wrong number and a wrong name get the same answer. Limited per client.',
    body: z
      .strictObject({
        number: text(80).openapi({ description: 'With or without its check character.' }),
        name: text(200),
        on: AskedDay,
      })
      .openapi('Lookup', { example: { number: 'S000033000107263000042-E', name: '张伟' } }),
    answers: { 200: verdictAnswer },
    problems: ['not_found', 'rate_limited'],
    async handle({ c, deps, body }) {
      limitClient(c, deps, limiter);
      const found = await lookup(deps, body);
      if (!found) throw notFound();
      return c.json(found);
    },
  });
}
