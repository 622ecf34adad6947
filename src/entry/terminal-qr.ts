import qrcode from 'qrcode';

/** Light modules around the code. The standard asks for 4; the screen around lends the rest. */
const MARGIN = 2;
/** Upper module, then lower module; a space where both are light. */
const BLOCKS = { dark: { dark: '█', light: '▀' }, light: { dark: '▄', light: ' ' } } as const;

/**
 * A QR code (level M) for a terminal, two modules in a character. With `colour` it brings its own black on white, as
 * scanners need it; without, it is plain text.
 */
export function terminalQr(text: string, colour: boolean): string[] {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const last = modules.size + MARGIN;
  const shade = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < modules.size && column < modules.size && modules.get(row, column)
      ? 'dark'
      : 'light';
  const lines: string[] = [];
  for (let row = -MARGIN; row < last; row += 2) {
    let line = '';
    for (let column = -MARGIN; column < last; column++) line += BLOCKS[shade(row, column)][shade(row + 1, column)];
    lines.push(colour ? `\u001B[30;107m${line}\u001B[0m` : line);
  }
  return lines;
}
