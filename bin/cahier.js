#!/usr/bin/env node
import { setUp } from './setup.js';

setUp();
await import('../dist/src/cli/cahier.js');
