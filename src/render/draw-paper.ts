/** Documents on paper. Their library is large, and is loaded when the first one is drawn. */
import type { Fonts } from '../core/fonts.ts';
import type { Paper } from '../issue/paper.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { PrintedReport } from './report/pdf.ts';

/** As `certificatePdf`. */
export async function drawPaper(paper: Paper, fonts: Fonts): Promise<Bytes> {
  const { certificatePdf } = await import('./pdf/certificate.ts');
  return certificatePdf(paper, fonts);
}

/** As `reportPdf`. */
export async function drawReport(printed: PrintedReport, fonts: Fonts): Promise<Bytes> {
  const { reportPdf } = await import('./report/pdf.ts');
  return reportPdf(printed, fonts);
}
