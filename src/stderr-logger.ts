import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Config } from './config.js';

/** Nest's logger on stderr: stdout belongs to what a command was asked for. */
export class StderrLogger extends ConsoleLogger {
  protected override printMessages(messages: unknown[], context?: string, level?: LogLevel): void {
    super.printMessages(messages, context, level, 'stderr');
  }

  protected override printAsJson(
    message: unknown,
    options: Parameters<ConsoleLogger['printAsJson']>[1],
  ): void {
    super.printAsJson(message, { ...options, writeStreamType: 'stderr' });
  }
}

const levels = {
  error: ['error', 'fatal'],
  warn: ['error', 'fatal', 'warn'],
  info: ['error', 'fatal', 'warn', 'log'],
  debug: ['error', 'fatal', 'warn', 'log', 'debug'],
} as const;

/** Nest's logger at the configured level: lines of JSON in production, quiet about wiring. */
export const loggerOf = ({ environment, logLevel }: Config): ConsoleLogger =>
  new StderrLogger({
    json: environment === 'production',
    logLevels: [...levels[logLevel === 'info' ? 'warn' : logLevel]],
  });
