/* authors_given.c - by first letter, in lower case, a space before and behind each name. A hyphenated name
 * counts by its first part. */
#include "clean/authors_given.h"

#include "base/unicode.h"
#include "base/utf8.h"

static const char *const given[26] = {
    " aaron abdul abdullah abigail achim adam adama adèle adrian adriana adriano adrien agata agathe agnes "
    "agnès "
    "agnieszka ahmad ahmed ahmet aisha akira alain alan albert alberto alejandra alejandro aleksander "
    "aleksandra "
    "alessandra alessandro alessia alex alexander alexandra alexandre alexandru alexei alexia alexis alfred "
    "alfredo "
    "ali alice alicia alina aline alison alissa allan allen allison alma alyssa amadou amanda amber amelia "
    "amelie "
    "amélie amina amir amy ana anaïs anders andré andrea andreas andreea andrei andrej andrés andrew andrius "
    "andrzej "
    "andy angela angelika angelina angelo anika anita anja anke ann anna annabelle anne anneke annemarie "
    "annette "
    "annie annika anthony antje antoine anton antonia antonio antónio antti anu april ariane arian ariel "
    "arjun armin "
    "arnaud arnd arne arnold arthur artur arturo ashley asma astrid aude audrey august aurélie aurélien "
    "aurora axel "
    "ayse ayşe aziz adi addy aylin ",
    " barbara barry bart bartosz bastian baptiste beat beata beate beatrice béatrice beatriz belinda ben "
    "benedict "
    "benedikt benjamin benoît berit bernadette bernard bernardo bernd bernhard bert bertrand beth bettina "
    "betty "
    "bianca bill billy birgit birgitta björn bob bogdan boris brad bradley brandon brenda brendan brent "
    "brett brian "
    "brigitte britta bruce bruno bryan bilal blanca boubacar bill brooke ",
    " caitlin camila camille candice carina carl carla carlo carlos carmen carol carola carole carolin "
    "carolina "
    "caroline carsten caterina catharina catherine cathrin cathy cécile cecilia cédric celeste celia céline "
    "cem "
    "chantal charles charlie charlotte chelsea cheryl chiara chloé chloe chris christa christel christelle "
    "christian "
    "christiane christina christine christof christoph christophe christopher cindy claas claire clara clare "
    "claude "
    "claudia claudio claus clemens clément clémence colin colleen connor conny constantin constanze cora "
    "cordula "
    "corinna corinne cornelia cornelius courtney craig cristian cristiano cristina curt cynthia cyril cheikh "
    "christoffer ",
    " daniel daniela daniele danielle danny dario darren dave david davide dawn dean debbie deborah denis "
    "denise "
    "dennis derek detlef diana diane dick didier diego dieter dietmar dietrich dimitri dina dinah dirk "
    "djamila "
    "dmitri dmytro dolores dominic dominik dominique don donald donna dora doris dorothea dorothee dorothy "
    "doug "
    "douglas duncan dustin dylan ",
    " eberhard ebru eckart eckhard ed eddie edgar edilson edith edmund edoardo eduard eduardo edward edwin "
    "ekaterina "
    "elaine elena eleonora elias elif elisa elisabeth elise elizabeth elke ella ellen ellie elmar elodie "
    "élodie elsa "
    "elvira emanuel emil emilia emilie émilie emilio emily emine emma emmanuel emmanuelle emre enrico "
    "enrique eric "
    "éric erica erich erik erika erin ernest ernesto ernst erwin esra esteban estelle esther ethan étienne "
    "etienne "
    "eugen eugene eva evan eve evelyn ewa ewald elton enzo eline ",
    " fabian fabien fabienne fabio fabrice fanny fatima fatma fatou federica federico felicia felicitas "
    "felipe felix "
    "ferdinand fernanda fernando filip filippo finn fiona flavia flavio flora florence florent florentin "
    "florian "
    "florina francesca francesco francis francisco franck franco françois françoise frank franz franziska "
    "fred "
    "freddy frederic frédéric frederick frederik frederike fredrik frida frieder friederike friedhelm "
    "friedrich "
    "fritz fabrizio fleur ",
    " gabor gabriel gabriela gabriele gabriella gaëlle gareth gary gaspard gavin geert gemma geoff geoffrey "
    "georg "
    "george georges georgia georgina gerald geraldine gerard gérard gerd gerhard gero gerrit gert gesine "
    "giacomo "
    "giada gianluca gianni gideon gilbert gilles gina giorgia giorgio giovanna giovanni gisela giulia giulio "
    "giuseppe gloria gonzalo gordon götz grace graham greg gregor gregory grégory greta grzegorz guido "
    "guilherme "
    "guillaume guillermo günter günther gunnar gunther gustav gustavo guy glen glenn gail graeme ",
    " hakan hana hanna hannah hannes hans hansjörg harald harriet harry hartmut hasan hassan hatice hauke "
    "heather "
    "hector héctor hedwig heide heidi heike heiko heiner heinrich heinz helen helena helene hélène helga "
    "helge "
    "hella helmut hendrik henning henri henriette henrik henry herbert heribert hermann herman hilary hilde "
    "holger "
    "holly horst howard hubert hugh hugo hugues hunter husain hussein hüseyin harsh huda hal ",
    " ian ibrahim ida ignacio igor ilaria ilja ilka ilona ilse ina inès inès ines inés inga ingeborg ingo "
    "ingrid "
    "ioana ira irene irina iris irma isa isaac isabel isabell isabella isabelle ismail issa istván ivan "
    "ivana ivo "
    "iwan iwona izabela ingunn isobel ",
    " jack jackie jacob jacqueline jacques jaime jakob jakub jamal james jamie jan jana jane janet janice "
    "janina "
    "janine janna jannik janine jaroslav jarosław jasmin jasmine jason javier jay jean jeanette jeanne jeff "
    "jeffrey "
    "jelena jennifer jenny jens jeremy jérémy jérôme jerome jerry jess jessica jesse jessie jesús jil jill "
    "jim jimmy "
    "jo joachim joan joana joanna joanne joão jochen joe joel joël joelle joëlle johan johann johanna "
    "johannes john "
    "johnny jon jonas jonathan jordan jordi jorge jörg jörn jose josé josef josefine joseph josephine josh "
    "joshua "
    "joy joyce joaquín juan juana judith jules julia julian juliana juliane julie julien juliet juliette "
    "julio "
    "julius jürgen jurgen justin justine justus jutta joakim jacopo jake janic janek jannis jelle jorn "
    "josie ",
    " kai kaja kamil kamila karen karim karin karina karl karla karol karolina karoline karsten kasia "
    "katarina "
    "katarzyna kate katharina katherine kathleen kathrin kathryn kathy katie katja katrin kay kayla keith "
    "kelly ken "
    "kenneth kerry kerstin kevin khaled khalid kiara kilian kim kira kirsten kirstin kirsty klaas klaus "
    "konrad "
    "konstantin kornelia krista kristen kristian kristin kristina kristof krystyna krzysztof kurt kyle kylie "
    "katarína kazım kasper kristine kathrine kaja ",
    " lamine lara larry lars lasse laura laure laurence laurent lauren laurie lea léa leah lee lena léna "
    "lennart "
    "leo léo léon leon leonard leonardo leonie leonora leopold leslie leticia lidia lilian liliana lilly "
    "lily lina "
    "linda lindsay lindsey linus lionel lisa lise liv livia liz loïc lola lorena lorenz lorenzo loretta lori "
    "lothar "
    "lou louis louisa louise luc luca lucas lúcia lucia lucie lucien lucy ludger ludovic ludwig luis luís "
    "luisa "
    "luise luiz lukas łukasz luke lutz lydia lynn luana luciana luigi lorraine levin ",
    " maciej madeleine mady magda magdalena maggie mahmoud maik maike maja malte mamadou manfred manon "
    "manuel "
    "manuela mara marc marcel marcela marcella marcelo marcin marco marcos marcus marek maren margaret "
    "margarete "
    "margarita margaux margit margot margret marguerite maria mária maría mariam mariama marian mariana "
    "marianne "
    "marie marieke marina mario marion marisa marisol marit marius mark marko markus marlene marlies marlon "
    "marta "
    "márta martha martijn martin martín martina martine marvin mary massimo mateo mateusz mathias mathieu "
    "mathilda "
    "mathilde mathis matt matteo matthew matthias matthieu matti maud maura maureen maurice mauricio "
    "maurizio mauro "
    "max maxim maxime maximilian maya mechthild mehdi mehmet meike meinhard melanie mélanie melina melissa "
    "mercedes "
    "meredith meret merle mia micha michael michaela michał michał michal michel michela michele michèle "
    "michelle "
    "miguel mihai mika mike mikael mikhail mila milan milena mira miranda mireille miriam mirjam mirko "
    "mohamed "
    "mohammad mohammed moira mona monica mónica monika monique morgan moritz mortimer moses moussa murat "
    "musa "
    "mustafa muhammad myriam marek malek mats mette mirella ",
    " nadia nadine nadja nancy naomi natalia natalie natasha nate nathalie nathan nathanael nathaniel neil "
    "nele "
    "nelson niamh nicholas nick nicklas nico nicola nicolas nicolás nicole niels niklas niko nikolai nikolas "
    "nikolaus "
    "nikita nikki nils nina noah noel noëlle nora norbert norman nuno nuria núria nicolò noemi ",
    " oksana olaf ole oleg olena olga oliver olivia olivier omar orlando oscar oskar osman ott otto oumar "
    "owen "
    "özlem oriane ömer owain ondřej ondrej ",
    " pablo paige pamela paola paolo pascal pascale pat patricia patrick patrik patrizia paul paula paulina "
    "pauline "
    "paulo pavel pawel paweł pedro peer peggy penny per perry pete peter petr petra phil philip philipp "
    "philippa "
    "philippe phillip pia pierre piero pietro pilar piotr povilas priya prashant paramita pierrick pieter "
    "päivi ",
    " quentin quinn ",
    " rachel rachid rafael raffaele rahul raimund rainer ralf ralph ramon ramón ramona randy raoul raphael "
    "raphaël "
    "raquel rasmus raúl raul ray raymond rebecca rebekka regina régis regula reiner reinhard reinhold remo "
    "rémi "
    "renata renate renato rené rene renée ricarda riccardo ricardo richard rick rita rob robert roberta "
    "roberto robin "
    "roderick rodolfo rodrigo roger roland rolf roman romain román romina ron ronald ronja ronny rory rosa "
    "rosalie "
    "rose rosemary ross roxana roy ruben rubén rudi rudolf rüdiger rupert ruslan russell ruth ryan richarda "
    "rosanna "
    "rocío rosie robyn ",
    " sabina sabine sabrina said salma salvatore sam samantha samir samuel sandra sandrine sandro sandy sara "
    "sarah "
    "sascha saskia scott sean sebastian sébastien selina selma serena serge sergei sergej sergio shane "
    "shannon "
    "sharon shaun shawn sheila sibylle siegfried siegrid sigrid silja silke silvan silvana silvia silvio "
    "simon "
    "simona simone sina sinan sofia sofía sofie solène sönke sonia sonja sophia sophie sören stacy stan "
    "stanislav "
    "stefan stefania stefanie stefano steffan steffen steffi stella stephan stéphane stephanie stéphanie "
    "stephen "
    "sergej steve steven stewart stuart sue sunniva susan susana susann susanna susanne susie suzanne suzie "
    "sven "
    "svenja svetlana swantje sylvain sylvia sylvie szymon stefanus sally salome selin shana stephane sauli "
    "souad ",
    " tabea tamara tamás tania tanja tanya tara tarek tasha tatiana tatjana tatyana ted teresa teresia "
    "terence terry "
    "tess tessa thea thekla theo theodor theresa therese thérèse thibault thierry thilo thomas thorben "
    "thorsten "
    "thorben tilman till tim timo timon timothy tina tino tobias todd tom tomas tomás tomasz tommaso tommy "
    "toni tony "
    "torben torsten tracy tristan trevor trine trung tyler tyrone tapio ",
    " udo ugo ulf uli ulla ulrich ulrike ulises umar umberto ursula urs ute uwe uta ugur ",
    " valentin valentina valeria valerie valérie vanessa vera vero veronica verónica veronika véronique "
    "vesna vicente "
    "vicky victor victoria víctor viktor viktoria vincent vincenzo viola violeta virginia virginie vitali "
    "vito "
    "vittoria vivian viviana viviane vivien vivienne vladimir volker volkmar vikram ",
    " waldemar walter wanda warren wei wendy werner wesley wiebke wieland wilfried wilhelm will willi "
    "william willy "
    "winfried witold wojciech wolf wolfgang wolfram wladimir wim wouter ",
    " xavier xenia xaver ",
    " yael yana yang yann yannick yannik yara yasmin yasmina yasmine yolanda youssef yusuf yves yvette "
    "yvonne yuki "
    "yuri ynés ",
    " zachary zahra zainab zara zeynep zoe zoé zoë zuzana zsolt zofia ",
};

