import type { Person } from '../keys/person.js';
import type { Vault } from '../keys/vault.js';
import type { Queryable } from '../views/fold.js';

/** Somebody to write to, as long as one message takes. */
export interface Recipient {
  email: string;
  locale: string;
}

interface ContactRow {
  person: string;
  email: string;
  locale: string;
}

/** What recipients are found out with. */
export type People = Pick<Vault, 'ownerOf' | 'open' | 'people'>;

/** How many contacts are looked at together. */
const PAGE = 500;

/** The author behind an idea and its title; null where there is nobody to write to. */
export const authorOf = async (
  ideaId: string,
  people: People,
  db: Queryable,
): Promise<{ recipient: Recipient | null; title: string | null }> => {
  const { rows } = await db.query('select title from outbox.author where idea_id = $1', [ideaId]);
  const digest = rows[0]?.['title'] as string | null | undefined;
  const owner = digest ? await people.ownerOf(digest) : undefined;
  if (!digest || !owner) return { recipient: null, title: null };
  const [title] = await people.open([digest]);
  const contacts = await db.query('select * from outbox.contact where person = $1', [owner.id]);
  const [recipient = null] = await opened(contacts.rows as unknown as ContactRow[], people);
  return { recipient, title: typeof title === 'string' ? title : null };
};

/**
 * Everybody who can be written to, page by page, with the person's keys to make pseudonyms from: who is
 * behind a pseudonym stands nowhere.
 */
export async function* everybody(
  people: People,
  db: Queryable,
): AsyncGenerator<{ person: Person; recipient: Recipient | null }[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await db.query(
      'select * from outbox.contact where person > $1 order by person limit $2',
      [after, PAGE],
    );
    const page = rows as unknown as ContactRow[];
    if (!page.length) return;
    const known = new Map((await people.people(page.map((r) => r.person))).map((p) => [p.id, p]));
    const recipients = await opened(page, people);
    yield page.flatMap(({ person }, i) => {
      const found = known.get(person);
      return found ? [{ person: found, recipient: recipients[i]! }] : [];
    });
    after = page.at(-1)!.person;
  }
}

/** The addresses of contacts; null where one is erased or cannot be opened. */
const opened = async (
  contacts: readonly ContactRow[],
  people: People,
): Promise<(Recipient | null)[]> => {
  const emails = await people.open(contacts.map(({ email }) => email));
  return contacts.map(({ locale }, i) => {
    const email = emails[i];
    return typeof email === 'string' ? { email, locale } : null;
  });
};
