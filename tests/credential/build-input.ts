/** An issuing step's facts, whole and sound, for tests to bend. The person is the published example of GB 11643. */
import type { Level, Occupation } from '../../src/core/catalogue.ts';
import { region, shippedLevelSchemes, shippedOccupations, shippedTemplates } from '../../src/core/lists.ts';
import { checkCharacter, numberScheme } from '../../src/core/numbering.ts';
import type { Template } from '../../src/core/template.ts';
import type { BuildInput } from '../../src/credential/build.ts';

export const ORIGIN = 'https://cert.example';
export const AGENCY = 'S000033000107';

export function template(id: string): Template {
  return found(shippedTemplates().find((entry) => entry.id === id));
}

export function occupation(code: string): Occupation {
  return found(shippedOccupations().find((entry) => entry.code === code));
}

export function level(scheme: string, code: string): Level {
  const { levels } = found(shippedLevelSchemes().find((entry) => entry.code === scheme));
  return found(levels.find((entry) => entry.code === code));
}

export interface Choice {
  readonly template?: string;
  readonly agency?: string;
  readonly occupation?: string;
  readonly level?: string;
  readonly issuedOn?: string;
  readonly serial?: number;
  readonly route?: string;
}

/** The input for a choice of catalogue entries, its number made by the template's scheme. */
export function buildInput(choice: Choice = {}, over: Partial<BuildInput> = {}): BuildInput {
  const chosen = template(choice.template ?? 'skill-level-cn');
  const agency = choice.agency ?? AGENCY;
  const issuedOn = choice.issuedOn ?? '2026-11-01';
  const division = agency.slice(5, 7);
  const grade = level(chosen.levelScheme, choice.level ?? '3');
  const facts = {
    agency,
    year: Number(issuedOn.slice(0, 4)),
    level: grade.code,
    country: found(region(division)).iso.slice(0, 2),
  };
  const number = numberScheme(chosen.numbering).format(facts, (choice.serial ?? 42) - 1);
  const job = occupation(choice.occupation ?? '4-04-05-05');
  return {
    origin: ORIGIN,
    timeZone: 'Asia/Shanghai',
    id: '0192d3a0-7c00-7abc-8def-0123456789ab',
    template: chosen,
    agency: {
      code: agency,
      uscc: '91350100M000100Y43',
      name: { zh: '示例评价中心', en: 'Example Assessment Centre' },
      class: agency.startsWith('Y') ? 'Y' : 'S',
      region: division,
      createdAt: 0,
    },
    request: {
      template: chosen.id,
      holder: { name: '张伟', idType: 'cn.resident_id', idNumber: '11010519491231002X' },
      occupation: { classification: job.classification, edition: job.edition, code: job.code },
      level: { scheme: chosen.levelScheme, code: grade.code },
      assessment: {
        route: choice.route ?? found(chosen.policy.routes[0]),
        assessedOn: issuedOn,
        theory: 86,
        practical: 91.5,
      },
      issuedOn,
    },
    occupation: job,
    level: grade,
    commitment: 'q83vEjRWeJC83vQSNFZ4kLze9BI0VniQvN70EjRWeJA',
    maskedId: '1101**********002X',
    number,
    numberScheme: chosen.numbering,
    numberCheck: checkCharacter(number),
    slot: { agency, group: 1, index: 4711 },
    ...(chosen.validityMonths !== null && { validUntil: '2027-10-31' }),
    ...over,
  };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not in the shipped lists');
  return value;
}
