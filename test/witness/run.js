import { fail } from '../../dist/src/cli/fail.js';
import { witnessCommand } from '../../dist/src/cli/witness.js';

/** `cahier witness` without the rest of Cahier, which takes longer to start. */
await witnessCommand().parseAsync().catch(fail);
