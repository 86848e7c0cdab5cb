import { Command, Option } from 'commander';
import { roles, type Role } from '../acts/principal.js';
import { loadConfig, type Config } from '../config.js';
import { signDevelopmentToken } from '../identity/tokens.js';
import { CliError } from './fail.js';

interface Options {
  role: Role[];
  sub: string;
  organisation: string[];
  area?: string;
}

/** A token of development for one person; refused where other keys than the development ones are trusted. */
export const developmentToken = async (config: Config, options: Options): Promise<string> => {
  if (config.tokens.keys.kind !== 'development')
    throw new CliError(
      'Tokens come from the configured identity provider here, not from `cahier token`.',
    );
  const { role, sub, organisation, area } = options;
  return signDevelopmentToken(config, {
    sub,
    roles: role,
    organisations: organisation,
    ...(area && { areaId: area }),
  });
};

/** `cahier token`: prints a bearer token of development. */
export const tokenCommand = (): Command =>
  new Command('token')
    .description('print a bearer token for development, good for a day')
    .addOption(
      new Option('--role <role...>', 'what the person may do').choices(roles).makeOptionMandatory(),
    )
    .requiredOption('--sub <name>', 'name of the account')
    .option('--organisation <id...>', 'organisations in which staff may act', ['*'])
    .option('--area <id>', 'area where a citizen lives')
    .action(async (options: Options) => {
      process.stdout.write(`${await developmentToken(loadConfig(process.env), options)}\n`);
    });
