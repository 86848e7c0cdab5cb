import { discussionStream } from '../domain/discussion/state.js';
import { ideaStream } from '../domain/idea/state.js';
import type { Person } from '../keys/person.js';
import type { Vault } from '../keys/vault.js';
import type { Log, Recorded } from '../log/port.js';
import { Forbidden, type Act, type Circumstance } from './act.js';
import type { ActingRole, Principal } from './principal.js';

/** The persons of one wish, with their keys; they last as long as the act. */
export interface Parties {
  /** Who acts; null for the system itself. */
  self: Person | null;
  /** On whose behalf, or whose account it is about; null where there is nobody. */
  other: Person | null;
  /** Whose account is merged into that of the other one. */
  merged?: Person | null;
}

interface From {
  vault: Vault;
  log: Log;
}

/** Who acts, and for whom. Neither an erasure nor a block makes new keys for the account it is about. */
export const partiesOf = async (act: Act, role: ActingRole, from: From): Promise<Parties> => {
  const { principal, onBehalfOf } = act.circumstance;
  if (role === 'system')
    return { self: null, other: (onBehalfOf && (await from.vault.known(onBehalfOf))) || null };
  if (act.wish.type === 'MergeAccounts') return merging(act.circumstance, from.vault);
  if (act.wish.type === 'EraseParticipant') return erasing(act, role, from.vault);
  const [self, other] = await Promise.all([
    actorOf(principal, role, from.vault),
    act.wish.type === 'BlockParticipant'
      ? knownBy(act.circumstance, from)
      : onBehalfOf
        ? from.vault.person(onBehalfOf)
        : null,
  ]);
  return { self, other };
};

/** Who acts; a citizen is known again by the identity that their token tells. */
const actorOf = ({ sub, identity }: Principal, role: ActingRole, vault: Vault): Promise<Person> =>
  role === 'citizen' && identity ? vault.identified(sub, identity) : vault.person(sub);

/** The person behind an account, or behind what they wrote, if there is one. */
const knownBy = async (
  { onBehalfOf, authorOf }: Circumstance,
  { vault, log }: From,
): Promise<Person | null> => {
  if (onBehalfOf) return (await vault.known(onBehalfOf)) ?? null;
  if (!authorOf) return null;
  const { ideaId, commentId } = authorOf;
  const isWanted = ({ type, data }: Recorded) =>
    commentId
      ? type === 'CommentPosted' && (data as { commentId: string }).commentId === commentId
      : type === 'IdeaSubmitted';
  const stream = commentId ? discussionStream(ideaId) : ideaStream(ideaId);
  const written = (await log.readStream(stream)).find(isWanted);
  const ref = (written?.data as { authorRef?: string | null } | undefined)?.authorRef;
  const digest = written?.sealed?.[commentId ? 'text' : 'title'];
  const owner = ref && digest ? await vault.ownerOf(digest) : undefined;
  return owner?.account == null ? null : owner;
};

const erasing = async (
  { circumstance: { principal, onBehalfOf } }: Act,
  role: ActingRole,
  vault: Vault,
): Promise<Parties> => {
  if (!onBehalfOf || onBehalfOf === principal.sub) {
    const self = (await vault.known(principal.sub)) ?? null;
    return { self, other: self };
  }
  if (role === 'citizen') throw new Forbidden('You can have your own account erased only.');
  demandEverywhere(principal);
  const [self, other] = await Promise.all([vault.person(principal.sub), vault.known(onBehalfOf)]);
  return { self, other: other ?? null };
};

const merging = async (
  { principal, onBehalfOf, mergedAccount }: Circumstance,
  vault: Vault,
): Promise<Parties> => {
  demandEverywhere(principal);
  const known = async (account: string | undefined) =>
    (account !== undefined && (await vault.known(account))) || null;
  const [self, other, merged] = await Promise.all([
    vault.person(principal.sub),
    known(onBehalfOf),
    known(mergedAccount),
  ]);
  return { self, other, merged };
};

const demandEverywhere = ({ organisations }: Principal): void => {
  if (!organisations.includes('*'))
    throw new Forbidden('An account belongs to no organisation: your token must cover them all.');
};