enum { LONGEST_NAME = 20 };

/* letter_of - the plain letter a name is filed under: "é" under e. */
static char letter_of(uint32_t c)
{
  static const struct {
    uint32_t code_point;
    char letter;
  } marked[] = {{0xE9, 'e'}, {0xF6, 'o'}, {0x142, 'l'}, {0xE0, 'a'}, {0xE1, 'a'}, {0xFC, 'u'}, {0xF3, 'o'}};
  if (c >= 'a' && c <= 'z') return (char)c;
  for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
    if (marked[i].code_point == c) return marked[i].letter;
  return 0;
}

bool authors_given(struct slice name)
{
  char key[LONGEST_NAME + 8] = " ";
  size_t length = 1;
  char letter = 0;
  for (size_t at = 0; at < name.length;) {
    uint32_t c = unicode_lower(utf8_decode(name, &at));
    if (c == ' ' || c == '-') break;
    if (c == '.' || c == ',' || length > LONGEST_NAME || c >= 0x800) return false;
    if (length == 1) letter = letter_of(c);
    if (c >= 0x80) key[length++] = (char)(0xC0 | c >> 6);
    key[length++] = c < 0x80 ? (char)c : (char)(0x80 | (c & 0x3F));
  }
  if (!letter || length < 3) return false;
  key[length++] = ' ';
  const char *list = given[letter - 'a'];
  return memmem(list, strlen(list), key, length) != NULL;
}
