import type { Audience } from '../bundle/manifest.js';
import { disclosureDigest, parseDisclosure } from '../disclosure.js';
import { DATA } from '../leaf.js';
import { malformed } from '../ledger-error.js';
import type { Leaf } from '../parse-leaf.js';

/** What of an event stands beside its leaf and is told. */
export interface Told {
  /** The event's data; absent where it is kept back. */
  data?: unknown;
  /** The words that are open, by name. */
  words: Record<string, unknown>;
}

/**
 * How many disclosures are told and how many are not, and why: `erased` by a notice in the log, `kept`
 * for auditors, `unlisted` words of a secret ballot, whose erasure no notice may name.
 */
export interface DisclosureCounts {
  open: number;
  withheld: number;
  erased: number;
  kept: number;
  unlisted: number;
  unexplained: number;
}

type Why = Exclude<keyof DisclosureCounts, 'open' | 'withheld'>;

/** Holds disclosures to the digests in the leaves, and remembers what is withheld until it is explained. */
export class Disclosed {
  readonly #withheld = new Map<string, { why: Why; n: number }>();
  #open = 0;

  constructor(private readonly audience: Audience) {}

  /** What the leaf's disclosures tell; refuses what belongs to no digest of it or is not for this audience. */
  read({ n, event, digests }: Leaf, texts: readonly string[]): Told {
    const isSecret = event.visibility !== 'public';
    if (texts.length && isSecret && this.audience === 'public')
      throw malformed('A bundle for the public tells what is kept for auditors.');
    const { open, words, data } = openedBy(texts, digests);
    if (data !== undefined && 'data' in event)
      throw malformed('The data of the event is in its leaf and beside it.');
    const told = { data: data === undefined ? event.data : data, words };
    if (told.data === undefined && (!isSecret || this.audience === 'auditor'))
      throw malformed('The data of the event is withheld, which nothing explains.');
    this.#open += texts.length;
    if (open.length < digests.length) {
      const why = !isSecret ? 'unexplained' : this.audience === 'public' ? 'kept' : 'unlisted';
      for (const digest of digests) if (!open.includes(digest)) this.#withhold(digest, why, n);
    }
    return told;
  }

  /** Explains what is withheld by a notice of its erasure. */
  erase(digests: readonly string[]): void {
    for (const digest of digests) {
      const withheld = this.#withheld.get(digest);
      if (!withheld)
        throw malformed(`The notice says that ${digest} is erased, and the bundle still tells it.`);
      withheld.why = 'erased';
    }
  }

  /** The first disclosure that is withheld and not explained. */
  get unexplained(): { digest: string; n: number } | undefined {
    for (const [digest, { why, n }] of this.#withheld)
      if (why === 'unexplained') return { digest, n };
    return undefined;
  }

  get counts(): DisclosureCounts {
    const counts = { erased: 0, kept: 0, unlisted: 0, unexplained: 0 };
    for (const { why } of this.#withheld.values()) counts[why]++;
    return { open: this.#open, withheld: this.#withheld.size, ...counts };
  }

  #withhold(digest: string, why: Why, n: number): void {
    if (this.#withheld.has(digest)) throw malformed(`The digest ${digest} stands in two leaves.`);
    this.#withheld.set(digest, { why, n });
  }
}

/** What disclosures of a leaf say, and which of its digests they open. */
const openedBy = (
  texts: readonly string[],
  digests: readonly string[],
): Told & { open: string[] } => {
  const opened: Told & { open: string[] } = { open: [], words: {} };
  for (const text of texts) {
    const digest = disclosureDigest(text);
    if (!digests.includes(digest)) throw malformed('A disclosure is of no digest in its leaf.');
    if (digest <= (opened.open.at(-1) ?? ''))
      throw malformed('Disclosures of a leaf are not in the order of its digests.');
    opened.open.push(digest);
    const { name, value } = parseDisclosure(text);
    if (name === DATA ? opened.data !== undefined : Object.hasOwn(opened.words, name))
      throw malformed(`Two disclosures of a leaf are named ${name}.`);
    if (name === DATA) opened.data = value;
    else Object.defineProperty(opened.words, name, { value, enumerable: true, configurable: true });
  }
  return opened;
};
