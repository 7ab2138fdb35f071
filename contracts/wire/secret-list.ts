import { z } from 'zod'

/** A secret and the name by which whoever reads what was made with it finds it again. */
export interface NamedSecret {
  readonly id: string
  readonly secret: string
}

/** `id:secret[,id:secret]`, as keys come in the environment: the first one is used, the others count while keys rotate. */
export const SecretList = z
  .string()
  .regex(/^[\w-]+:[\w-]{32,}(,[\w-]+:[\w-]{32,})*$/, 'must be id:secret[,id:secret] with secrets of 32 or more characters')
  .transform((text): readonly NamedSecret[] =>
    text.split(',').map((pair) => {
      const [id = '', secret = ''] = pair.split(':') // the expression above matched both
      return { id, secret }
    }),
  )
