/** What went wrong, in words for the person who ran the command: printed alone, without a stack trace, with exit code 1. */
export class Failure extends Error {
  override readonly name = "Failure";
}
