// What the scores indicate, once all sheets are in: per proposition the index on its scale, then each
// row with every member's answer and reasons, first and revised; and the changing of one's own.
import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { answered } from '../../api/cases'
import { http, ifMatch } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Form, LongTextField } from '../../ui/Form'
import { English, Woven, Written } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { list, review as say, words } from '../../words'
import type { Exhibit } from './Exhibits'
import { Answer } from './Sheet'
import type { Given, Review, Row, StepReview } from './shapes'
import styles from './Review.module.css'

interface Room {
  caseId: string
  claimId: string
  step: StepReview
  review: Review
  exhibits: readonly Exhibit[]
  onReview: (next: Review) => void
}

type Figures = NonNullable<StepReview['figures']>
type Proposition = Figures['propositions'][number]
type Index = NonNullable<Proposition['dispositive']>

// Where the bands of the index begin (procedure 2.6.7).
const bounds = [
  [0, '0'],
  [45, '0.45'],
  [60, '0.60'],
  [100, '1'],
] as const

export function Figures(room: Room) {
  const { step } = room
  return (
    <section aria-label={say.figures}>
      <h3>{say.figures}</h3>
      <p>{say.figuresSays}</p>
      {step.figures?.propositions.map((one) => (
        <article key={one.proposition}>
          <h4>
            {one.proposition} · {words.law.proposition[one.proposition]}
          </h4>
          {one.dispositive && <Reading index={one.dispositive} />}
          {one.advisory && (
            <>
              <p>{say.advisory}</p>
              <Reading index={one.advisory} />
            </>
          )}
          <Table
            caption={`${one.proposition} ${say.rows}`}
            rows={one.rows}
            rowKey={(row) => row.key}
            columns={[
              { key: 'name', head: say.criterion, main: true, cell: (row) => <English>{named(step, row.key)}</English> },
              { key: 'answers', head: say.answers, cell: (row) => row.distribution.join(' · ') },
              { key: 'median', head: say.median, end: true, narrow: true, cell: (row) => row.median ?? '—' },
              { key: 'spread', head: say.spread, end: true, narrow: true, cell: (row) => row.spread ?? '—' },
              {
                key: 'marks',
                head: say.gate,
                narrow: true,
                cell: (row) => (
                  <>
                    {row.gate && <Badge tone={row.gate === 'failed' ? 'strong' : 'quiet'}>{words.law.gate[row.gate]}</Badge>}
                    {row.split && <Badge tone="strong">{say.split}</Badge>}
                  </>
                ),
              },
            ]}
          />
          {one.rows.some(({ split }) => split) && (
            <p className={styles.quiet}>
              {say.split}
              {words.ui.colon}
              {say.splitSays}
            </p>
          )}
          {one.rows.map((row) => (
            <Reasons key={row.key} {...room} row={row} />
          ))}
        </article>
      ))}
    </section>
  )
}

function named(step: StepReview, key: string): string {
  const row = step.rows.find((one) => one.key === key)
  return row ? `${row.criterion} ${row.name}` : key
}

function Reading({ index }: { index: Index }) {
  const value = index.index ?? null
  return (
    <div className={styles.read}>
      <p>
        {say.index}
        {words.ui.colon}
        <b>{value === null ? say.suppressed : `${value.shown} (${value.num}/${value.den})`}</b>
        {index.coverage && (
          <>
            {' '}
            · {say.coverage}
            {words.ui.colon}
            {index.coverage.shown}
          </>
        )}
      </p>
      {value !== null && (
        <div className={styles.scale} aria-hidden="true">
          <span className={styles.needle} style={{ insetInlineStart: `calc(${(100 * value.num) / value.den}% - 1px)` }} />
          {bounds.map(([at, label]) => (
            <span key={label} className={styles.bound} style={{ insetInlineStart: `${at}%` }}>
              {label}
            </span>
          ))}
        </div>
      )}
      <p className={styles.indicates}>{words.law.indication[index.indication]}</p>
    </div>
  )
}

function Reasons({ row, ...room }: Room & { row: Proposition['rows'][number] }) {
  const { step, review } = room
  const asked = step.rows.find((one) => one.key === row.key)
  const me = review.members.find((member) => member.me)?.id
  return (
    <details>
      <summary>
        <Woven say={say.reasonsOn} parts={[named(step, row.key)]} />
      </summary>
      <dl className={styles.members}>
        {row.answers.map((answer) => {
          const last = answer.versions[answer.versions.length - 1]
          if (!last) return null
          const times = answer.versions.length - 1
          return (
            <div key={answer.member}>
              <dt>
                <bdi>{review.members.find((member) => member.id === answer.member)?.name}</bdi> <Badge>{last.answer}</Badge>{' '}
                {times > 0 && <Badge tone="quiet">{say.revised(times)}</Badge>}
              </dt>
              <dd>
                <Written>{last.reasons || last.missing}</Written>
              </dd>
              {last.exhibits.length > 0 && <dd className={styles.relies}>{say.relies(list(last.exhibits))}</dd>}
              {last.change_reason && (
                <dd>
                  {say.reviseReason}
                  {words.ui.colon}
                  <Written>{last.change_reason}</Written>
                </dd>
              )}
              {answer.member === me && asked && step.can.includes('revise') && (
                <dd>
                  <Revise {...room} row={asked} first={last} />
                </dd>
              )}
            </div>
          )
        })}
      </dl>
    </details>
  )
}

type Version = Proposition['rows'][number]['answers'][number]['versions'][number]

function Revise({ row, first, ...room }: Room & { row: Row; first: Version }) {
  const [given, setGiven] = useState<Given>({ ...first })
  const [reason, setReason] = useState('')
  const revise = useMutation({
    mutationFn: async () => {
      const { answer, confidence, reasons, exhibits, missing } = given
      return answered(http.POST('/cases/{case}/review/{claim}/{step}/revise', {
        params: { path: { case: room.caseId, claim: room.claimId, step: room.step.step }, header: ifMatch(room.step.version) },
        body: { key: row.key, answer: { answer, confidence, reasons, exhibits, missing }, reason },
      }))
    },
    onSuccess: room.onReview,
  })
  return (
    <details>
      <summary>{say.revise}</summary>
      <Form problem={asProblem(revise.error)} onSubmit={() => revise.mutate()} label={say.revise}>
        <Answer row={row} given={given} exhibits={room.exhibits} path="answer" onChange={(part) => setGiven((before) => ({ ...before, ...part }))} />
        <LongTextField path="reason" label={say.reviseReason} hint={say.reviseReasonHint} value={reason} onChange={setReason} rows={3} />
        <Button type="submit" busy={revise.isPending}>
          {say.revise}
        </Button>
      </Form>
    </details>
  )
}
