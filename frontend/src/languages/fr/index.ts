// The desk in French.
import type { Dictionary } from '../dictionary'
import { cases } from './cases'
import { common } from './common'
import { due } from './due'
import { emergency } from './emergency'
import { filings } from './filings'
import { ledger } from './ledger'
import { linkage } from './linkage'
import { panels } from './panels'
import { people } from './people'
import { refusals } from './refusals'
import { review } from './review'
import { rulings } from './rulings'
import { work } from './work'

export const dictionary: Dictionary = { common, cases, due, emergency, filings, ledger, linkage, panels, people, refusals, review, rulings, work }
