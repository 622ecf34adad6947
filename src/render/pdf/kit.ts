/** What everything on paper is made with: pages, text, lines. Lengths are mm from the upper left corner, type is in points. */
import { AFRelationship, PDFDocument, type PDFFont, PDFHexString, type PDFPage, rgb } from '@cantoo/pdf-lib';
import type { Instant } from '../../core/calendar.ts';
import type { FontFile, Fonts } from '../../core/fonts.ts';
import { type Bytes, sha256, utf8 } from '../../lib/bytes.ts';
import { FEATURES, parseFont, type Run, readFaces, runsOf, type Weight } from './faces.ts';
import { linesOf } from './lines.ts';

/** Points in a millimetre. */
export const POINTS = 72 / 25.4;
export const A4 = { width: 210, height: 297 } as const;
export const A4_LANDSCAPE = { width: 297, height: 210 } as const;

export interface Metadata {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords?: readonly string[];
  /** BCP 47. */
  readonly language: string;
  /** When what it tells came to be: part of the file, so that the same facts make the same bytes. */
  readonly at: Instant;
}

export interface TextStyle {
  readonly size: number;
  /** Default: regular. */
  readonly weight?: Weight;
  /** `#rrggbb`; default: black. */
  readonly colour?: string;
  /** Points between characters. */
  readonly tracking?: number;
}

export interface Place {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  /** What `x` is of the text; default: its left end. */
  readonly align?: 'left' | 'centre' | 'right';
}

export interface Ink {
  /** `#rrggbb` */
  readonly fill?: string;
  readonly stroke?: string;
  /** Of the stroke, in points. */
  readonly width?: number;
}

/** One page. */
export interface Sheet {
  /** One line. A character that no font has is drawn as 〓. */
  text(text: string, place: Place, style: TextStyle): void;
  /** A path of SVG in mm, or in another unit from another origin. */
  path(path: string, ink: Ink, frame?: { readonly x: number; readonly y: number; readonly unit: number }): void;
}

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly bytes: Bytes;
}

export interface Pdf {
  sheet(size: { readonly width: number; readonly height: number }): Sheet;
  /** In mm. */
  widthOf(text: string, style: TextStyle): number;
  /** The text in lines of at most `width` mm, broken where both languages allow it. */
  lines(text: string, width: number, style: TextStyle): string[];
  /** Puts a file into it, as the source of what the pages say. */
  attach(file: Attachment): Promise<void>;
  save(): Promise<Bytes>;
}

/**
 * Begins a document: PDF/A-3U as far as its maker can see to it (fonts embedded, every glyph with its character, colours
 * with a profile, metadata in XMP). The same calls make the same bytes.
 */
export async function openPdf(metadata: Metadata, fonts: Fonts): Promise<Pdf> {
  const doc = await PDFDocument.create({ updateMetadata: false });
  const at = new Date(metadata.at);
  doc.setTitle(metadata.title, { showInWindowTitleBar: true });
  doc.setAuthor(metadata.author);
  doc.setSubject(metadata.subject);
  doc.setKeywords([...(metadata.keywords ?? [])]);
  doc.setProducer('Yinzheng');
  doc.setCreator('Yinzheng');
  doc.setCreationDate(at);
  doc.setModificationDate(at);
  doc.setLanguage(metadata.language);
  const id = PDFHexString.fromBytes((await sha256(utf8(JSON.stringify(metadata)))).slice(0, 16));
  doc.context.trailerInfo.ID = doc.context.obj([id, id]);
  doc.registerFontkit({ create: parseFont });
  const faces = await readFaces(fonts);
  /** Drawn at the end, when it is known which fonts are needed: pdf-lib embeds every font that it is shown. */
  const needed = new Map<FontFile, Bytes>();
  const drawing: ((embedded: Embedded) => void)[] = [];

  const runs = (text: string, { weight = 'regular' }: TextStyle): Run[] => runsOf(text, faces[weight]);
  const widthOf = (text: string, style: TextStyle): number => {
    const letters = runs(text, style).reduce((sum, { face, text }) => sum + face.widthOf(text, style.size), 0);
    return (letters + [...text].length * (style.tracking ?? 0)) / POINTS;
  };

  return {
    widthOf,
    lines: (text, width, style) => linesOf(text, (line) => widthOf(line, style) <= width),
    sheet({ width, height }) {
      const page = doc.addPage([width * POINTS, height * POINTS]);
      return {
        text(text, { x, y, align = 'left' }, style) {
          // The last letter's spacing belongs to nobody.
          const room = align === 'left' ? 0 : widthOf(text, style) - (style.tracking ?? 0) / POINTS;
          const from = { x: (x - (align === 'right' ? room : room / 2)) * POINTS, y: (height - y) * POINTS };
          const line = runs(text, style);
          for (const { face } of line) needed.set(face.file, face.bytes);
          drawing.push((embedded) => drawRuns(page, line, style, from, embedded));
        },
        path(path, { fill, stroke, width: borderWidth = 0.5 }, { x, y, unit } = { x: 0, y: 0, unit: 1 }) {
          const scale = unit * POINTS;
          const ink = {
            ...(fill !== undefined && { color: colourOf(fill) }),
            ...(stroke !== undefined && { borderColor: colourOf(stroke), borderWidth: borderWidth / scale }),
          };
          drawing.push(() => page.drawSvgPath(path, { x: x * POINTS, y: (height - y) * POINTS, scale, ...ink }));
        },
      };
    },
    async attach({ name, type, description, bytes }) {
      await doc.attach(bytes, name, {
        mimeType: type,
        description,
        creationDate: at,
        modificationDate: at,
        afRelationship: AFRelationship.Source,
      });
    },
    async save() {
      const embedded = new Map<FontFile, PDFFont>();
      for (const [file, bytes] of needed)
        embedded.set(file, await doc.embedFont(bytes, { subset: true, features: FEATURES }));
      for (const draw of drawing) draw(embedded);
      doc.convertToPDFA({ conformance: '3U' });
      // Plain objects, so that simple programs find the attachment.
      return new Uint8Array(await doc.save({ useObjectStreams: false }));
    },
  };
}

type Embedded = ReadonlyMap<FontFile, PDFFont>;

function drawRuns(
  page: PDFPage,
  runs: readonly Run[],
  { size, colour = '#000000', tracking = 0 }: TextStyle,
  from: { readonly x: number; readonly y: number },
  embedded: Embedded,
): void {
  const style = { y: from.y, size, color: colourOf(colour), characterSpacing: tracking };
  let { x } = from;
  for (const { face, text } of runs) {
    const font = embedded.get(face.file);
    if (!font) throw new Error(`${face.file} was not embedded`);
    page.drawText(text, { ...style, x, font });
    x += face.widthOf(text, size) + [...text].length * tracking;
  }
}

function colourOf(hex: string) {
  const [red = 0, green = 0, blue = 0] = (hex.match(/[0-9a-f]{2}/gi) ?? []).map(
    (part) => Number.parseInt(part, 16) / 255,
  );
  return rgb(red, green, blue);
}
