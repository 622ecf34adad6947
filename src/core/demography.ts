import type { LocalDate } from './calendar.ts';
import type { Identity } from './person.ts';

/** What statistics know of a holder; `unknown` where the identity type does not tell, or nothing is left of the identity. */
export interface Demography {
  readonly sex: 'female' | 'male' | 'unknown';
  readonly age: (typeof AGE_BANDS)[number] | 'unknown';
}

/** Completed years of life on the day of issue. */
export const AGE_BANDS = ['0-15', '16-24', '25-34', '35-44', '45-54', '55-'] as const;
const LOWEST = [0, 16, 25, 35, 45, 55];

/** The types whose numbers are built as GB 11643 has it: birth date in digits 7 to 14, sex in the parity of the 17th. */
const TELLING = ['cn.resident_id', 'cn.hkmt_residence_permit'];

export function demographyOf(identity: Pick<Identity, 'idType' | 'idNumber'> | undefined, on: LocalDate): Demography {
  if (!identity || !TELLING.includes(identity.idType)) return { sex: 'unknown', age: 'unknown' };
  const { idNumber } = identity;
  const sex = Number(idNumber[16]) % 2 === 1 ? 'male' : 'female';
  const years = Number(on.slice(0, 4)) - Number(idNumber.slice(6, 10));
  const age = on.slice(5).replace('-', '') < idNumber.slice(10, 14) ? years - 1 : years;
  const band = AGE_BANDS[LOWEST.findLastIndex((lowest) => age >= lowest)];
  return { sex, age: band ?? 'unknown' };
}
