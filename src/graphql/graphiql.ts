import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from 'express';

const require = createRequire(import.meta.url);
const fileOf = (name: string, file: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), file);

const files: Record<string, string> = {
  'graphiql.css': fileOf('graphiql', 'graphiql.min.css'),
  'graphiql.js': fileOf('graphiql', 'graphiql.min.js'),
  'react.js': fileOf('react', 'umd/react.production.min.js'),
  'react-dom.js': fileOf('react-dom', 'umd/react-dom.production.min.js'),
};

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Cahier – GraphiQL</title>
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>body { margin: 0; } #graphiql { height: 100vh; }</style>
</head>
<body>
<div id="graphiql">Loading…</div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
</body>
</html>
`;

const start = `const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, shouldPersistHeaders: true, defaultEditorToolsVisibility: 'headers' }),
);
`;

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; script-src 'self' 'unsafe-eval'; frame-ancestors 'none'";

/** GraphiQL at /graphiql, from our own files: it needs no other server and works offline. */
export const graphiql = (): Router => {
  const router = Router();
  router.use((_request, response, next) => {
    response.setHeader('content-security-policy', policy);
    next();
  });
  router.get('/', (_request, response) => void response.type('html').send(html));
  router.get('/start.js', (_request, response) => void response.type('js').send(start));
  for (const [name, path] of Object.entries(files))
    router.get(`/${name}`, (_request, response) => void response.sendFile(path));
  return router;
};
