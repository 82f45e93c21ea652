import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../src/commands/serve.ts';
import { UsageError } from '../../src/session/errors.ts';
import { signal, startCli, until } from '../survival/cli-process.ts';
import { contextIn, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => storeSizes(folder));

/** Starts `serve` as a user does, and ends it with Ctrl-C once it has said where it is. */
async function served(args: readonly string[], look: (printed: string) => Promise<void>) {
  const { child, pid, ended } = startCli(['serve', ...args], { cwd: folder });
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  await until('it has said where it is', () => printed.includes('\n'));
  await look(printed);
  const askedAt = performance.now();
  signal(pid, 'SIGINT');
  return { ...(await ended), endedAfterMs: performance.now() - askedAt };
}

describe('bothways serve', () => {
  it('prints the address of the list, and Ctrl-C ends it within a second', async () => {
    const { status, endedAfterMs } = await served([], async (printed) => {
      const [url] = printed.split('\n');
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
      const body = await (await fetch(url)).text();
      expect(body).toContain('href="experiment/sizes"');
    });
    expect(status).toBe(130);
    expect(endedAfterMs).toBeLessThan(1000);
  });

  it('prints the address of one experiment, for scripts too', async () => {
    const { status } = await served(['sizes', '--json'], async (printed) => {
      const object = jsonOf({ stdout: printed });
      expectContract(object, 'serve');
      const body = await (await fetch(String(object.url))).text();
      expect(body).toContain('Bidirectional is better than forward with 2 units');
    });
    expect(status).toBe(130);
  });

  it('is not there for an experiment that is not', async () => {
    await expect(serve(contextIn(folder), 'size', {})).rejects.toThrow(
      new UsageError('no experiment is named "size". In this database: sizes'),
    );
  });

  it.each(['-1', '65536', '80.5', 'http'])('says what port %s should have been', async (port) => {
    await expect(serve(contextIn(folder), undefined, { port })).rejects.toThrow(
      new UsageError(`--port: expected a whole number from 0 to 65535, found "${port}"`),
    );
  });

  it('says so where another program has the port', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(serve(contextIn(folder), undefined, { port: String(port) })).rejects.toThrow(
      `port ${port} cannot be used: another program has it. Give another: --port N, or none for a free one`,
    );
    other.close();
  });
});
