// A member's score sheet: one row at a time, the criterion at the start, the exhibit at the end, the
// answer below. It saves itself and says when; nobody else sees it before all sheets are in.
import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { answered } from '../../api/cases'
import { http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { ActBar } from '../../ui/ActBar'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { CheckField, ChoiceField, countWords, Form, LongTextField } from '../../ui/Form'
import { English, Written } from '../../ui/Said'
import { SideBySide } from '../../ui/SideBySide'
import { timeOfDay } from '../../ui/seat'
import { useKept } from '../../api/useKept'
import { list, review as say, words } from '../../words'
import { Exhibits, type Exhibit } from './Exhibits'
import { focusNext, sealedId } from './focus'
import { blank, type Answers, type Given, type Review, type Row, type StepReview } from './shapes'
import styles from './Review.module.css'

/** Is the row answered as the rules ask? The server has the last word. */
export function isAnswered(given: Given | undefined): boolean {
  if (!given?.answer) return false
  if (given.answer === 'ND') return given.missing.trim() !== ''
  return countWords(given.reasons) >= 40 && given.exhibits.length > 0
}

export function Sheet({
  caseId,
  claimId,
  step,
  exhibits,
  onReview,
}: {
  caseId: string
  claimId: string
  step: StepReview
  exhibits: readonly Exhibit[]
  onReview: (review: Review) => void
}) {
  const [at, setAt] = useState(0)
  const path = { case: caseId, claim: claimId, step: step.step }
  const kept = useKept<Answers>({
    from: { ...(step.my_sheet?.answers as Answers | undefined) },
    save: (answers) => http.PUT('/cases/{case}/review/{claim}/{step}/draft', { params: { path }, body: { answers } }),
  })
  const answers = kept.value
  const handIn = useMutation({
    mutationFn: async () => {
      // What is on its way comes in before the sheet is closed.
      await kept.keep()
      return answered(http.POST('/cases/{case}/review/{claim}/{step}/score', { params: { path }, body: { answers } }))
    },
    onSuccess: (next) => {
      onReview(next)
      focusNext(sealedId(step))
    },
  })
  const savedAt = kept.keptAt ?? (step.my_sheet?.saved_at ? new Date(step.my_sheet.saved_at) : undefined)
  const saved = kept.keeping || kept.changed ? say.saving : savedAt ? say.savedAt(timeOfDay(savedAt)) : say.notSaved

  const row = step.rows[at]
  if (!row) return null
  const given = answers[row.key] ?? blank
  const change = (part: Partial<Given>) => {
    kept.change((before) => ({ ...before, [row.key]: { ...(before[row.key] ?? blank), ...part } }))
  }
  const done = step.rows.filter((one) => isAnswered(answers[one.key])).length

  return (
    <div className={styles.sheet}>
      <nav className={styles.rows} aria-label={say.rows}>
        {step.rows.map((one, index) => (
          <button
            key={one.key}
            type="button"
            aria-current={index === at ? 'step' : undefined}
            data-answered={isAnswered(answers[one.key]) || undefined}
            onClick={() => setAt(index)}
          >
            <span>{one.criterion}</span>
            <span>
              <English>{one.name}</English>
            </span>
          </button>
        ))}
      </nav>
      <SideBySide
        start={{ label: say.criterion, content: <Criterion row={row} /> }}
        end={{
          label: say.exhibits,
          content: <Exhibits caseId={caseId} exhibits={exhibits} />,
        }}
        below={
          <Form problem={asProblem(handIn.error) ?? kept.problem} onSubmit={() => setAt(at + 1)} label={row.name}>
            <Answer row={row} given={given} exhibits={exhibits} onChange={change} />
            <div className={styles.turn}>
              <Button type="button" disabled={at === 0} onClick={() => setAt(at - 1)}>
                {say.previous}
              </Button>
              <Button type="submit" disabled={at === step.rows.length - 1}>
                {say.nextRow}
              </Button>
              <output className={styles.saved}>
                {kept.problem ? say.notSaved : saved}
                {' · '}
                {say.answered(done, step.rows.length)}
              </output>
            </div>
          </Form>
        }
      />
      <ActBar
        can={step.can.filter((act) => act === 'score')}
        labels={words.act}
        busy={handIn.isPending}
        problem={asProblem(handIn.error)}
        subject={say.answered(done, step.rows.length)}
        onAct={() => handIn.mutate()}
      />
    </div>
  )
}

function Criterion({ row }: { row: Row }) {
  return (
    <div className={styles.criterion}>
      <p className={styles.no}>{row.criterion}</p>
      <h4>
        <English>{row.name}</English>
      </h4>
      <p className={styles.question}>
        <English>{row.question}</English>
      </p>
      <p>
        <English>{row.guidance}</English>
      </p>
      <p className={styles.marks}>
        {row.gate && <Badge tone="strong">{say.gate}</Badge>}
        {row.nature === 'ADV' && <Badge tone="quiet">{say.advisory}</Badge>}
        <Badge tone="quiet">{say.burden(words.law.burden[row.burden])}</Badge>
        {row.lead.length > 0 && <Badge tone="quiet">{say.leadBy(list(row.lead.map((one) => words.law.discipline[one])))}</Badge>}
      </p>
      {row.gate && <p className={styles.quiet}>{say.gateSays}</p>}
    </div>
  )
}

/** The fields of one row's answer; also used to revise it. */
export function Answer({
  row,
  given,
  exhibits,
  onChange,
  path = `answers.${row.key}`,
}: {
  row: Row
  given: Given
  exhibits: readonly Exhibit[]
  onChange: (part: Partial<Given>) => void
  path?: string
}) {
  return (
    <>
      <ChoiceField
        path={`${path}.answer`}
        label={say.answer}
        value={given.answer}
        onChange={(answer) => onChange({ answer })}
        options={row.scale.map((one) => ({ value: one.answer, label: one.answer, says: <English>{one.meaning}</English> }))}
      />
      {given.answer === 'ND' ? (
        <LongTextField path={`${path}.missing`} label={say.missing} value={given.missing} onChange={(missing) => onChange({ missing })} />
      ) : (
        <LongTextField
          path={`${path}.reasons`}
          label={say.reasons}
          hint={say.reasonsHint}
          wordsMin={40}
          rows={6}
          value={given.reasons}
          onChange={(reasons) => onChange({ reasons })}
        />
      )}
      <fieldset className={styles.refers}>
        <legend>{say.refersTo}</legend>
        {exhibits.length === 0 && <p>{say.noExhibits}</p>}
        {exhibits.map((exhibit) => (
          <CheckField
            key={exhibit.label}
            path={`${path}.exhibits`}
            label={
              <>
                {exhibit.label} · <Written>{exhibit.title}</Written>
              </>
            }
            checked={given.exhibits.includes(exhibit.label)}
            onChange={(on) =>
              onChange({ exhibits: on ? [...given.exhibits, exhibit.label] : given.exhibits.filter((label) => label !== exhibit.label) })
            }
          />
        ))}
      </fieldset>
      <ChoiceField
        path={`${path}.confidence`}
        label={say.confidence}
        hint={say.confidenceHint}
        value={given.confidence}
        onChange={(confidence) => onChange({ confidence })}
        options={(['L', 'M', 'H'] as const).map((value) => ({ value, label: words.law.confidence[value] }))}
      />
    </>
  )
}
