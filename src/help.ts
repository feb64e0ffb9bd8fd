/** Help texts as oclif writes them; loaded only when asked for. */
import type { Config } from '@oclif/core/config';
import { Help } from '@oclif/core/help';

/** The help of a command or a topic by its words, or, without words, of everything. */
export async function helpText(config: Config, words: readonly string[], color: boolean): Promise<string> {
  const lines: string[] = [];
  class TextHelp extends Help {
    constructor(...settings: ConstructorParameters<typeof Help>) {
      super(...settings);
      // In its narrow layout oclif forgets two columns of the indentation.
      this.opts = { ...this.opts, maxWidth: this.opts.maxWidth - 2 };
    }

    protected override log(...texts: string[]): void {
      // oclif breaks every line but the summaries, which begin at the margin.
      for (const text of texts) lines.push(text.replace(/^\S.*$/gm, (line) => this.wrap(line, 0)));
    }
  }
  await new TextHelp(config, { ...config.pjson.oclif.helpOptions, stripAnsi: !color }).showHelp([...words]);
  return `${lines.join('\n').trimEnd()}\n`;
}
