import { decimalsOf } from '../../domain/currency.js';
import type { Minor } from '../../domain/fact.js';
import { PabulibError, type Row } from './pabulib-text.js';
import { countOf, dayOf, minorOf } from './pabulib-values.js';

const voteTypes = ['approval', 'choose-1', 'cumulative', 'ordinal', 'scoring'] as const;
/**
 * How voters say what they want: picks, one pick, points to share out, an order, a mark for each.
 */
export type VoteType = (typeof voteTypes)[number];

/** What a ballot may hold of one category of options. */
export interface CategoryLimits {
  name: string;
  maxSumCost?: Minor;
  minLength?: number;
  maxLength?: number;
}

/** What the META section says. Amounts in minor units of `currency`, days as `yyyy-mm-dd`. */
export interface PabulibMeta {
  description: string;
  country: string;
  unit: string;
  instance: string;
  subunit?: string;
  district?: string;
  language?: string;
  budget: Minor;
  currency: string;
  /** Of the currency: a minor unit is the tenth, hundredth… part that this many decimals write. */
  decimals: number;
  voteType: VoteType;
  rule: string;
  dateBegin: string;
  dateEnd: string;
  numProjects: number;
  numVotes: number;
  minLength?: number;
  maxLength?: number;
  minSumCost?: Minor;
  maxSumCost?: Minor;
  minSumPoints?: number;
  maxSumPoints?: number;
  minPoints?: number;
  maxPoints?: number;
  minProjectScoreThreshold?: number;
  categories: CategoryLimits[];
  /** Every key and its value, as written. */
  raw: Record<string, string>;
}

/** Reads the META section, whose title stands on line `title`. Throws PabulibError. */
export function metaOf(title: number, rows: Row[]): PabulibMeta {
  const meta = new MetaRows(title, rows);
  const words = [(text: string) => text, 'text'] as const;
  const currency = meta.required('currency', ...words);
  const decimals = meta.required('currency', decimalsOf, 'a currency of ISO 4217');
  const money = [(text: string) => minorOf(text, decimals), `an amount in ${currency}`] as const;
  const count = [countOf, 'a whole number'] as const;
  const days = {
    dateBegin: meta.required('date_begin', (text) => dayOf(text, 'first'), 'a day or a year'),
    dateEnd: meta.required('date_end', (text) => dayOf(text, 'last'), 'a day or a year'),
  };
  if (days.dateEnd < days.dateBegin) meta.fail('date_end', 'the vote ends before it begins.');
  return {
    description: meta.required('description', ...words),
    country: meta.required('country', ...words),
    unit: meta.required('unit', ...words),
    instance: meta.required('instance', ...words),
    subunit: meta.value('subunit', ...words),
    district: meta.value('district', ...words),
    language: meta.value('language', ...words),
    budget: meta.required('budget', ...money),
    currency,
    decimals,
    voteType: meta.required('vote_type', voteTypeOf, `one of ${voteTypes.join(', ')}`),
    rule: meta.required('rule', ...words),
    ...days,
    numProjects: meta.required('num_projects', ...count),
    numVotes: meta.required('num_votes', ...count),
    minLength: meta.value('min_length', ...count),
    maxLength: meta.value('max_length', ...count),
    minSumCost: meta.value('min_sum_cost', ...money),
    maxSumCost: meta.value('max_sum_cost', ...money),
    minSumPoints: meta.value('min_sum_points', ...count),
    maxSumPoints: meta.value('max_sum_points', ...count),
    minPoints: meta.value('min_points', ...count),
    maxPoints: meta.value('max_points', ...count),
    minProjectScoreThreshold: meta.value('min_project_score_threshold', ...count),
    categories: categoriesOf(meta, money, count),
    raw: meta.raw(),
  };
}

const voteTypeOf = (text: string) => voteTypes.find((type) => type === text);

type Kind<T> = readonly [parse: (text: string) => T | undefined, what: string];

/** Limits stand in the order of the categories; one alone is for all of them. */
function categoriesOf(meta: MetaRows, money: Kind<Minor>, count: Kind<number>): CategoryLimits[] {
  const names =
    meta.value('categories', (text) => text.split(',').map((name) => name.trim()), '') ?? [];
  const limits = <T>(key: string, [parse, what]: Kind<T>): (T | undefined)[] => {
    const list = meta.value(key, listOf(parse), `a list, separated by commas, of ${what}`) ?? [];
    if (list.length > 1 && list.length !== names.length)
      meta.fail(key, `${key} has ${list.length} values for ${names.length} categories.`);
    return names.map((_, i) => list[list.length > 1 ? i : 0]);
  };
  const maxSumCost = limits('max_sum_cost_per_category', money);
  const minLength = limits('min_length_per_category', count);
  const maxLength = limits('max_length_per_category', count);
  return names.map((name, i) => ({
    name,
    maxSumCost: maxSumCost[i],
    minLength: minLength[i],
    maxLength: maxLength[i],
  }));
}

const listOf =
  <T>(parse: (text: string) => T | undefined) =>
  (text: string): T[] | undefined => {
    const list = text.split(',').map((item) => parse(item.trim()));
    return list.every((item) => item !== undefined) ? (list as T[]) : undefined;
  };

class MetaRows {
  private readonly rows = new Map<string, { line: number; text: string }>();

  constructor(
    private readonly title: number,
    [header, ...rows]: Row[],
  ) {
    if (header?.cells.map((cell) => cell.trim()).join(';') !== 'key;value')
      throw new PabulibError(header?.line ?? title, 'META should begin with the header key;value.');
    for (const { line, cells } of rows) {
      const [key = '', text = ''] = cells.map((cell) => cell.trim());
      if (cells.length !== 2)
        throw new PabulibError(line, `${key} should be one key and one value, separated by ";".`);
      if (this.rows.has(key)) throw new PabulibError(line, `META has ${key} twice.`);
      this.rows.set(key, { line, text });
    }
  }

  /** What a key says, if it is there and not empty. */
  value<T>(key: string, parse: (text: string) => T | undefined, what: string): T | undefined {
    const text = this.rows.get(key)?.text;
    if (!text) return undefined;
    const value = parse(text);
    return value === undefined ? this.fail(key, `${key} is "${text}", not ${what}.`) : value;
  }

  required<T>(key: string, parse: (text: string) => T | undefined, what: string): T {
    return this.value(key, parse, what) ?? this.fail(key, `META does not say ${key}.`);
  }

  fail(key: string, reason: string): never {
    throw new PabulibError(this.rows.get(key)?.line ?? this.title, reason);
  }

  raw(): Record<string, string> {
    return Object.fromEntries([...this.rows].map(([key, { text }]) => [key, text]));
  }
}
