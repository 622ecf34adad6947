import type { Vault } from '../core/deps.ts';

/** A vault that the first call opens, or somebody who foresees one. */
export function openedLater(open: () => Promise<Vault>): Vault {
  let opened: Vault | undefined;
  // Calls that come together open it each for itself: a request must not wait for a promise of another one, which hangs
  // when that other one is cut off.
  const vault = async () => (opened ??= await open());
  return {
    async foresee() {
      // Whoever needs it hears of a failure.
      await vault().catch(() => {});
    },
    tokenOf: async (id) => (await vault()).tokenOf(id),
    idOf: async (token) => (await vault()).idOf(token),
    slot: async (agency, n) => (await vault()).slot(agency, n),
    blindIndex: async (idType, idNumber) => (await vault()).blindIndex(idType, idNumber),
    claimant: async (idType, idNumber) => (await vault()).claimant(idType, idNumber),
    digest: async (text) => (await vault()).digest(text),
    sealIdentity: async (identity, person) => (await vault()).sealIdentity(identity, person),
    openIdentity: async (sealed, person) => (await vault()).openIdentity(sealed, person),
    sealFile: async (plain, context) => (await vault()).sealFile(plain, context),
    openFile: async (sealed, context) => (await vault()).openFile(sealed, context),
    commitment: async (identity, certificateId) => (await vault()).commitment(identity, certificateId),
  };
}
