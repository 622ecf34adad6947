/** Errors as the command line shows them: what went wrong, where, and what to do next. */
import { type ErrorCode, type Violation, YinzhengError } from '../../core/errors.ts';
import { EXIT, UsageError } from './command.ts';

export interface Failure {
  readonly code: ErrorCode | 'usage' | 'internal';
  readonly message: string;
  readonly violations: readonly Violation[];
  readonly next?: string;
  readonly exit: number;
}

const NEXT: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'Correct that and try again.',
  not_found: 'Check the number, code or name; DATA_DIR or DATABASE_URL may point to another register.',
  not_entitled: 'See the agency’s recorded period and scope in the register.',
  forbidden: 'Ask somebody with the role for it.',
  idempotency_conflict: 'Use another idempotency key for another request.',
  key_unavailable: 'Check YINZHENG_KEK, and the state of the owner’s keys.',
  unavailable: 'Try again; if it stays so, look at the database: DATA_DIR and its disk, or DATABASE_URL.',
  storage_full: 'Free space on the disk of the database and try again.',
};

/** What the file system says of a path that somebody named, in a setting or on the command line. */
const PATHS: Readonly<Record<string, readonly [fault: string, next: string]>> = {
  ENOENT: ['is not there', 'Make the folder, e.g. `install -d -m 700 FOLDER`, or name another path.'],
  ENOTDIR: ['is below something that is no folder', 'Name another path.'],
  EISDIR: ['is a folder', 'Name a file.'],
  EACCES: [
    'is closed to the user who runs this',
    'Give it to that user, e.g. `install -d -o USER -m 700 FOLDER`, or name another path.',
  ],
  EROFS: ['is on a read-only file system', 'Name another path.'],
};

/** What the system says of HOST and PORT. */
const LISTENING: Readonly<Record<string, readonly [fault: string, next: string]>> = {
  EADDRINUSE: ['something else listens there', 'End that (`ss -ltnp` shows what it is), or set PORT to another.'],
  EACCES: ['this user may not', 'Set PORT to 1024 or more; a proxy before it takes 80 and 443.'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Set HOST to an address of this machine, or to 0.0.0.0 for all.'],
  ENOTFOUND: ['there is no such host', 'Set HOST to an address of this machine, or to 0.0.0.0 for all.'],
};

const UNCHECKED: readonly ErrorCode[] = ['unavailable', 'storage_full', 'on_hold', 'key_unavailable', 'rate_limited'];

interface SystemError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** What an error means at the command line. An unexpected one keeps its message: the operator is on our side. */
export function failureOf(error: unknown): Failure {
  if (error instanceof YinzhengError) {
    const { code, message, violations } = error;
    const next = NEXT[code];
    const exit =
      code === 'invalid_configuration' ? EXIT.usage : UNCHECKED.includes(code) ? EXIT.unchecked : EXIT.refused;
    return { code, message, violations, exit, ...(next === undefined ? {} : { next }) };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError || (error instanceof Error && error.name === 'CLIError')) {
    return { code: 'usage', message, violations: [], exit: EXIT.usage };
  }
  const refused = error instanceof Error ? refusedBySystem(error) : undefined;
  if (refused) return { ...refused, violations: [] };
  return { code: 'internal', message, violations: [], exit: EXIT.unchecked };
}

/** A path or a port that cannot be had. */
function refusedBySystem(error: SystemError): Omit<Failure, 'violations'> | undefined {
  const { code = '', path = '', syscall, message, address, port, hostname = `${address}:${port}` } = error;
  // A host that is asked for by its name is ours: those of others are asked by what has errors of its own.
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    const [what, next] = LISTENING[code] ?? [message, 'Set PORT or HOST to another.'];
    const said = `Cannot listen on ${hostname}: ${what} (${code}).`;
    return { code: 'unavailable', message: said, next, exit: EXIT.unchecked };
  }
  const fault = PATHS[code];
  if (!fault || path === '') return undefined;
  const [what, next] = fault;
  return { code: 'invalid_configuration', message: `${path} ${what} (${code}).`, next, exit: EXIT.usage };
}

/** The failure as lines for standard error. */
export function failureText({ code, message, violations, next }: Failure): string {
  const faults = violations.map(({ pointer, message: fault }) => `  ${pointer || '/'}  ${fault}`);
  // The message of a bad request is its first fault, and that of bad settings holds all of them.
  const lines =
    code === 'invalid_request' && faults.length > 0
      ? [`yinzheng: ${faults.length === 1 ? 'One member is' : `${faults.length} members are`} wrong:`, ...faults]
      : [`yinzheng: ${message}`, ...(code === 'invalid_configuration' ? [] : faults)];
  return [...lines, ...(next === undefined ? [] : [`  ${next}`]), ''].join('\n');
}
