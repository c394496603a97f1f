import { reservedSize } from '../../src/embed/element/height.ts'

// headlines.json of a newsroom in several scripts.

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 4"><path fill="#69c" d="M0 0h6v4H0z"/></svg>'
export const PICTURE_PATH = '/media/sky.svg'
export const PICTURE_FILE = { [PICTURE_PATH]: PICTURE }

type Words = {
  readonly direction: 'ltr' | 'rtl'
  readonly title: string
  readonly more: string
  readonly date: string
  readonly titles: readonly string[]
  readonly summary: string
  readonly credit: string
}

export const WORDS = {
  uk: {
    direction: 'ltr',
    title: 'Дніпровський вісник: місто',
    more: 'Більше на сайті «Дніпровський вісник»',
    date: '21 лютого 2026 р.',
    titles: [
      'Пішохідний міст через Дніпро відкриють до Дня міста',
      'Бюджет ухвалено',
      'Електротранспорт курсуватиме за новим розкладом: що зміниться для пасажирів лівого берега з понеділка',
    ],
    summary:
      'Роботи завершено на два тижні раніше, ніж планували. Перші перехожі зможуть скористатися мостом уже в неділю, а велосипедисти — з понеділка.',
    credit: 'Фото: Олена Коваленко',
  },
  en: {
    direction: 'ltr',
    title: 'Dnipro Herald: City',
    more: 'More from Dnipro Herald',
    date: '21 February 2026',
    titles: ['Footbridge opens in time for City Day', 'Budget passed', 'Trams follow a new timetable from Monday on'],
    summary: 'The work was done two weeks ahead of the plan. The first people will walk over the bridge on Sunday.',
    credit: 'Photo: Olena Kovalenko',
  },
  ar: {
    direction: 'rtl',
    title: 'صحيفة دنيبرو: المدينة',
    more: 'المزيد من صحيفة دنيبرو',
    date: '21 فبراير 2026',
    titles: [
      'افتتاح جسر المشاة فوق نهر دنيبرو قبل يوم المدينة',
      'إقرار الميزانية',
      'جدول جديد للترام: ما الذي سيتغير لركاب الضفة اليسرى ابتداءً من يوم الاثنين',
    ],
    summary: 'انتهت الأعمال قبل أسبوعين من الموعد المقرر، وسيتمكن المارة من استخدام الجسر يوم الأحد.',
    credit: 'تصوير: أولينا كوفالينكو',
  },
  he: {
    direction: 'rtl',
    title: 'דניפרו הראלד: העיר',
    more: 'עוד מדניפרו הראלד',
    date: '21 בפברואר 2026',
    titles: ['גשר הולכי הרגל ייפתח לפני יום העיר', 'התקציב אושר', 'לוח זמנים חדש לחשמליות החל מיום שני'],
    summary: 'העבודות הסתיימו שבועיים לפני המועד. הולכי הרגל הראשונים יעברו בגשר ביום ראשון.',
    credit: 'צילום: אולנה קובלנקו',
  },
  ja: {
    direction: 'ltr',
    title: 'ドニプロ・ヘラルド:市政',
    more: 'ドニプロ・ヘラルドの記事をもっと読む',
    date: '2026年2月21日',
    titles: [
      'ドニプロ川にかかる歩道橋、市の記念日までに開通へ',
      '予算案が可決',
      '路面電車のダイヤ改正、月曜日から左岸の利用者に何が変わるのか',
    ],
    summary: '工事は予定より二週間早く終わり、日曜日には最初の歩行者が橋を渡れるようになる。自転車は月曜日から。',
    credit: '写真:オレーナ・コヴァレンコ',
  },
} as const satisfies Readonly<Record<string, Words>>
export type Spoken = keyof typeof WORDS

export type Item = ReturnType<typeof itemIn>

/** The article number `index` of a feed, newest first. */
export function itemIn(language: Spoken, index: number, origin: string) {
  const { direction, titles, date, summary, credit } = WORDS[language]
  const id = `tag:herald.example,2020:${index}/${language}`
  const published = `2026-02-21T08:${String(59 - index).padStart(2, '0')}:00Z`
  return {
    id,
    title: titles[index % titles.length] as string,
    url: `https://herald.example/${language}/${index}/?utm_source=feed`,
    ...{ published, updated: published, date, language: language as string, direction: direction as string },
    summary: summary as string | null,
    image: {
      url: origin + PICTURE_PATH,
      alt: titles[0] as string,
      credit: credit as string | null,
      width: 6,
      height: 4,
    },
  }
}

/** @param origin where the pictures are */
export function headlinesOf(language: Spoken, origin: string, over: Readonly<Record<string, unknown>> = {}) {
  const { direction, title, more } = WORDS[language]
  return {
    ...{ version: 1, title, language, direction, more, empty: '—', refresh: 300 },
    page: `https://feeds.example/${language}/`,
    items: Array.from({ length: 20 }, (_, index) => itemIn(language, index, origin)),
    ...over,
  }
}

/** The height that `reservedSize` reserves with the default gap and padding, each 1em. */
export function heightInEm(extent: Parameters<typeof reservedSize>[0]): number {
  const [, em, gaps] = /^calc\(([\d.]+)em \+ (\d+) \*/.exec(reservedSize(extent)) ?? []
  return Number(em) + Number(gaps) + 2
}
