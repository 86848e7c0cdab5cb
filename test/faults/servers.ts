import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/package-root.js';
import type { ServerOptions } from './protocol.js';
import { signal } from './processes.js';

const PROGRAM = fileURLToPath(new URL('./server.ts', import.meta.url));
const AWAY = 5;
const PAUSE_MS = 200;
const MOST_CRASHES = 5;

/** A server process, started again whenever it ends, as a supervisor would. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private wanted = false;
  private kept: Promise<void> | undefined;
  /** Where it listens; nothing while it is away. */
  port: number | undefined;
  /** How often it had to be started again. */
  restarts = 0;
  /** Ends that nobody asked for and no missing database explains. */
  readonly crashes: string[] = [];

  /** `options` are asked for at each start; what it says goes to the file. */
  constructor(
    private readonly options: () => ServerOptions,
    private readonly file: string,
  ) {}

  start(): void {
    this.wanted = true;
    this.kept = this.keep();
  }

  /** Resolves once it listens, or is stopped. Throws an Error where it ends by itself again and again. */
  async ready(): Promise<void> {
    const before = this.crashes.length;
    while (this.wanted && !this.port) {
      if (this.crashes.length - before > MOST_CRASHES) throw new Error(this.crashes.at(-1));
      await sleep(20);
    }
  }

  signal(name: NodeJS.Signals): void {
    if (this.child?.pid) signal([this.child.pid], name);
  }

  /** Lets it answer what it has accepted, and end; it is not started again by itself. */
  async stop(): Promise<void> {
    this.wanted = false;
    this.signal('SIGCONT');
    this.child?.send('stop', () => undefined);
    const timer = setTimeout(() => this.signal('SIGKILL'), 20_000);
    await this.kept;
    clearTimeout(timer);
  }

  private async keep(): Promise<void> {
    while (this.wanted) {
      const out = openSync(this.file, 'a');
      const child = spawn(
        process.execPath,
        ['--import', './test/support/typescript.js', PROGRAM, JSON.stringify(this.options())],
        {
          cwd: packageRoot,
          stdio: ['ignore', out, out, 'ipc'],
          env: { ...process.env, NODE_OPTIONS: '' },
        },
      );
      this.child = child;
      child.once('message', (message) => (this.port = (message as { port: number }).port));
      const [code, killer] = (await once(child, 'exit')) as [number | null, string | null];
      this.port = undefined;
      if (this.wanted && code !== AWAY && killer !== 'SIGKILL')
        this.crashes.push(
          `a server ended by itself: ${killer ?? `exit ${code}`}, see ${this.file}`,
        );
      if (!this.wanted) return;
      this.restarts++;
      await sleep(PAUSE_MS);
    }
  }
}
