/**
 * Prose of the kind that guardrails see: mail, tickets, reports, chat, with and without something to find. Written for
 * this benchmark; people are AWS's fictitious ones, numbers are published test numbers.
 */
const PARAGRAPHS = [
  'Last Tuesday Maria Garcia met with the team in Berlin to talk about the new budget. The results were better than expected, and everyone agreed that the plan should go ahead in May. John Stiles will send the minutes to all who came, and Mark promised to look at the numbers again before the end of the week.',
  'Hello, I ordered a lamp three weeks ago and it still has not arrived. The order number is 48213377-A and the parcel was last seen in Lyon. Could you please find out what happened? You can reach me under +33 6 39 98 12 34 or at akua.mansa@example.com, and I am at home most evenings after six.',
  'The garden behind the house was once a quarry. When it rains, water gathers between the stones and stays for days, and in summer the children of the neighbourhood come to catch frogs. Nobody remembers who planted the two walnut trees, but they are tall, and their shade is welcome from June until September.',
  'To reset the device, hold the button for ten seconds until the light turns red, then let go. Version 2.4.1 of the firmware corrects a fault that could stop the pump. If the device does not answer at 192.0.2.44, check the cable, and read section 7.3.2 of the manual at https://example.com/manual/pump?lang=en before you call.',
  'Our quarterly revenue rose by 12.5 percent to 4,310,000 euros. The growth came from services, while hardware was flat. Costs went down because two of the older plants were closed in 2023. The board of Example Corporation proposes a dividend of 0.85 per share, to be paid on 14 June, and thanks all employees.',
  'She had always wanted to see the sea in winter. The train was late, the hotel was half empty, and the wind carried sand along the promenade; but the light over the water was exactly as her mother had told her. She stayed for a week, wrote four long letters, and came home with a cold and without any regrets.',
  'Dear Mr. Desai, thank you for your application. We would like to invite you to an interview on Thursday at 10:30 in our office at 350 5th Ave, New York, NY 10118. Please bring your passport and two references. Should the date not suit you, write to us and we will gladly find another one. Kind regards, Nikki Wolf',
  'The function takes a list of items and returns the first for which the predicate holds. When there is none, it returns undefined, and the caller decides what that means. Note that the predicate runs once for every item that comes before the match, so that it should be cheap; use an index when the list is long.',
  'Die Sitzung beginnt um neun Uhr im großen Saal. Bitte bringen Sie die Unterlagen mit, die wir Ihnen in der letzten Woche geschickt haben. Für Rückfragen steht Ihnen Frau Weber gern zur Verfügung. Le déjeuner sera servi à midi, et la réunion reprendra à quatorze heures avec la présentation du projet.',
  'User reports that the payment failed twice with code 4007 after entering the details. The card ends with the digits that we know, the bank says that nothing is wrong, and the log shows a time-out at 14:22:07 on 2024-11-05. I asked whether another browser was tried. Priority is normal; the next update is due on Monday.',
];

/** So many characters of prose, in which no two paragraphs follow each other in the same order too soon. */
export function prose(characters: number): string {
  let text = '';
  for (let round = 0; text.length < characters; round++) {
    const paragraph = PARAGRAPHS[
      (round * 7 + Math.floor(round / PARAGRAPHS.length)) % PARAGRAPHS.length
    ] as string;
    // A number that changes, so that nothing is remembered from the paragraph before.
    text += `${round + 1}. ${paragraph.replace('Mark', ['Mark', 'Grant', 'Jordan', 'Rose'][round % 4] as string)}\n\n`;
  }
  return text.slice(0, characters);
}
