/** `serve` as another page, another host or a curious reader meets it: each rule of web/server.ts by plain HTTP. */
import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentDocument } from '../../src/report/experiment-document.ts';
import { type Served, type Site, servePages } from '../../src/web/server.ts';
import { completed, documentOf, twoDirections, VARIATION } from './documents.ts';

const NAME = 'two-directions';
/** What would end a script, a comment or a line where it stood in a page as it is. */
const HOSTILE = '</script><script>alert(1)</script><!--<script>\u2028"\'&';

let document: ExperimentDocument;
let served: Served;
let names: Map<string, string>;
let reported: unknown[];

beforeAll(async () => {
  document = documentOf(twoDirections(), (_, i) => completed(0.9 + VARIATION[i]));
  const site: Site = {
    list: async () => ({
      tag: 'list-1',
      document: {
        format: 1,
        madeBy: 'bothways 0.1.0',
        database: 'results/bothways.db',
        experiments: [...names.keys()].map((name) => ({
          name,
          description: HOSTILE,
          runs: { planned: 20, stored: 20, lost: 0 },
          updatedAt: '2026-03-01T12:00:00.000Z',
          lastFinishedAt: '2026-03-01T12:00:01.000Z',
          sentences: [HOSTILE],
        })),
      },
    }),
    experiment: async (name) => {
      if (name === 'broken') throw new Error('the secret reason');
      const tag = names.get(name);
      return tag === undefined ? null : { tag, document: { ...document, name, description: HOSTILE } };
    },
    report: (error) => reported.push(error),
  };
  served = await servePages(site, { port: 0 });
});
beforeEach(() => {
  names = new Map([[NAME, 'tag-1']]);
  reported = [];
});
afterAll(() => served.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request; paths go out as they stand. */
function ask(path: string, { method = 'GET', headers = {} as Record<string, string> } = {}): Promise<Answer> {
  const { port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const token = () => new URL(served.url).pathname.split('/')[1];
const page = (path = '') => `/${token()}/${path}`;

describe('who is let in', () => {
  it('listens on 127.0.0.1 and on no other address of the machine', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ address, family }) => family === 'IPv4' && address !== '127.0.0.1')
      .map(({ address }) => address);
    for (const host of [...others, '127.0.0.2', '::1']) {
      const outcome = await new Promise((resolve) => {
        const socket = createConnection({ host, port: Number(new URL(served.url).port) });
        socket.on('connect', () => resolve('connected'));
        socket.on('error', ({ message }) => resolve(message));
        socket.setTimeout(2000, () => resolve('no answer'));
      });
      expect(outcome, host).not.toBe('connected');
    }
  });

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:65535'])(
    'answers as host %s',
    async (host) => {
      expect((await ask(page(), { headers: { host } })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    'localhost:',
    '127.0.0.2',
    '0.0.0.0',
  ])('refuses host "%s", which somebody else’s name server may point here', async (host) => {
    expect((await ask(page(), { headers: { host } })).status).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('refuses what a page of another origin asks for (%s)', async (site) => {
    expect((await ask(page(), { headers: { 'sec-fetch-site': site } })).status).toBe(403);
  });

  it.each(['same-origin', 'none'])('answers its own pages and typed addresses (%s)', async (site) => {
    expect((await ask(page(), { headers: { 'sec-fetch-site': site } })).status).toBe(200);
  });

  it('has a secret of 128 bits in its path, another one each time, and nothing without it', async () => {
    expect(token()).toMatch(/^[0-9a-f]{32}$/);
    const wrong = token().replace(/^./, (first) => (first === '0' ? '1' : '0'));
    for (const path of ['/', '', `/${wrong}/`, `/${token().slice(0, 31)}/`, `/${token()}0/`, `/experiment/${NAME}`]) {
      expect((await ask(path || '/')).status, path).toBe(404);
    }
    const other = await servePages(
      {
        list: async () => {
          throw new Error();
        },
        experiment: async () => null,
        report: () => {},
      },
      { port: 0 },
    );
    expect(new URL(other.url).pathname).not.toBe(new URL(served.url).pathname);
    await other.close();
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses %s', async (method) => {
    const { status, headers } = await ask(page(), { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it('answers HEAD without a body', async () => {
    const [head, get] = [await ask(page(), { method: 'HEAD' }), await ask(page())];
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']]);
  });

  it('lets no other origin read an answer', async () => {
    const { headers } = await ask(page('document.json'), { headers: { origin: 'https://evil.example' } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});

describe('what a page may do', () => {
  it('runs the script and style that it came with, by their hash, and nothing else', async () => {
    const { headers, body } = await ask(page(`experiment/${NAME}`));
    const policy = String(headers['content-security-policy']);
    const hashes = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [script] = [...body.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text);
    const styles = [...body.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text]) => text);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashes(script)}`,
      `style-src ${styles.map(hashes).join(' ')}`,
      'img-src blob: data:',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('has the same protection on every answer', async () => {
    names.set(NAME, 'tag-1');
    const answers = [
      await ask('/'),
      await ask(page()),
      await ask(page('document.json')),
      await ask(page('experiment/nobody')),
      await ask(page(`experiment/${NAME}/document.json`), { headers: { 'if-none-match': '"tag-1"' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 200, 200, 404, 304]);
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });

  it('keeps text of the database text, in the page and in the data inside it', async () => {
    for (const path of ['', `experiment/${NAME}`]) {
      const { body } = await ask(page(path));
      expect(body.includes('<script>alert(1)')).toBe(false);
      expect(body.match(/<script/g)).toHaveLength(2); // the data and the client
      expect(body.includes('<!--<')).toBe(false);
      const data = /<script type="application\/json" id="document">(.*?)<\/script>/s.exec(body)?.[1] ?? '';
      expect(data).not.toMatch(/[<\u2028]/);
      expect(JSON.stringify(JSON.parse(data))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
    }
  });
});

describe('what there is', () => {
  it('has no files: names lead to experiments, and other paths nowhere', async () => {
    const paths = [
      '../../package.json',
      '..%2f..%2fpackage.json',
      'experiment/..%2f..%2fpackage.json',
      'package.json',
      'experiment/',
      'experiment',
      `experiment/${NAME}/`,
      `experiment/${NAME}/other.json`,
      `experiment/${NAME}/document.json/`,
      '%',
      '%zz/document.json',
      'experiment/%E0%A4%A',
      '\\..\\package.json',
      'favicon.ico',
    ];
    for (const path of paths) expect((await ask(page(path))).status, path).toBe(404);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'has no experiment named %s unless there is one',
    async (name) => {
      expect((await ask(page(`experiment/${name}`))).status).toBe(404);
      names.set(name, 'tag');
      expect((await ask(page(`experiment/${name}`))).status).toBe(200);
    },
  );

  it.each(['a b', 'sizes epochs=200 units=4,8', 'a/b', 'a%2Fb', '学习率', '?', '#', '..', '"'])(
    'finds an experiment named "%s" by its address',
    async (name) => {
      names.set(name, 'tag');
      const path = served.urlOf(name).slice(new URL(served.url).origin.length);
      expect((await ask(path)).status).toBe(200);
      expect(JSON.parse((await ask(`${path}/document.json`)).body).name).toBe(name);
    },
  );

  it('sends a document once: the same tag again is answered by 304', async () => {
    const path = page(`experiment/${NAME}/document.json`);
    const first = await ask(path);
    expect([first.status, first.headers.etag, first.headers['content-type']]).toEqual([
      200,
      '"tag-1"',
      'application/json; charset=utf-8',
    ]);
    const again = await ask(path, { headers: { 'if-none-match': '"tag-1"' } });
    expect([again.status, again.body]).toEqual([304, '']);
    names.set(NAME, 'tag-2');
    expect((await ask(path, { headers: { 'if-none-match': '"tag-1"' } })).status).toBe(200);
  });

  it('tells the browser that something went wrong, and the terminal what', async () => {
    const { status, body } = await ask(page('experiment/broken'));
    expect([status, body]).toEqual([500, 'Something went wrong. The terminal says what.']);
    expect(reported).toEqual([new Error('the secret reason')]);
    expect((await ask(page())).status).toBe(200);
  });
});
