// What a line of the ledger is about, in words.
import { vocabulary, type Word } from '../../vocabulary'
import { ledger as say, saidFor, words } from '../../words'

/** "Register the case", "The deliberation": what was done, or what was looked at. */
export function actionInWords(action: string, kind: Word<'line_kind'>): string {
  // What may be seen under the right to do something is no act.
  if (kind === 'read' && Object.hasOwn(say.actions, action)) return saidFor(say.actions, action)
  const [subject, word] = action.split('.')
  const ofCase = vocabulary.case.find((act) => subject === 'case' && act === word)
  if (ofCase) return words.act[ofCase].verb
  const ofReport = vocabulary.linkage.find((act) => subject === 'linkage' && act === word)
  if (ofReport) return words.linkageAct[ofReport].verb
  return saidFor(say.actions, action)
}
