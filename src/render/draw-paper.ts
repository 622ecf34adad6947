import type { Fonts } from '../core/fonts.ts';
import type { Paper } from '../issue/paper.ts';
import type { Bytes } from '../lib/bytes.ts';

/** As `certificatePdf`, whose library is large and is loaded when the first certificate is drawn. */
export async function drawPaper(paper: Paper, fonts: Fonts): Promise<Bytes> {
  const { certificatePdf } = await import('./pdf/certificate.ts');
  return certificatePdf(paper, fonts);
}
