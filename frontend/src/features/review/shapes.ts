// The names under which the review's shapes of the API are used here.
import type { components } from '../../api/schema'

type Schemas = components['schemas']

export type Review = Schemas['ReviewView']
export type Claim = Schemas['ClaimReview']
export type StepReview = Schemas['StepReview']
export type Row = Schemas['RowView']
export type Answers = Record<string, Given>

/** One row's answer as it is being written. */
export interface Given {
  answer: string
  confidence: string
  reasons: string
  exhibits: string[]
  missing: string
}

export const blank: Given = { answer: '', confidence: 'M', reasons: '', exhibits: [], missing: '' }
