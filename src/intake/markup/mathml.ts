/** Presentation MathML (MathML Core) that readers may show. None of it links, runs or loads anything. */
export const MATHML_ELEMENTS = (
  'math merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom menclose mprescripts mroot mrow ms mspace ' +
  'msqrt mstyle msub msubsup msup mtable mtd mtext mtr mlabeledtr munder munderover none'
).split(' ')

export const MATHML_ATTRIBUTES = (
  'accent accentunder align close columnalign columnlines columnspan depth display displaystyle fence form height ' +
  'largeop linethickness lspace mathvariant maxsize minsize movablelimits notation open rowalign rowlines rowspan ' +
  'rspace scriptlevel separator separators stretchy symmetric voffset width xmlns'
).split(' ')
