/** What a scenario answers where the host would refuse. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly remedy: string,
  ) {}
}
