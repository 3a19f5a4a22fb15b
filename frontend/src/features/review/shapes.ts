// The names under which the review's shapes of the API are used here.
import type { components } from '../../api/schema'

type Schemas = components['schemas']

export type Review = Schemas['ReviewView']
export type Claim = Schemas['ClaimReview']
export type StepReview = Schemas['StepReview']
export type Row = Schemas['RowView']
export type Answers = Record<string, Given>

/** One row's answer as it is being written. */
export type Given = Schemas['AnswerDraft']

export const blank: Given = { answer: null, confidence: 'M', reasons: '', exhibits: [], missing: '' }
