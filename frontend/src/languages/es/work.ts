// What "my work" says.
import type { Dictionary } from '../dictionary'

export const work: Dictionary['work'] = {
  lead: 'Lo que le espera, por fecha de vencimiento. Las horas son las de la sede.',
  what: 'Lo que está pendiente',
  case: 'Caso',
  due: 'Plazo',
  why: 'Por qué le corresponde',
  empty: 'Nada le espera.',
  emptyWhy: 'Lo que debe hacer, o puede hacer ahora, aparece aquí por fecha de vencimiento en cuanto un caso se lo pide.',
  toDocket: 'Ver la lista de casos',
  forAgent: 'Corresponde a su agente; usted puede prepararlo',
  declare: 'Tiene autorización para leer documentos de las clases C2 y C3. Declare el secreto',
  refused: (name, role) => `El secretario ha rechazado a ${name} (${role}) para su delegación`,
  you: (who) => `Usted actúa por ${who}.`,
  both: (state) => `Se pide a ambas partes; usted actúa por ${state}.`,
  missed: (who) => `Plazo incumplido (a cargo de: ${who}); el asunto ha pasado a usted como Presidente.`,
  missedBy: (name, as) => `${name}, ${as}`,
  member: 'integrante del grupo especial',
  before: 'Incumplido, y ante usted como Presidente',
  stays: 'Sigue pendiente para quien lo incumplió: nada se da por hecho, y no hay acto con el que usted lo haga en su lugar. Recuérdeselo; encuentra su dirección aquí:',
  role: {
    registrar: 'Usted es el Secretario.', case_officer: 'Usted es oficial del caso.', president: 'Usted es el Presidente.',
    applicant: 'Usted actúa por la parte reclamante.', respondent: 'Usted actúa por la parte demandada.', both_parties: 'Se pide a ambas partes.',
    presiding_member: 'Usted preside.', each_member: 'Usted integra el grupo especial.', candidate: 'Usted está designado para un puesto.',
    reported_state: 'Usted actúa por el Estado objeto del informe.', liaison: 'Usted recibe el informe.',
  },
  overdue: 'Vencido',
}
