import 'reflect-metadata';
import { Command } from 'commander';
import { publicSchema } from '../graphql/public-schema.js';

/** `cahier schema`: prints the public contract, sorted. */
export const schemaCommand = (): Command =>
  new Command('schema').description('print the GraphQL schema').action(async () => {
    process.stdout.write(await publicSchema());
  });
