import { randomBytes } from 'node:crypto';
import type { Fact } from '../domain/fact.js';
import type { Person } from '../keys/person.js';
import type { Kept } from '../keys/vault.js';
import { disclosureDigest, disclosureText } from '../ledger/disclosure.js';

/** What the log keeps of a fact's personal members, and what opens it. */
export interface Sealed {
  /** Digests by name; absent where nothing is personal. */
  sealed?: Record<string, string>;
  disclosures: Kept[];
}

/** Where the words of a fact stand, and whose they are by the name of the member. */
export interface Words {
  eventId: string;
  consultationId: string | null;
  ownerOf: (name: string) => Person;
}

/** Seals each personal member of a fact by itself, under a new salt. */
export const sealFact = (
  { personal, visibility = 'public' }: Fact,
  { eventId, consultationId, ownerOf }: Words,
): Sealed => {
  const members = Object.entries(personal ?? {});
  if (!members.length) return { disclosures: [] };
  const disclosures = members.map(([name, value]): Kept & { name: string } => {
    const disclosure = disclosureText({ salt: randomBytes(16).toString('base64url'), name, value });
    return {
      name,
      disclosure,
      digest: disclosureDigest(disclosure),
      person: ownerOf(name),
      eventId,
      consultationId,
      listed: visibility === 'public',
    };
  });
  return {
    sealed: Object.fromEntries(disclosures.map(({ name, digest }) => [name, digest])),
    disclosures,
  };
};
