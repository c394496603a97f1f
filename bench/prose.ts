import { between, oneOf, type Random, seeded } from './random.ts'

/** Writes nonsense in one language, with realistic letters, word lengths and word frequencies. */
export type Writer = {
  word(random: Random): string
  phrase(random: Random, least: number, most: number): string
  title(random: Random): string
  sentence(random: Random): string
  /** A Markdown text of about `bytes` bytes. */
  body(random: Random, bytes: number): string
}

const SOUNDS = {
  uk: {
    onsets: 'б в г д ж з к л м н п р с т х ц ч ш ст пр кр зв',
    vowels: 'а е и і о у я ю є ї',
    common: 'і та на що у в з не до як це за від про',
  },
  ru: {
    onsets: 'б в г д ж з к л м н п р с т х ц ч ш ст пр кр зв',
    vowels: 'а е и о у ы я ю е ё',
    common: 'и на что в с не к как это за от по из для',
  },
  en: {
    onsets: 'b c d f g h l m n p r s t v w st pr tr sh th',
    vowels: 'a e i o u ea ou',
    common: 'the of and to in a is that for it was on as with',
  },
} as const

export const WRITTEN_LANGUAGES = Object.keys(SOUNDS) as (keyof typeof SOUNDS)[]

const VOCABULARY = 4000

export function writerIn(language: keyof typeof SOUNDS): Writer {
  const words = vocabularyOf(language)
  const common = SOUNDS[language].common.split(' ')
  // Few words are frequent and many are rare: word frequency decides how well a text compresses.
  const word = (random: Random): string =>
    random() < 0.35 ? oneOf(random, common) : (words[Math.floor(VOCABULARY * random() ** 2)] as string)
  const phrase = (random: Random, least: number, most: number): string =>
    Array.from({ length: between(random, least, most) }, () => word(random)).join(' ')
  const marked = (random: Random): string => {
    const chance = random()
    if (chance < 0.1) return `[${phrase(random, 1, 4)}](/${language}/stories/story-${between(random, 1, 2000)}/)`
    if (chance < 0.16) return `**${phrase(random, 1, 3)}**`
    if (chance < 0.2) return `\`${oneOf(random, words)}()\``
    return phrase(random, 4, 9)
  }
  const sentence = (random: Random): string =>
    capitalize(`${Array.from({ length: between(random, 1, 3) }, () => marked(random)).join(', ')}.`)
  const paragraph = (random: Random): string =>
    Array.from({ length: between(random, 3, 6) }, () => sentence(random)).join(' ')
  const row = (random: Random): string => `| ${[0, 1, 2].map(() => phrase(random, 1, 3)).join(' | ')} |`
  const rows = (random: Random, make: (index: number) => string): string =>
    Array.from({ length: between(random, 3, 6) }, (_, index) => make(index)).join('\n')
  const blocks = [
    (random: Random) => `## ${capitalize(phrase(random, 2, 6))}\n\n${paragraph(random)}`,
    (random: Random) => rows(random, () => `- ${marked(random)}`),
    (random: Random) => rows(random, (index) => `${index + 1}. ${sentence(random)}`),
    (random: Random) => `> ${sentence(random)}`,
    (random: Random) =>
      `\`\`\`ts\n${rows(random, (index) => `const line${index} = '${phrase(random, 2, 5)}'`)}\n\`\`\``,
    (random: Random) => `${row(random)}\n| --- | --- | --- |\n${rows(random, () => row(random))}`,
    (random: Random) => `![${phrase(random, 2, 5)}](/pictures/${between(random, 1, 500)}.jpg)`,
  ]
  return {
    word,
    phrase,
    title: (random) => capitalize(phrase(random, 4, 9)),
    sentence,
    body: (random, bytes) => {
      let text = `${paragraph(random)}\n`
      while (Buffer.byteLength(text) < bytes) {
        text += `\n${random() < 0.55 ? paragraph(random) : oneOf(random, blocks)(random)}\n`
      }
      return text
    },
  }
}

function vocabularyOf(language: keyof typeof SOUNDS): string[] {
  const random = seeded(WRITTEN_LANGUAGES.indexOf(language) + 1)
  const onsets = SOUNDS[language].onsets.split(' ')
  const vowels = SOUNDS[language].vowels.split(' ')
  const syllable = (): string => oneOf(random, onsets) + oneOf(random, vowels)
  return Array.from({ length: VOCABULARY }, () => {
    const stem = Array.from({ length: between(random, 1, 4) }, syllable).join('')
    return random() < 0.5 ? stem + oneOf(random, onsets) : stem
  })
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
