/** `hard_sigmoid` as `hardSigmoid`. */
export const camelCase = (name: string): string =>
  name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
