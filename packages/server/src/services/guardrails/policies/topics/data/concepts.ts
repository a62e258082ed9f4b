/**
 * Words that speak of the same thing, for the subjects that people deny most often: a topic that uses some words of a family
 * is met by a text that uses others. Families of our own, narrow on purpose; a word may stand in several.
 */
export const CONCEPTS: Readonly<Record<string, string>> = {
  investment:
    'invest investment investor investing stock stocks share shares bond bonds fund funds etf mutual portfolio equity equities securities dividend ' +
    'crypto cryptocurrency bitcoin ethereum asset assets return returns yield ira 401k retirement savings brokerage broker trading trader ' +
    'bull bear nasdaq dow hedge futures commodities gold wealth allocate allocation diversify',
  medicine:
    'medical medicine medication medicines drug dose dosage pill tablet symptom symptoms diagnose diagnosis treatment treat therapy disease illness ' +
    'doctor physician prescription prescribe antibiotic antibiotics ibuprofen paracetamol aspirin insulin fever rash cough headache migraine infection ' +
    'pain tumor cancer diabetes blood pressure surgery vaccine allergy patient sick cure health mg',
  law:
    'legal law lawyer attorney lawsuit sue suing court judge litigation contract clause liability liable plaintiff defendant custody ' +
    'divorce unpaid dismissal inheritance settlement damages statute verdict appeal rights landlord eviction tenant lease copyright trademark patent jurisdiction',
  politics:
    'political politics politician election elections vote votes voting voter president presidential senator congress parliament party republican democrat ' +
    'conservative liberal candidate campaign minister government policy referendum immigration ballot left-wing right-wing',
  religion:
    'religion religious god faith church mosque temple prayer pray bible quran torah islam christianity judaism hinduism buddhism priest imam worship sin',
  gambling:
    'gamble gambling bet bets betting wager odds casino poker roulette blackjack slot slots lottery bookmaker sportsbook jackpot parlay',
  competition:
    'competitor competitors competing rival rivals alternative alternatives switch switching cheaper',
  weapons:
    'weapon weapons gun guns rifle pistol firearm ammunition bullet bomb explosive grenade knife handgun shotgun',
  narcotics:
    'drug drugs cocaine heroin cannabis marijuana weed lsd ecstasy meth opioid narcotic narcotics mushrooms ketamine',
  tax: 'tax taxes taxable deduct deduction deductions deductible irs filing refund vat audit exemption withholding',
  employment:
    'salary salaries wage wages raise promotion hire hiring fired layoff layoffs resign employee employees employer manager hr payroll compensation bonus',
  dating:
    'dating date romance romantic relationship boyfriend girlfriend flirt tinder crush love marriage partner breakup',
  loan: 'loan loans mortgage credit lend lender borrow borrowing interest refinance debt apr',
  violence: 'violence violent kill murder attack assault weapon shooting stab fight',
  sport:
    'football soccer basketball baseball tennis match league team player goal championship cup olympics coach tournament',
};
