/** A way to show part of a value, which a schema may name in `@masked(as: "name", unless: ...)`. */
export interface Mask {
  readonly name: string
  /** Named types whose values it can hide; `Money` stands for its amount. */
  readonly types: readonly string[]
  /**
   * Pure. Hides what is hidden already without hiding more, because the subgraph masks and the gateway masks again.
   *
   * @param type named type of the value, one of `types`.
   */
  readonly hide: (value: string, type: string) => string
}

/** Declares a mask; see apply-mask.ts for lists, nulls and amounts of money. */
export const defineMask = (mask: Mask): Mask => mask
