/** Questions and answers line by line, for terminals that cannot move the cursor. */
import { createInterface } from 'node:readline';
import { type Asker, type Option, plainAnswer, stopped } from './asker.ts';

export function createLineAsker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker {
  const say = (line: string): void => void output.write(`${line}\n`);
  const line = (prompt: string): Promise<string> => readLine(input, output, prompt);
  return {
    async many(message, options, chosen) {
      say(message);
      options.forEach((option, index) => {
        say(`  ${index + 1} [${chosen.includes(option.value) ? 'x' : ' '}] ${option.name}`);
      });
      for (;;) {
        const answer = (await line('Numbers, or Enter for those with x: ')).trim();
        const picked = answer === '' ? [...chosen] : pick(answer.split(/[\s,]+/), options);
        if (picked && picked.length > 0) return picked;
        say(`Give one or more numbers from 1 to ${options.length}.`);
      }
    },
    async one(message, options, initial) {
      say(message);
      options.forEach((option, index) => {
        say(`  ${index + 1}${option.value === initial ? '*' : ' '} ${option.name}`);
      });
      for (;;) {
        const answer = (await line('Number, or Enter for the one with *: ')).trim();
        if (answer === '') return initial;
        const [picked] = pick([answer], options) ?? [];
        if (picked !== undefined) return picked;
        say(`Give a number from 1 to ${options.length}.`);
      }
    },
    async yesNo(message, initial) {
      for (;;) {
        const answer = (await line(`${message} (${initial ? 'Y/n' : 'y/N'}) `)).trim().toLowerCase();
        if (answer === '') return initial;
        if (['y', 'yes', 'n', 'no'].includes(answer)) return answer.startsWith('y');
        say('Answer y or n.');
      }
    },
    async text(message, { default: initial, check = () => true }) {
      for (;;) {
        const answer = await line(`${message}${initial ? ` (${initial})` : ''} `);
        const text = answer.trim() === '' ? initial : plainAnswer(answer);
        const verdict = check(text);
        if (verdict === true) return text;
        say(verdict);
      }
    },
  };
}

/** The values with these numbers, in the order of the options; undefined for a number that is not there. */
function pick<T>(numbers: readonly string[], options: readonly Option<T>[]): T[] | undefined {
  const wanted = numbers.filter(Boolean).map((number) => (/^\d+$/.test(number) ? Number(number) : 0));
  if (wanted.some((number) => number < 1 || number > options.length)) return undefined;
  return options.filter((_, index) => wanted.includes(index + 1)).map((option) => option.value);
}

function readLine(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  prompt: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input, output, terminal: 'isTTY' in input && input.isTTY === true });
    let answer: string | undefined;
    reader.on('SIGINT', () => reader.close());
    reader.on('close', () => {
      if (answer !== undefined) return resolve(answer);
      output.write('\n');
      reject(stopped());
    });
    reader.question(prompt, (line) => {
      answer = line;
      reader.close();
    });
  });
}
