import pg from 'pg';

/**
 * A connection whose death never ends the process: whoever uses it learns of it by the failure of what they ask.
 * For pools of others, which for a moment after connecting listen to no error.
 */
export class SteadyClient extends pg.Client {
  constructor(...config: ConstructorParameters<typeof pg.Client>) {
    super(...config);
    this.on('error', () => {});
  }
}
