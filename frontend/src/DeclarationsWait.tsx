// Says on the list of what waits for me in which cases I am approved to read C2 and C3 and have not declared secrecy.
import { useQuery } from '@tanstack/react-query'
import { useStateNames } from './api/cases'
import { api } from './api/client'
import { caseAddress } from './places'
import { meQuery } from './session/session'
import { CaseName } from './ui/Caption'
import { Link } from './ui/Link'
import { cases, work as say, words } from './words'
import styles from './Waits.module.css'

export function DeclarationsWait() {
  const stateName = useStateNames()
  const { data: me } = useQuery(meQuery)
  // Whoever acts for no state is approved nowhere.
  const { data } = api.useQuery('get', '/declarations', {}, { enabled: me?.person.roles.some(({ state }) => state) ?? false })
  return (data ?? []).map(({ case: id, case_number, applicant, respondent }) => (
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
