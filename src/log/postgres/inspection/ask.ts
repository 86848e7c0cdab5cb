/** Asks a question of PostgreSQL; each row is a list of texts. */
export type Ask = (text: string, values?: string[]) => Promise<(string | null)[][]>;
