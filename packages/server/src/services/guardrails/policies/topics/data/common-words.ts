/**
 * How much English words tell about a topic: nothing (`SILENT`), little (`COMMON`: words of everyday talk and those with which
 * definitions are worded). Every other word tells much. A small background list, made for this project.
 */
export const SILENT =
  'a about above after again all also am an and any are aren as at be because been before being below between both but by can could ' +
  'did do does doing don down during each few for from further had has have having he her here hers him his how i if in into is it its ' +
  'itself just let me more most my myself no nor not now of off on once only or other our out over own please same she should so some ' +
  'such than that the their them then there these they this those through to too under until up very was we were what when where which ' +
  "while who whom why will with would you your yours i'm i'll i'd it's don't can't isn't won't that's what's let's you're we're they're " +
  'shall may might must hi hello hey thanks thank yes ok okay etc one two us per via';

export const COMMON =
  'get got give given go going gone come came make made take took taken put use used using want wanted need needed like liked know ' +
  'known think thought say said tell told ask asked see seen look looked find found try tried work worked call called feel felt become ' +
  'leave left keep kept begin show showed hear play run move live believe bring happen write provide providing sit stand lose pay meet ' +
  'include including continue set learn change lead understand watch follow stop create speak read allow add spend grow open walk win offer ' +
  'remember consider appear buy wait serve send expect build stay fall cut reach remain suggest raise pass sell require report decide ' +
  'good better best new first last long great little old right big high different small large next early young important public bad able ' +
  'many much every another still even well back way day time year week month today tomorrow yesterday thing things people person man woman child world life ' +
  'hand part place case week company system program question questions number night point home water room area money story fact lot ' +
  'help kind sort type example examples really maybe always never often sometimes start started end side someone something anything everything ' +
  'anyone everyone nothing top bottom half full whole real sure true possible available current recent general specific certain various several ' +
  'advice advise guidance recommend recommendation recommendations suggestion inquiry inquiries discussion discuss discussing regarding related relating relate concerning concern topic topics ' +
  'information content request requests requesting statement statements opinion opinions seek seeking involve involving goal purpose ' +
  'matter matters specific issue issues subject comparison compare comparing versus instead between against user users customer customers ' +
  'prefer promote promotion service services product products other others reason reasons idea ideas name names word words answer explain describe mean means plan plans ' +
  'option options choose choice choosing decision cost price free low simple easy hard fast quick nice fine morning evening email team meeting ' +
  'recipe order orders office minute minutes hour hours few own around without within across along together away soon later ago';
