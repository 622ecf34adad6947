/** How certificates look on paper. */
import { z } from '@hono/zod-openapi';
import { PAPER_FACTS } from '../core/layout.ts';
import { chooseLayout, listLayouts, readLayout } from '../issue/layout.ts';
import { jsonAnswer, LanguageText, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Paper';
const access = 'key';
const params = z.object({ code: z.string().openapi({ description: 'Record code.', example: 'S000033000107' }) });

const colour = z
  .string()
  .regex(/^#[0-9A-Fa-f]{6}$/, 'must be #rrggbb')
  .openapi({ example: '#8f2318' });
const facts = z
  .array(z.enum(PAPER_FACTS))
  .min(1)
  .max(PAPER_FACTS.length)
  .openapi({ description: 'Which facts are printed, in this order. Name, number and issuer always are.' });
const code = z.enum(['seal', 'small']).openapi({
  description: '`seal`: verifies by itself, 31 mm and more; `small`: opens the certificate’s page, 16 mm and more.',
});
const statement = LanguageText.openapi({
  description: 'The sentence under the name, with the blanks {occupation}, {level} and {jobDirection}.',
  example: {
    zh: '经评价合格，达到{occupation}{level}的能力要求，特发此证。',
    en: 'has met the requirements of {occupation}, {level}.',
  },
});

const Layout = z
  .object({
    id: z.string(),
    name: LanguageText,
    orientation: z.enum(['portrait', 'landscape']),
    colours: z.object({ accent: colour, ornament: colour }),
    statement,
    facts,
    code,
  })
  .openapi('Layout');

const LayoutChoice = z
  .strictObject({
    layout: text(40).openapi({ description: 'Id of a layout; what else is given changes it.' }),
    colours: z.strictObject({ accent: colour.optional(), ornament: colour.optional() }).optional(),
    statement: statement.optional(),
    facts: facts.optional(),
    code: code.optional(),
  })
  .openapi('LayoutChoice', { example: { layout: 'indigo', colours: { accent: '#1f4d3a' } } });

export const layouts = operation({
  id: 'listLayouts',
  tag,
  access,
  summary: 'How certificates may look on paper',
  answers: {
    200: jsonAnswer('All layouts; the first is for agencies that chose none.', z.object({ items: z.array(Layout) })),
  },
  handle: ({ c, actor }) => c.json({ items: listLayouts(actor) }),
});

export const agencyLayout = operation({
  id: 'readAgencyLayout',
  tag,
  access,
  summary: "How an agency's certificates look on paper",
  params,
  answers: { 200: jsonAnswer('The layout, with what the agency changed.', Layout) },
  handle: async ({ c, deps, actor, params }) => c.json(await readLayout(deps, actor, params.code)),
});

export const newAgencyLayout = operation({
  id: 'chooseAgencyLayout',
  tag,
  access,
  summary: "Choose how an agency's certificates look on paper",
  description:
    'Takes the place of the earlier choice, at once and for all of its certificates. What is signed stays the same.',
  params,
  body: LayoutChoice,
  answers: { 200: jsonAnswer('The layout as it is now.', Layout) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, params, body }) => c.json(await chooseLayout(deps, actor, params.code, body)),
});
