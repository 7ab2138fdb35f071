import { type GraphQLCompositeType, type GraphQLOutputType, SchemaMetaFieldDef, TypeMetaFieldDef } from 'graphql'

/**
 * Type of a field as validation sees it: the introspection fields of the root are on no type's list (GraphQL specification,
 * section 4), yet their selections may spread fragments of the document like any other. Undefined for `__typename`, a leaf.
 */
export function typeOfField(parent: GraphQLCompositeType, fieldName: string): GraphQLOutputType | undefined {
  if (fieldName === SchemaMetaFieldDef.name) return SchemaMetaFieldDef.type
  if (fieldName === TypeMetaFieldDef.name) return TypeMetaFieldDef.type
  return 'getFields' in parent ? parent.getFields()[fieldName]?.type : undefined
}
