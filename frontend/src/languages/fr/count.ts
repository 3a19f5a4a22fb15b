// A number with its noun, as French counts: nothing and one take the singular.
const rules = new Intl.PluralRules('fr')

/** "1 jour", "3 jours" */
export function counted(count: number, one: string, other: string): string {
  return `${count} ${rules.select(count) === 'one' ? one : other}`
}
