// Says on the list of what waits for me in which cases I am approved to read C2 and C3 and have not declared secrecy.
import { useStateNames } from './api/cases'
import { useDeclarations } from './declarations'
import { caseAddress } from './places'
import { CaseName } from './ui/Caption'
import { Link } from './ui/Link'
import { cases, work as say, words } from './words'
import styles from './Waits.module.css'

export function DeclarationsWait() {
  const stateName = useStateNames()
  return useDeclarations().map(({ case: id, case_number, applicant, respondent }) => (
    <p key={id} className={styles.waiting}>
      {say.declare}
      {words.ui.colon}
      <Link href={`${caseAddress(id, 'filings')}#secrecy`}>
        {case_number && `${cases.case.number(case_number)}, `}
        <CaseName applicant={stateName(applicant)} respondent={stateName(respondent)} />
      </Link>
    </p>
  ))
}
