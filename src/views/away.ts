const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const sqlStates = /^(08...|57P0.|53300)$/;
const messages =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded)/;

const codeOf = (error: unknown): string => String((error as { code?: string } | null)?.code ?? '');

/** Whether an error says that the database is away: what was asked may be asked again. */
export const isAway = (error: unknown): boolean => {
  const code = codeOf(error);
  return (
    network.has(code) || sqlStates.test(code) || messages.test(String((error as Error)?.message))
  );
};

/** Whether an error says that a table is not there. */
export const isUnmade = (error: unknown): boolean => codeOf(error) === '42P01';

/** Whether an error says that a question took longer to answer than anything may. */
export const isTooSlow = (error: unknown): boolean => codeOf(error) === '57014';
