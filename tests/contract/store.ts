/** What every Store must do. Each engine's test file hands in how it opens one. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { allocateContract } from './allocate.ts';
import { backlogContract } from './backlog.ts';
import { batchesContract } from './batches.ts';
import { certificatesContract } from './certificates.ts';
import { commitContract } from './commit.ts';
import { employersContract } from './employers.ts';
import { eventsContract } from './events.ts';
import { foreignListsContract } from './foreign-lists.ts';
import { holdContract } from './hold.ts';
import { incidentsContract } from './incidents.ts';
import { jobsContract } from './jobs.ts';
import { keysAndPeopleContract } from './keys-and-people.ts';
import { ledgerContract } from './ledger.ts';
import { oversightContract } from './oversight.ts';
import { paperContract } from './paper.ts';
import { registersContract } from './registers.ts';
import { scopedContract } from './scoped.ts';
import { statisticsContract } from './statistics.ts';
import { statusContract } from './status.ts';
import { verificationsContract } from './verifications.ts';
import { walletsContract } from './wallets.ts';

/** An empty register for one test. */
export interface Opened {
  /** May have served the tests before: building one takes longer than most of them. */
  readonly store: Store;
  /** Opens the same register once more, as another process would. */
  again(): Promise<Store>;
  /** Closes what the test opened and removes the data. */
  dispose(): Promise<void>;
}

/** Gives the Store of the running test. */
export type Current = () => Store;

/** `walls`: the engine keeps organisations apart by itself; see `Store.scopedTo`. */
export function storeContract(engine: string, open: () => Promise<Opened>, { walls = false } = {}): void {
  describe(`Store on ${engine}`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.dispose());

    const current = () => opened.store;
    registersContract(current);
    employersContract(current, () => opened.again());
    foreignListsContract(current);
    keysAndPeopleContract(current);
    certificatesContract(current);
    batchesContract(current);
    statusContract(current);
    paperContract(current);
    walletsContract(current);
    verificationsContract(current);
    incidentsContract(current);
    oversightContract(current);
    eventsContract(current);
    ledgerContract(current);
    statisticsContract(current);
    commitContract(current, () => opened.again());
    allocateContract(current, () => opened.again());
    jobsContract(current, () => opened.again());
    holdContract(current, () => opened.again());
    backlogContract(current);
    scopedContract(current, { walls });
  });
}
