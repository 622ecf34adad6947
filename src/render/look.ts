import type { Check, VerdictCode } from '../core/verdict.ts';

export type Tone = 'good' | 'caution' | 'bad' | 'neutral';
export type Icon = 'tick' | 'cross' | 'clock' | 'pause' | 'swap' | 'alert' | 'question' | 'minus';

/** How a verdict looks. Only a verdict that every check carries is green. */
export const VERDICT_LOOK: Readonly<Record<VerdictCode, { readonly tone: Tone; readonly icon: Icon }>> = {
  valid: { tone: 'good', icon: 'tick' },
  valid_as_of: { tone: 'good', icon: 'clock' },
  status_unchecked: { tone: 'caution', icon: 'question' },
  expired: { tone: 'caution', icon: 'clock' },
  not_yet_valid: { tone: 'caution', icon: 'clock' },
  suspended: { tone: 'bad', icon: 'pause' },
  revoked: { tone: 'bad', icon: 'cross' },
  replaced: { tone: 'bad', icon: 'swap' },
  issuer_unknown: { tone: 'caution', icon: 'alert' },
  not_authentic: { tone: 'bad', icon: 'alert' },
  not_ours: { tone: 'neutral', icon: 'minus' },
  cannot_check: { tone: 'neutral', icon: 'question' },
};

export const RESULT_LOOK: Readonly<Record<Check['result'], { readonly tone: Tone; readonly icon: Icon }>> = {
  pass: { tone: 'good', icon: 'tick' },
  fail: { tone: 'bad', icon: 'cross' },
  unknown: { tone: 'caution', icon: 'question' },
  skipped: { tone: 'neutral', icon: 'minus' },
};

/** Strokes on a field of 24 × 24. */
export const ICON_PATHS: Readonly<Record<Icon, string>> = {
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  clock: 'M12 6.5V12l3.5 2.5M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17',
  pause: 'M9 6.5v11M15 6.5v11',
  swap: 'M5 9h12.5M14 5.5L17.5 9L14 12.5M19 15.5H6.5M10 12L6.5 15.5L10 19',
  alert: 'M12 5v8.5M12 18v.5',
  question: 'M8.5 9a3.5 3.5 0 1 1 5.3 3c-1.2.8-1.8 1.4-1.8 2.8M12 18.5v.5',
  minus: 'M6 12h12',
};
