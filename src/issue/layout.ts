/** How certificates look on paper: what there is, what an agency chose, and choosing. */
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, type Violation } from '../core/errors.ts';
import { checkGlyphs } from '../core/glyphs.ts';
import { chosenLayout, contrastOnPaper, type Layout, type LayoutChoice } from '../core/layout.ts';
import { reservedWords, shippedLayout, shippedLayouts } from '../core/lists.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';

/** How an agency's certificates look on paper now. */
export async function layoutOf({ store }: Pick<Deps, 'store'>, agency: string): Promise<Layout> {
  const choice = await store.layoutChoice(agency);
  const [first] = shippedLayouts();
  const layout = (choice && shippedLayout(choice.layout)) ?? first;
  if (!layout) throw new Error('there is no layout');
  return choice ? chosenLayout(layout, choice) : layout;
}

export function listLayouts(actor: Actor): readonly Layout[] {
  allow(actor, 'catalogue.read');
  return shippedLayouts();
}

/** As `layoutOf`, for whoever may see the agency. */
export async function readLayout(deps: Pick<Deps, 'store'>, actor: Actor, agency: string): Promise<Layout> {
  allow(actor, 'agency.read', { owner: agency });
  if (!(await deps.store.agency(agency))) throw notFound();
  return layoutOf(deps, agency);
}

/** From now on the agency's certificates, earlier ones too, are printed like this. Throws `invalid_request`. */
export async function chooseLayout(
  deps: Pick<Deps, 'store' | 'clock' | 'random'>,
  actor: Actor,
  agency: string,
  choice: LayoutChoice,
): Promise<Layout> {
  allow(actor, 'layout.choose', { owner: agency });
  if (!(await deps.store.agency(agency))) throw notFound();
  const faults = choiceFaults(choice);
  if (faults.length > 0) throw invalidRequest(faults);
  await deps.store.commit([
    { write: 'layout.put', agency, choice },
    eventWrite(deps, actor, 'layout.chosen', { subject: agency, owner: agency, data: { ...choice } }),
  ]);
  return layoutOf(deps, agency);
}

/** `{name}` is a blank; the sentence may leave some out. */
const BLANKS = /\{(?!(?:occupation|level|jobDirection)\})/;
const LEAST_CONTRAST = 4.5;

function choiceFaults({ layout, colours = {}, statement, facts = [] }: LayoutChoice): Violation[] {
  const faults: Violation[] = [];
  const add = (pointer: string, rule: string, message: string) => faults.push({ pointer, rule, message });
  if (!shippedLayout(layout)) add('/layout', 'known', 'there is no such layout; GET /v1/layouts lists them');
  for (const [name, colour] of Object.entries(colours)) {
    if (colour === undefined || contrastOnPaper(colour) >= LEAST_CONTRAST) continue;
    add(`/colours/${name}`, 'contrast', `is too light for paper: its contrast with white is under ${LEAST_CONTRAST}`);
  }
  for (const [tag, text] of Object.entries(statement ?? {})) {
    const pointer = `/statement/${tag}`;
    const reserved = reservedWords().filter((word) => text.includes(word));
    if (reserved.length > 0) add(pointer, 'reserved', `must not use ${reserved.join(', ')}`);
    if (BLANKS.test(text)) add(pointer, 'blank', 'may have the blanks {occupation}, {level} and {jobDirection} alone');
    const unprinted = checkGlyphs(text);
    if (unprinted !== undefined) add(pointer, 'glyph', unprinted);
  }
  if (new Set(facts).size < facts.length) add('/facts', 'unique', 'must name each fact once');
  return faults;
}
