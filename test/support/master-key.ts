/** The master key of servers and commands in tests, so that several may share a database. */
export const masterKey = '5e'.repeat(32);
