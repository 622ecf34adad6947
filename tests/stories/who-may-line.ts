/** One line of the table of who may do what. */
import type { Who } from './people.ts';
import type { Call, World } from './world.ts';

export type Owner = 'A' | 'B';

/** One line of the table of who may do what, read from the domain, not from the code that decides. */
export interface Line {
  readonly route: string;
  /** Roles of an agency, which reach that agency's things. */
  readonly agency: readonly string[];
  /** Roles of the authority, which reach everybody's; in the office of a province, those of its agencies, as A is one. */
  readonly authority: readonly string[];
  /** Not for the office of a province. */
  readonly national?: boolean;
  readonly employer?: boolean;
  /** How to ask. `granted`: it will be done, so it takes something that can be used up. */
  ask(world: World, owner: Owner, granted: boolean, who: Who): Promise<Asked> | Asked;
  /** The thing asked for belongs to an owner. */
  readonly owned?: boolean;
  /** The thing asked for belongs to the employer. */
  readonly firms?: boolean;
  /** Roles of the authority that reach only its own things. */
  readonly ownOnly?: readonly string[];
  /** How it answers whoever may, where that is not 200, 201 or 202. */
  readonly done?: number;
}
export interface Asked {
  readonly id?: string;
  readonly query?: string;
  readonly call?: Call;
}
