import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath } from '../support/chromium.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown } from '../support/town.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await foundTown(server);
}, 60_000);
afterAll(() => server.close());

const get = async (path: string) => {
  const response = await fetch(new URL(path, server.url));
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('GraphiQL', () => {
  test('is served from this machine alone: the page, and every file it names', async () => {
    const { text: page } = await get('/graphiql');
    const named = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, path]) => path!);
    expect(named).toHaveLength(5);
    for (const path of named) {
      expect(path).toMatch(/^\/graphiql\/[\w.-]+$/);
      const { status, text } = await get(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(text.length).toBeGreaterThan(100);
    }
    expect(page + (await get('/graphiql/start.js')).text).not.toMatch(/https?:|\/\/\w/);
  });

  test('may load nothing from elsewhere, and be framed by nobody', async () => {
    const policy = (await get('/graphiql')).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  test('has no other file', async () => {
    for (const path of ['x.js', '../package.json', '..%2fpackage.json', 'package.json', ''])
      expect([path, (await get(`/graphiql/${path}`)).text]).not.toEqual([
        path,
        expect.stringContaining('dependencies'),
      ]);
    expect((await get('/graphiql/x.js')).status).toBe(404);
  });
});

const inBrowser = chromiumPath ? describe : describe.skip;
inBrowser(
  `GraphiQL in Chromium${chromiumPath ? '' : ' (skipped: no chromium on this machine)'}`,
  () => {
    let browser: Browser;
    let page: Page;
    const foreign: string[] = [];
    const troubles: string[] = [];

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
      const context = await browser.newContext();
      await context.route('**/*', (route) => {
        const url = route.request().url();
        if (url.startsWith(server.url)) return route.continue();
        foreign.push(url);
        return route.abort();
      });
      page = await context.newPage();
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') troubles.push(message.text());
      });
      await page.goto(`${server.url}/graphiql`);
      await page.waitForSelector('.graphiql-query-editor .CodeMirror');
    }, 60_000);
    afterAll(() => browser.close());

    const write = (editor: string, text: string) =>
      page
        .locator(`${editor} .CodeMirror`)
        .evaluate((element: any, value) => element.CodeMirror.setValue(value), text);
    const run = async (query: string, expected: string) => {
      await write('.graphiql-query-editor', query);
      await page.click('.graphiql-execute-button');
      await page.locator('.graphiql-response', { hasText: expected }).waitFor();
    };

    test('runs a query with the network cut', async () => {
      await run(
        '{ organisation(organisationId: "arcueil") { name areas { name } } }',
        'Ville d’arcueil',
      );
      expect({ foreign, troubles }).toEqual({ foreign: [], troubles: [] });
    });

    test('shows what can be asked', async () => {
      await page.click('button[aria-label="Show Documentation Explorer"]');
      await page.click('.graphiql-doc-explorer a:has-text("Query")');
      await page.waitForSelector('.graphiql-doc-explorer a:has-text("consultations")');
      expect({ foreign, troubles }).toEqual({ foreign: [], troubles: [] });
    });

    test('asks as whoever’s token stands among its headers', async () => {
      const token = await server.token('citizen', 'gaelle');
      await page.click('button:has-text("Headers")');
      await write(
        '.graphiql-editor-tool .graphiql-editor:not(.hidden)',
        JSON.stringify({ authorization: `Bearer ${token}` }),
      );
      await run('{ viewer { sub roles } }', 'gaelle');
      expect({ foreign, troubles }).toEqual({ foreign: [], troubles: [] });
    });
  },
);
