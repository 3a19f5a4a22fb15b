// Words after a number and names inside a sentence, as Arabic writes them.
const rules = new Intl.PluralRules('ar')

/** "يوم واحد", "يومان", "3 أيام", "11 يومًا", "100 يوم": one and two are said without the figure. */
export function counted(count: number, one: string, two: string, few: string, many: string, other: string): string {
  switch (rules.select(count)) {
    case 'one':
      return one
    case 'two':
      return two
    case 'few':
      return `${count} ${few}`
    case 'many':
      return `${count} ${many}`
    default:
      return `${count} ${other}`
  }
}

/** Keeps a name or a rule in its own direction inside an Arabic sentence. */
export function own(text: string | number): string {
  return `\u2068${text}\u2069`
}
