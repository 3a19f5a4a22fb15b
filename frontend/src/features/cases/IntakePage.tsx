// Intake: the request on one side, its completeness on the other; then register it, name its
// defects, or refuse it.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, at, caseQuery, documentAddress, documentsQuery, useActing, type CaseDraft, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { caseAddress } from '../../places'
import { ActBar } from '../../ui/ActBar'
import { Badge, FindingBadge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { CaseName } from '../../ui/Caption'
import { Empty } from '../../ui/Empty'
import { CheckField, Form, LongTextField, SelectField } from '../../ui/Form'
import { Link } from '../../ui/Link'
import { Paper } from '../../ui/Paper'
import { Page, Section } from '../../ui/Page'
import type { Refusal } from '../../ui/Problem'
import { Written } from '../../ui/Said'
import { SideBySide } from '../../ui/SideBySide'
import { size } from '../../ui/Upload'
import { vocabulary } from '../../vocabulary'
import { cases as say, words } from '../../words'
import { checked, fieldName, filled } from './request'
import { RequestText } from './RequestText'
import styles from './Request.module.css'

const intake = ['register', 'find_deficient', 'refuse_registration'] as const

export function IntakePage() {
  const { case: id = '' } = useParams({ strict: false })
  const { data: view } = useSuspenseQuery(caseQuery(id))
  const acting = useActing(id)
  const [defects, setDefects] = useState<Record<string, string>>({})
  const [profile, setProfile] = useState('')
  const [reasons, setReasons] = useState('')
  const named = Object.entries(defects).map(([field, reason]) => ({ field, reason }))
  const can = intake.filter((act) => view.can.includes(act))
  const problem = acting.problem
  const primary = named.length > 0 ? 'find_deficient' : 'register'
  const send = {
    register: () => answered(http.POST('/cases/{case}/register', { ...at(view), body: { profile: vocabulary.profile.find((one) => one === profile) ?? null } })),
    find_deficient: () => answered(http.POST('/cases/{case}/find_deficient', { ...at(view), body: { defects: named } })),
    refuse_registration: () => answered(http.POST('/cases/{case}/refuse_registration', { ...at(view), body: { reasons } })),
  }
  const submit = (act: (typeof intake)[number]) => void acting.run(act, send[act])
  return (
    <Page title={`${say.intake.title}${words.ui.colon}${view.caption}`} back={{ href: caseAddress(id), label: view.caption }} caption={<IntakeHead view={view} />}>
      {can.length === 0 ? (
        <>
          <ActBar can={[]} labels={words.act} done={acting.done} onAct={() => undefined} />
          <Empty title={view.state === 'filed' ? say.intake.elsewhere : say.intake.done}>
            {view.state === 'filed' ? say.intake.elsewhereWhy : say.intake.doneWhy} <Link href={caseAddress(id)}>{say.intake.toCase}</Link>
          </Empty>
        </>
      ) : (
        <>
          <SideBySide
            start={{ label: say.intake.request, content: <Request view={view} /> }}
            end={{ label: say.intake.check, content: <Check request={view.request} defects={defects} onName={setDefects} problem={acting.failed === 'find_deficient' ? namedProblem(problem, named) : null} /> }}
          />
          <Section title={say.case.acts}>
            <ActBar
              can={can}
              labels={words.act}
              primary={primary}
              busy={acting.busy}
              problem={null}
              done={acting.done}
              subject={view.caption}
              forms={{
                register: () => (
                  <Form problem={acting.failed === 'register' ? problem : null} onSubmit={() => submit('register')} label={words.act.register.verb}>
                    <SelectField
                      path="profile"
                      label={say.intake.registerProfile}
                      hint={say.intake.registerProfileHint}
                      value={profile || 'default'}
                      onChange={(value) => setProfile(value === 'default' ? '' : value)}
                      options={[{ value: 'default', label: say.intake.byWording }, ...vocabulary.profile.map((value) => ({ value, label: words.law.profile[value] }))]}
                    />
                    <div>
                      <Button primary type="submit" busy={acting.busy}>
                        {words.act.register.verb}
                      </Button>
                    </div>
                  </Form>
                ),
                find_deficient: () => (
                  <div className={styles.request}>
                    <p>{say.intake.named(named.length)}</p>
                    {named.length === 0 ? (
                      <p>{say.intake.nameFirst}</p>
                    ) : (
                      <ul className={styles.faults}>
                        {named.map(({ field, reason }) => (
                          <li key={field}>
                            <strong>{fieldName(field)}</strong>
                            {words.ui.colon}
                            <Written>{reason}</Written>
                          </li>
                        ))}
                      </ul>
                    )}
                    <div>
                      <Button primary disabled={named.length === 0} busy={acting.busy} onClick={() => submit('find_deficient')}>
                        {words.act.find_deficient.verb}
                      </Button>
                    </div>
                  </div>
                ),
                refuse_registration: () => (
                  <Form problem={acting.failed === 'refuse_registration' ? problem : null} onSubmit={() => submit('refuse_registration')} label={words.act.refuse_registration.verb}>
                    <LongTextField path="reasons" label={say.intake.refuseReasons} required serif value={reasons} onChange={setReasons} />
                    <div>
                      <Button primary type="submit" busy={acting.busy}>
                        {words.act.refuse_registration.verb}
                      </Button>
                    </div>
                  </Form>
                ),
              }}
              onAct={submit}
            />
          </Section>
        </>
      )}
    </Page>
  )
}

/** The server counts the defects sent; on the screen each stands at its field. */
function namedProblem(problem: Refusal | null, named: readonly { field: string }[]): Refusal | null {
  if (!problem) return null
  const fields = problem.fields?.map(({ path, why }) => {
    const index = /(\d+)\.reason$/.exec(path)
    return { path: (index && named[Number(index[1])]?.field) ?? path, why }
  })
  return { ...problem, ...(fields && { fields }) }
}

function IntakeHead({ view }: { view: CaseView }) {
  return (
    <header className={styles.request}>
      <h1>{say.intake.title}</h1>
      <p>
        <CaseName applicant={view.applicant.name} respondent={view.respondent.name} /> <Badge>{words.law.case_state[view.state]}</Badge>
      </p>
      <p className={styles.quiet}>{say.intake.lead}</p>
    </header>
  )
}

function Request({ view }: { view: CaseView }) {
  const { data } = useQuery(documentsQuery(view.id))
  const documents = data?.items ?? []
  return (
    <div className={styles.request}>
      <RequestText request={view.request} />
      <h3>{say.claims.title}</h3>
      <ol className={styles.elements}>
        {view.claims.map(({ no, component, obligation }) => (
          <li key={no}>
            <Written>{component}</Written>
            {words.ui.colon}
            <Written>{obligation}</Written>
          </li>
        ))}
      </ol>
      <h3>{say.intake.documents}</h3>
      {documents.length === 0 && <p>{say.intake.noDocuments}</p>}
      <ul className={styles.faults}>
        {documents.map((document) => (
          <li key={document.id}>
            <Paper document={document} href={documentAddress(view.id, document)} />{' '}
            <span className={styles.quiet}>
              {size(document.size_bytes)}, {words.law.document_class[document.class]}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Check({
  request,
  defects,
  onName,
  problem,
}: {
  request: CaseDraft
  defects: Record<string, string>
  onName: (defects: Record<string, string>) => void
  problem: Refusal | null
}) {
  return (
    <Form problem={problem} label={say.intake.check}>
      <ul className={styles.check}>
        {checked(request).map((field) => {
          const reason = defects[field]
          const there = filled(request, field)
          return (
            <li key={field}>
              <p className={styles.part}>
                {fieldName(field)}
                <FindingBadge mark={there ? 'met' : 'not_met'}>{there ? say.intake.present : say.intake.missing}</FindingBadge>
              </p>
              <CheckField
                path={`${field}.on`}
                label={
                  <>
                    {say.intake.defective}
                    <span className="aloud">
                      {words.ui.colon}
                      {fieldName(field)}
                    </span>
                  </>
                }
                checked={reason !== undefined}
                onChange={(on) => {
                  const { [field]: _, ...others } = defects
                  onName(on ? { ...others, [field]: '' } : others)
                }}
              />
              {reason !== undefined && <LongTextField path={field} label={say.intake.reason} required rows={3} value={reason} onChange={(text) => onName({ ...defects, [field]: text })} />}
            </li>
          )
        })}
      </ul>
    </Form>
  )
}
