/** yaml-language-server as an editor runs it: a process that speaks the language server protocol on its streams. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(import.meta.dirname, '../..');
const SCHEMA = pathToFileURL(join(ROOT, 'experiments/experiment.schema.json')).href;

export interface Mark {
  readonly message: string;
  readonly line: number;
}

export interface Completion {
  readonly label: string;
  readonly insertText?: string;
  readonly documentation?: string | { readonly value: string };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A place in a text, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #diagnostics = new Map<string, (marks: readonly Mark[]) => void>();
  #received = Buffer.alloc(0);
  #count = 0;

  private constructor() {
    const server = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');
    this.#process = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout?.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  static async start(): Promise<LanguageServer> {
    const server = new LanguageServer();
    const capabilities = {
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
        hover: { contentFormat: ['markdown'] },
      },
      workspace: { configuration: true },
    };
    await server.#ask('initialize', { processId: process.pid, rootUri: null, capabilities });
    server.#tell('initialized', {});
    return server;
  }

  stop(): void {
    this.#process.kill();
  }

  /** What an editor underlines in a text, in the order of the text. */
  marks(text: string): Promise<readonly Mark[]> {
    const uri = this.#uri();
    return new Promise((done) => {
      this.#diagnostics.set(uri, done);
      this.#open(uri, text);
    });
  }

  /** What an editor offers at a place. */
  async completions(text: string, position: Position): Promise<readonly Completion[]> {
    const uri = this.#uri();
    this.#open(uri, text);
    const answer = await this.#ask('textDocument/completion', { textDocument: { uri }, position });
    return (answer.result as { items: readonly Completion[] }).items; // as the protocol has it
  }

  /** What an editor shows of the word at a place, as Markdown. */
  async hover(text: string, position: Position): Promise<string> {
    const uri = this.#uri();
    this.#open(uri, text);
    const answer = await this.#ask('textDocument/hover', { textDocument: { uri }, position });
    return (answer.result as { contents: { value: string } } | null)?.contents.value ?? ''; // as above
  }

  #uri(): string {
    this.#count += 1;
    return pathToFileURL(join(ROOT, 'experiments', `unsaved-${this.#count}.yaml`)).href;
  }

  #open(uri: string, text: string): void {
    this.#tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  }

  #ask(method: string, params: unknown): Promise<Message> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((done, fail) => {
      this.#answers.set(id, (message) =>
        message.error === undefined ? done(message) : fail(new Error(`${method}: ${message.error.message}`)),
      );
      this.#send({ id, method, params });
    });
  }

  #tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#received.subarray(0, Math.max(end, 0)).toString())?.[1]);
      if (end < 0 || this.#received.length < end + 4 + length) return;
      const body = this.#received.subarray(end + 4, end + 4 + length).toString();
      this.#received = this.#received.subarray(end + 4 + length);
      this.#handle(JSON.parse(body));
    }
  }

  #handle(message: Message): void {
    if (message.method === 'workspace/configuration') {
      const { items } = message.params as { items: readonly { section: string }[] };
      const yaml = {
        schemas: { [SCHEMA]: '*.yaml' },
        validate: true,
        hover: true,
        completion: true,
        schemaStore: { enable: false },
      };
      this.#send({ ...idOf(message), result: items.map(({ section }) => (section === 'yaml' ? yaml : null)) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as {
        uri: string;
        diagnostics: readonly { message: string; range: { start: Position } }[];
      };
      this.#diagnostics.get(uri)?.(diagnostics.map((each) => ({ message: each.message, line: each.range.start.line })));
    } else if (message.method !== undefined && message.id !== undefined) {
      this.#send({ ...idOf(message), result: null });
    } else if (message.id !== undefined) {
      this.#answers.get(message.id)?.(message);
    }
  }
}

function idOf({ id }: Message): Pick<Message, 'id'> {
  return id === undefined ? {} : { id };
}
