import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const data = new URL('../../data/', import.meta.url);

/** Where the conversation kept with the tests lies. */
export const seattle = fileURLToPath(new URL('polis/15-per-hour-seattle/', data));

/** Where the consultation kept with the tests lies. */
export const rua = fileURLToPath(new URL('rua/', data));

/** Votes for, against, neither. */
type Three = [number, number, number];

interface Said {
  agree: number;
  disagree: number;
  pass: number;
}

/** What is true of a conversation, counted from its rows by others. */
export interface PolisTruth {
  vote_rows: number;
  revotes: number;
  distinct_voter_comment_pairs: number;
  voters: number;
  moderated: Record<string, number>;
  totals_every_row: Said;
  totals_current_last_vote_wins: Said;
  as_of: { until_timestamp_inclusive: number; current: Said }[];
  per_comment: Record<string, { rows: Three; current: Three }>;
}

/** What is true of a consultation, counted from its rows by others; votes by what they say. */
export interface RuaTruth {
  counts: Record<string, number>;
  vote_values: Record<string, number>;
  as_of: { end_of_day: string; votes: Record<string, number> }[];
  per_opinion: Record<
    string,
    { votes_yes_mixed_no_recount: Three; arguments_for_against_rows: [number, number] }
  >;
}

const truth = async (file: string): Promise<any> =>
  JSON.parse(gunzipSync(await readFile(new URL(file, data))).toString());

/** Counts of the conversation. */
export const polisTruth = async (): Promise<PolisTruth> =>
  (await truth('polis/polis_truth.json.gz')).conversations['15-per-hour-seattle'];

/** Counts of the consultation. */
export const ruaTruth = (): Promise<RuaTruth> => truth('rua/rua_truth.json.gz');

/** Makes a folder of these files for a while. */
export const inFolder = async <T>(
  files: Record<string, string | Uint8Array>,
  work: (path: string) => Promise<T>,
): Promise<T> => {
  const path = await mkdtemp(join(tmpdir(), 'cahier-import-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
    return await work(path);
  } finally {
    await rm(path, { recursive: true });
  }
};
