import type { LocalDate } from '../../core/calendar.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** A day as people of that language write it on paper. */
export function dayIn<D extends LocalDate | undefined>(day: D, language: 'zh' | 'en'): string | D {
  if (day === undefined) return day;
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return language === 'zh' ? `${year}年${month}月${date}日` : `${date} ${MONTHS[month - 1]} ${year}`;
}
