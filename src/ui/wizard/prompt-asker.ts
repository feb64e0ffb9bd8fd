/** Questions that are drawn in place: arrows, space, Enter. Loaded only when somebody is asked. */
import { checkbox, confirm, input, select } from '@inquirer/prompts';
import { type Asker, plainAnswer, stopped } from './asker.ts';

/** Lines of a list that are shown at once. */
const PAGE = 10;

export function createPromptAsker(output: NodeJS.WriteStream): Asker {
  const context = { output };
  return {
    many: (message, options, chosen) => {
      const choices = options.map((option) => ({
        ...option,
        checked: chosen.includes(option.value),
      }));
      return interruptible(
        checkbox({ message, choices, required: true, pageSize: PAGE, loop: false }, context),
      );
    },
    one: (message, options, initial) => {
      const choices = options.map((option) => ({ ...option }));
      return interruptible(
        select({ message, choices, default: initial, pageSize: PAGE, loop: false }, context),
      );
    },
    yesNo: (message, initial) => interruptible(confirm({ message, default: initial }, context)),
    text: async (message, { default: initial, check = () => true }) => {
      const validate = (text: string) => check(plainAnswer(text));
      return plainAnswer(await interruptible(input({ message, default: initial, validate }, context)));
    },
  };
}

async function interruptible<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') throw stopped();
    throw error;
  }
}
