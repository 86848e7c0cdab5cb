import type { Audience } from '../bundle/manifest.js';
import { disclosureDigest, parseDisclosure } from '../disclosure.js';
import { DATA } from '../leaf.js';
import { malformed } from '../ledger-error.js';
import { Hidden, subjectsOf } from '../moderation.js';
import type { Leaf } from '../parse-leaf.js';

/** What of an event stands beside its leaf and is told. */
export interface Told {
  /** The event's data; absent where it is kept back. */
  data?: unknown;
  /** The words that are open, by name. */
  words: Record<string, unknown>;
}

/**
 * How many disclosures are told and how many are not, and why: `erased` by a notice in the log,
 * `moderated` where they are words of what moderators hide, which the public is not told, `kept` for auditors, `unlisted` words of a secret ballot, whose erasure no notice may name.
 */
export interface DisclosureCounts {
  open: number;
  withheld: number;
  erased: number;
  moderated: number;
  kept: number;
  unlisted: number;
  unexplained: number;
}

type Why = Exclude<keyof DisclosureCounts, 'open' | 'withheld'>;

/** What is not told: why, beside which leaf, and what would explain it by being hidden. */
interface Withheld {
  why: Why;
  n: number;
  subjects: string[];
}

/** Holds disclosures to the digests in the leaves, and remembers what is withheld until it is explained. */
export class Disclosed {
  readonly #withheld = new Map<string, Withheld>();
  readonly #hidden = new Hidden();
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
      const subjects = this.audience === 'public' ? subjectsOf(event.type, told.data) : [];
      for (const digest of digests)
        if (!open.includes(digest)) this.#withhold(digest, { why, n, subjects });
    }
    return told;
  }

  /** Takes in that something is hidden or shown again, where an event says so. */
  moderate(type: string, data: unknown): void {
    this.#hidden.take(type, data);
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
    for (const [digest, withheld] of this.#withheld)
      if (this.#whyOf(withheld) === 'unexplained') return { digest, n: withheld.n };
    return undefined;
  }

  get counts(): DisclosureCounts {
    const counts = { erased: 0, moderated: 0, kept: 0, unlisted: 0, unexplained: 0 };
    for (const withheld of this.#withheld.values()) counts[this.#whyOf(withheld)]++;
    return { open: this.#open, withheld: this.#withheld.size, ...counts };
  }

  /** Why something is withheld, as the log stands at its end. */
  #whyOf({ why, subjects }: Withheld): Why {
    return why === 'unexplained' && this.#hidden.hides(subjects) ? 'moderated' : why;
  }

  #withhold(digest: string, withheld: Withheld): void {
    if (this.#withheld.has(digest)) throw malformed(`The digest ${digest} stands in two leaves.`);
    this.#withheld.set(digest, withheld);
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
