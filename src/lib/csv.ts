/** Tables as CSV (RFC 4180) for spreadsheets: UTF-8, comma, CRLF, every cell that needs it in quotes. */

/** What spreadsheets begin to compute at; also behind spaces, which some of them drop. */
const FORMULA = /^\s*[=+\-@\t\r|%]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** One row. Text that a spreadsheet would take for a formula begins with an apostrophe, which shows it as text. */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
