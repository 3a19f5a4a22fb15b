// Where in the desk an act is done.
import { desk } from './api/client'
import { vocabulary, type Act, type State } from './vocabulary'

type Place = 'edit' | 'intake' | 'filings' | 'panel' | 'review' | 'ruling' | 'interim' | 'translations' | ''

const places: Partial<Record<Act, Place>> = {
  open: 'edit', submit: 'edit', cure: 'edit',
  register: 'intake', find_deficient: 'intake', refuse_registration: 'intake',
  request_panel: 'filings', file_submission: 'filings', file_exhibit: 'filings',
  propose_composition: 'panel', comment_on_composition: 'panel', fix_size: 'panel', nominate: 'panel',
  accept_seat: 'panel', decline_seat: 'panel', constitute: 'panel', designate_alternate: 'panel', end_designation: 'panel',
  score: 'review', revise: 'review', vote_step: 'review', go_on_arguendo: 'review', scoring_complete: 'review',
  edit_ruling: 'ruling', remark: 'ruling', settle_remark: 'ruling', skip_interim_review: 'ruling', send_draft: 'ruling', substantive_change: 'ruling', comments_considered: 'ruling',
  give_opinion: 'ruling', comment_on_draft: 'interim', reply_on_draft: 'interim',
  vote: 'ruling', reopen_on_flip: 'ruling', sign: 'ruling', issue: 'ruling',
  open_redaction: 'ruling', nothing_to_redact: 'ruling', file_redactions: 'ruling', rule_on_redactions: 'ruling', publish: 'ruling',
  rectify: 'ruling', withdraw_ruling: 'ruling', schedule_release: 'ruling',
  request_interpretation: 'ruling', interpret: 'ruling', decline_interpretation: 'ruling',
  request_revision: 'ruling', admit_revision: 'ruling', decline_revision: 'ruling',
  translate_ruling: 'translations', publish_translation: 'translations',
  assign_symbol: 'ruling',
}

/** The part of a case where an act is done; '' is the docket. */
export function placeOf(act: Act): Place {
  return places[act] ?? ''
}

/** Acts that few ever need, and that are seldom owed: offered where the ruling is, and never first. */
export const apart: readonly Act[] = ['schedule_release', 'rectify', 'request_interpretation', 'request_revision', 'withdraw_ruling', 'hold_recommendations', 'release_hold', 'translate_ruling', 'publish_translation', 'assign_symbol']

/** Whether the panel sits, so that what may be done with seats is about alternates: then it is offered beside them. */
export function isSeated(state: State): boolean {
  return state !== 'panel_requested' && state !== 'composing'
}

/** The act of a deadline: `case.register` is `register`. */
export function actOf(act: string): Act | undefined {
  const name = act.replace(/^case\./, '')
  return vocabulary.case.find((one) => one === name)
}

/** The address of a case, or of a part of it. */
export function caseAddress(id: string, place: Place | 'claims' = ''): string {
  return desk(place === '' ? `/cases/${id}` : `/cases/${id}/${place}`)
}
