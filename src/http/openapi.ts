import type { OpenAPIHono } from '@hono/zod-openapi';
import packageJson from '../../package.json' with { type: 'json' };
import type { AppEnv } from './context.ts';

export type ApiDocument = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;

const TAGS = [
  { name: 'Verifying', description: 'Is this certificate good? For everybody, without a key.' },
  { name: 'Certificates', description: 'Issue, read, correct and withdraw.' },
  { name: 'Paper', description: 'Certificates as documents: how they look, codes to print, and what holders share.' },
  {
    name: 'Wallets',
    description:
      'OpenID4VCI 1.0: an offer, its code for an access token, and with that the certificate. Errors as that standard has them.',
  },
  { name: 'Batches', description: 'Exams of many: import, judge, approve, sign, results.' },
  {
    name: 'Incidents',
    description: 'One act of the authority on many certificates: preview, second person, execution.',
  },
  { name: 'Issuing', description: 'The switch that stops issuing at once.' },
  { name: 'Webhooks', description: 'Messages to your own server.' },
  { name: 'Agencies', description: 'Who is recorded to issue what, and since when.' },
  { name: 'Files to verify', description: 'A file of certificates, a verdict for each row, and a signed report.' },
  { name: 'Employers', description: 'Who may have files of certificates verified, and how much.' },
  { name: 'Catalogue', description: 'Occupations, levels, standards and templates that certificates refer to.' },
  { name: 'Keys', description: 'The signing keys of the authority and of agencies.' },
  { name: 'Subsidies', description: 'Evidence under catalogues of rules, and a register of claims without names.' },
  { name: 'Statistics', description: 'Counts of certificates and persons.' },
  { name: 'Audit', description: 'Who did what, when.' },
  { name: 'Other authorities', description: 'Deployments whose authorities are recognised here.' },
  { name: 'Other implementations', description: 'W3C VCALM (VC-API), where the operator has switched it on.' },
  { name: 'Documents', description: 'Signed and pinned documents that other verifiers fetch.' },
  { name: 'Pages', description: 'For people with a browser.' },
  { name: 'Service', description: 'Health, and this contract.' },
] as const;

const ABOUT = `JSON in and out. Times are RFC 3339 in UTC; days are days of the authority's time zone.

Errors are problem details (RFC 9457, \`application/problem+json\`): branch on \`type\`, never on words. \`violations\` names
every fault by JSON Pointer. What does not exist and what is not yours answer the same.

Lists come in pages: ask with \`limit\`, go on with \`after\` set to the \`next\` of the page before.

Bodies have at most 256 KiB, files 64 MiB. Unknown members and unknown query parameters are refused, so a misspelt name is never
silently ignored. Every answer has an \`X-Request-Id\`; name it when you report a problem.`;

const INFO = {
  title: 'Yinzheng',
  version: packageJson.version,
  summary: 'Issues, supervises and verifies vocational certificates as W3C Verifiable Credentials.',
  description: ABOUT,
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
};

/** The OpenAPI 3.1 document, generated from the same schemas that check the requests. */
export function apiDocument(app: OpenAPIHono<AppEnv>, origin: string): ApiDocument {
  return app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: origin }], tags: [...TAGS] });
}

/** Registers how callers identify themselves; operations with access `key` refer to it. */
export function registerSecurity(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: shown once when it is made, bound to one organisation, one person and some roles.',
  });
}
