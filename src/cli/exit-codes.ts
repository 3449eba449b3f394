/** What a script can tell from the exit code: "the evidence is wrong" is not "it could not be checked". */
export const EXIT = { yes: 0, no: 1, usage: 2, failure: 3 } as const;
