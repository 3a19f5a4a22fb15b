// What "my work" says.
import type { Dictionary } from '../dictionary'

export const work: Dictionary['work'] = {
  lead: 'Ce qui vous attend, par échéance. Les heures sont celles du siège.',
  what: 'Ce qui est dû',
  case: 'Affaire',
  due: 'Échéance',
  why: 'Pourquoi c’est à vous',
  empty: 'Rien ne vous attend.',
  emptyWhy: 'Ce que vous devez faire, ou pouvez faire maintenant, apparaît ici par échéance dès qu’une affaire vous le demande.',
  toDocket: 'Voir le rôle',
  forAgent: 'À faire par votre agent ; vous pouvez le préparer',
  declare: 'Vous êtes agréé pour lire les documents des classes C2 et C3. Déclarez le secret',
  refused: (name, role) => `Le greffier a refusé ${name} (${role}) pour votre délégation`,
  you: (who) => `Vous agissez pour ${who}.`,
  both: (state) => `Les deux parties sont sollicitées ; vous agissez pour ${state}.`,
  missed: (who) => `Échéance dépassée (à la charge de : ${who}) ; la question est portée devant vous, Président.`,
  missedBy: (name, as) => `${name}, ${as}`,
  member: 'membre du groupe spécial',
  before: 'Dépassé, et porté devant vous en tant que Président',
  stays: 'L’acte reste dû par qui l’a omis : rien n’est réputé fait, et aucun acte ne vous permet de le faire à sa place. Rappelez-le-lui ; vous trouvez son adresse ici :',
  role: {
    registrar: 'Vous êtes le greffier.', case_officer: 'Vous êtes chargé d’affaire.', president: 'Vous êtes le Président.',
    applicant: 'Vous agissez pour la partie requérante.', respondent: 'Vous agissez pour la partie défenderesse.', both_parties: 'Les deux parties sont sollicitées.',
    presiding_member: 'Vous présidez.', each_member: 'Vous siégez au groupe spécial.', candidate: 'Vous êtes désigné pour un siège.',
    reported_state: 'Vous agissez pour l’État visé par le rapport.', liaison: 'Vous recevez le rapport.',
  },
  overdue: 'En retard',
}
