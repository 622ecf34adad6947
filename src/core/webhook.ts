/** Messages to other people's servers, as Standard Webhooks 1.0 has them. */
import type { Instant } from './calendar.ts';
import { rfc3339 } from './calendar.ts';
import type { Deps } from './deps.ts';
import { uuidv7 } from './ids.ts';
import { jobWrite } from './jobs.ts';
import type { Write } from './ports.ts';

/** Where an organisation wants its messages. */
export interface Webhook {
  /** UUIDv7. */
  readonly id: string;
  /** An agency's record code, or `authority`. */
  readonly organisation: string;
  readonly url: string;
  /** 32 bytes that sign its messages, wrapped; the context is `webhook:<id>`. */
  readonly secret: string;
  readonly createdAt: Instant;
  readonly endedAt?: Instant;
}

export interface Message {
  /** The same for every try, so that a receiver knows what it had already. */
  readonly id: string;
  /** `incident.done` … */
  readonly type: string;
  /** RFC 3339. */
  readonly timestamp: string;
  /** No names, no identity numbers. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Kind of the job that delivers one message to one webhook; its input is a `Delivery`. */
export const DELIVER_WEBHOOK = 'webhook.deliver';

export interface Delivery {
  readonly webhook: string;
  readonly message: Message;
}

/** The jobs that deliver a new message to all webhooks of an organisation that have not ended. */
export function messageWrites(
  deps: Pick<Deps, 'clock' | 'random'>,
  webhooks: readonly Webhook[],
  { type, data }: Pick<Message, 'type' | 'data'>,
): Write[] {
  return webhooks
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ id: webhook, organisation: owner }) => {
      const message = { id: uuidv7(deps.clock, deps.random), type, timestamp: rfc3339(deps.clock()), data };
      return jobWrite(deps, { kind: DELIVER_WEBHOOK, owner, input: { webhook, message } });
    });
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The URL, if this deployment sends there: https, or http to this machine itself, of a host (`host` or `host:port`) that
 * its operator listed. Otherwise what is wrong with it.
 */
export function webhookTarget(url: string, allowedHosts: readonly string[]): URL | string {
  if (!URL.canParse(url)) return 'is no URL';
  const target = new URL(url);
  const { protocol, hostname, host, username, password } = target;
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.includes(hostname))) return 'must be https';
  if (username !== '' || password !== '') return 'must not hold a password';
  if (!allowedHosts.includes(host)) return `${host} is not on this deployment's list of hosts (WEBHOOK_HOSTS)`;
  return target;
}
