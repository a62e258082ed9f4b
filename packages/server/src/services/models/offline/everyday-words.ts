/**
 * Words that English texts of all kinds are full of, so that sharing one tells little. A part of what the offline
 * embedding is: another list makes other vectors, which those of existing indexes cannot be compared with.
 */
export const EVERYDAY_WORDS =
  'get got give gave given go went going gone come came coming make made making take took taken put use used using want wanted ' +
  'need needed like liked know knew known think thought say said tell told ask asked see saw seen look looked find found try ' +
  'tried work worked call called feel felt become became leave left keep kept begin began begun show showed shown hear heard ' +
  'play run ran move moved live lived believe bring brought happen happened write wrote written sit stand stood lose lost pay ' +
  'paid meet met include included including continue set learn change changed lead led understand watch follow followed stop ' +
  'create speak spoke read allow add added spend spent grow grew grown open walk win offer remember consider considered appear ' +
  'appeared buy wait serve send sent expect expected build built stay fall fell reach reached remain remained suggest raise ' +
  'pass passed sell sold require required report decide let seem seemed shall may might must being cannot ' +
  'good better best new first second last long great little old right big high different small large next early young ' +
  'important public bad able many much every another still even well back way day time year week month today thing things ' +
  'people person man men woman women child children world life hand part place case number night point home water room side end ' +
  'help kind sort type example really maybe always never often sometimes ever someone something anything everything anyone ' +
  'everyone nothing top bottom half full whole real sure true possible available current recent general certain various several ' +
  'own around without within across along together away soon later ago among upon near far quite rather almost already yet ' +
  'thus hence therefore however although though since one two three four five six seven eight nine ten hundred thousand ' +
  'less least either neither both others whose whether per via yes ok etc';
