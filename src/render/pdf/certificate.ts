/** A certificate on A4, in Chinese and English, with the signed credential attached. */
import type { Fonts } from '../../core/fonts.ts';
import type { Paper } from '../../issue/paper.ts';
import { type Bytes, utf8 } from '../../lib/bytes.ts';
import { fill, WORDS } from '../words.ts';
import { drawFoot } from './foot.ts';
import { drawFrame } from './frame.ts';
import { drawGrid, gridOf } from './grid.ts';
import { drawHead, headOf } from './head.ts';
import { A4, A4_LANDSCAPE, openPdf } from './kit.ts';

/** What is put into all the parts of a page. Lengths in mm. */
const MARGIN = 25;
const TOP = { portrait: 33, landscape: 27 } as const;
/** Type is set smaller where long texts need the room. */
const SCALES = [1, 0.92, 0.84, 0.76, 0.68] as const;

/** Draws it. The same paper makes the same bytes. */
export async function certificatePdf(paper: Paper, fonts: Fonts): Promise<Bytes> {
  const { layout, kind, holder, number, issuer } = paper;
  const { zh, en } = WORDS;
  const title = fill(zh.paper.of, { name: holder.name, kind: kind.zh });
  const pdf = await openPdf(
    {
      title,
      author: issuer.name.zh,
      subject: `${fill(en.paper.of, { name: holder.nameLatin ?? holder.name, kind: kind.en })}, ${number}`,
      keywords: [number],
      language: 'zh-CN',
      at: paper.signedAt,
    },
    fonts,
  );
  const page = layout.orientation === 'portrait' ? A4 : A4_LANDSCAPE;
  const top = TOP[layout.orientation];
  const width = page.width - 2 * MARGIN;
  const sheet = pdf.sheet(page);
  drawFrame(sheet, page, layout.colours);
  const end = drawFoot(pdf, sheet, paper, { page, margin: MARGIN });

  for (const scale of SCALES) {
    const head = headOf(pdf, paper, { width, scale });
    const grid = gridOf(pdf, paper, { width, scale });
    const spare = end - top - head.height - grid.height;
    if (spare < 0 && scale !== SCALES.at(-1)) continue;
    drawHead(sheet, head, { x: page.width / 2, y: top + spare * 0.3 });
    drawGrid(sheet, grid, { x: MARGIN, y: top + head.height + spare * 0.75 });
    break;
  }

  const { attachment } = zh.paper;
  await pdf.attach({
    name: `${number}.vc.json`,
    type: 'application/vc',
    description: `${attachment} · ${en.paper.attachment}`,
    bytes: utf8(paper.credential),
  });
  return pdf.save();
}
