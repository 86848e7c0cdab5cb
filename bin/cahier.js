#!/usr/bin/env -S node --max-semi-space-size=64
import { setUp } from './setup.js';

setUp();
await import('../dist/src/cli/cahier.js');
