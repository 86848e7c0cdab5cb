import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readPabulib, type PabulibFile } from '../../../src/cli/import/pabulib-file.js';

const folder = new URL('../../data/pabulib/', import.meta.url);
const files = new Map(
  readdirSync(folder)
    .filter((file) => /\.pb(\.gz)?$/.test(file))
    .map((file) => [file.replace(/\.gz$/, ''), file]),
);

/** The elections kept with the tests, by their names at Pabulib (`….pb`). */
export const electionNames = [...files.keys()];

/** Where one of them lies. */
export const electionPath = (name: string): URL =>
  new URL(encodeURIComponent(files.get(name)!), folder);

/** Reads one of them. */
export const election = (name: string): PabulibFile => {
  const file = files.get(name)!;
  return readPabulib(readFileSync(new URL(encodeURIComponent(file), folder)), file);
};

interface CountedOption {
  id: string;
  cost: number;
  votes_recount: number;
  votes_column?: number;
  points_recount?: number;
  borda_recount?: number;
  score_column?: number;
  selected?: string;
}

/**
 * What is true of an election, counted from its rows by others. Amounts in whole units of
 * currency.
 */
export interface Counted {
  vote_type: string;
  rule: string;
  budget: number;
  currency: string;
  country: string;
  unit: string;
  num_projects: number;
  num_votes: number;
  duplicate_voter_ids: number;
  empty_votes: number;
  votes_with_duplicate_project: number;
  min_length?: string;
  max_length?: string;
  max_sum_cost?: string;
  min_sum_points?: string;
  max_sum_points?: string;
  max_points?: string;
  min_project_score_threshold?: string;
  projects: CountedOption[];
  greedy_key?: 'votes' | 'score';
  /** By `rule/ties`: how its winners differ from those the city funded by its rule. */
  greedy_variants?: Record<string, { missing: number; extra: number }>;
  voters_by_sex?: Record<string, number>;
  voters_by_voting_method?: Record<string, number>;
}

/**
 * Who is funded under one rule, in whole units of currency; `winners_…` under another tie-break,
 * if it matters.
 */
export interface Funded {
  winners?: string[];
  winners_in_selection_order?: boolean;
  winners_T1rev?: string[];
  winners_lexico?: string[];
  cost?: number;
  k?: number;
}

export interface Ruled {
  voters: number;
  budget: number;
  vote_type: string;
  rules: Record<string, Funded>;
}

const truth = <T>(file: string): Record<string, T> =>
  JSON.parse(gunzipSync(readFileSync(new URL(file, folder))).toString()).instances;

/** Counts of each election. */
export const counted = truth<Counted>('pabulib_truth.json.gz');

/** Reference outcomes of the rules. */
export const ruled = truth<Ruled>('rules_truth.json.gz');
