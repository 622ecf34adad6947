/** A workbook to fill in. */
import { writeXlsx } from 'hucre/xlsx';
import { columnLetters } from './headings.ts';

export interface TemplateColumn {
  readonly heading: string;
  /** Offered in a drop-down list; other values may be entered all the same, and are judged later. */
  readonly choices: readonly string[];
  /** Numbers may be entered; in all other columns a spreadsheet must not make numbers or days of what is entered. */
  readonly numeric: boolean;
}

/** Rows that are formatted as text; the library knows no format of whole columns. */
const ROWS = 1_000;

/** One sheet with headings, text cells below them, and drop-down lists. */
export async function templateXlsx(
  sheet: string,
  columns: readonly TemplateColumn[],
): Promise<Uint8Array<ArrayBuffer>> {
  const blank = columns.map(() => null);
  const bytes = await writeXlsx({
    sheets: [
      {
        name: sheet,
        columns: columns.map(({ heading, numeric }) => ({
          width: Math.max(12, 2 * heading.length + 2),
          ...(!numeric && { numFmt: '@' }),
        })),
        rows: [columns.map(({ heading }) => heading), ...Array.from({ length: ROWS }, () => blank)],
        freezePane: { rows: 1 },
        dataValidations: columns.flatMap(({ choices }, at) =>
          choices.length === 0
            ? []
            : {
                type: 'list' as const,
                values: [...choices],
                range: `${columnLetters(at)}2:${columnLetters(at)}${ROWS + 1}`,
                allowBlank: true,
              },
        ),
      },
    ],
  });
  return new Uint8Array(bytes);
}
