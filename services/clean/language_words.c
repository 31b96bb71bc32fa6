/* language_words.c - a vote of the small words.
 *
 * Four letters at a time tell a language from some dozens of characters on, but not a headline, and not
 * sisters that share most of their letters. Articles, prepositions and months do: they are few, frequent, and
 * differ first. */
#include "clean/language_words.h"

#include "base/unicode.h"
#include "base/utf8.h"

enum { MOST_WORDS = 100, ENOUGH = 30 };

/* clang-format off */
static const struct language {
  const char *tag, *family; /* NULL: has no sister */
  const char *words;
} languages[] = {
    {"fr", NULL, " le la les de des du un une et est en au aux que qui dans pour par sur pas ne avec ce cette ces son sa ses plus il elle ils"
      " nous vous je être sont été mais ou où leur leurs entre après avant sans sous contre comme fait à "},
    {"en", NULL, " the of and to in is was for on that with as are by it from at his her an be this have has not were which or but they you"
      " will their its who after about more would says how what we our your "},
    {"es", "iberia", " el la los las de del y en que un una es por para con no se su sus al lo como más pero fue este esta son entre sobre"
      " ha hay desde hasta muy también sin según años tras contra "},
    {"ca", "iberia", " o a el la els les de del dels i en que un una és per amb no es al als seva seu més però va aquest aquesta són entre"
      " sobre ha des fins molt també sense segons anys a l'any "},
    {"pt", "iberia", " o a os as de do da dos das e em no na nos nas que um uma é por para com não se seu sua ao mais mas foi este esta"
      " são entre sobre foram até muito também sem anos após contra pelo pela "},
    {"gl", "iberia", " o a os as de do da dos das e en no na nos nas que un unha é por para con non se seu súa ao máis pero foi este esta son"
      " entre sobre foron ata moi tamén sen anos "},
    {"it", NULL, " il lo la i gli le di del della dei delle e è in nel nella che un una per con non si al alla sono come più ma anche"
      " da dal dalla questo questa tra fra sul sulla suo sua dopo prima senza contro essere stato "},
    {"de", NULL, " der die das und in den von zu mit dem des im ist nicht ein eine auf für sich auch als an es wird werden aus er hat dass sie"
      " nach bei einer um am sind noch wie einem über einen so zum haben nur oder aber vor zur bis mehr durch man "},
    {"nl", "low", " de het een en van in is dat op te zijn met voor niet aan er die ook om als maar bij door naar uit over dan nog wordt heeft"
      " worden werd tot zich deze na wat kan ze hij geen meer was ik "},
    {"af", "low", " die het 'n ’n ´n en van in is dat op te met vir nie aan wat ook om as maar by deur na uit oor dan nog word was hy sy ons hulle"
      " sal kan gee hierdie toe een tot sê geen "},
    {"sv", "north", " och att det som är inte på för med ett av den till har de var om så vi kan men från eller jag ni hon när här efter också"
      " mot vid sig skulle mycket vad hur finns utan en de "},
    {"da", "north", " og at det som er ikke på for med et af den til har de var om så vi kan men fra eller jeg hun når her efter også mod"
      " ved sig skulle meget hvad hvordan blev mere nogle noget ud op gennem hos siger mig dig kun hvor uden en de være efter "},
    {"nb", "north", " og at det som er ikke på for med et av den til har de var om så vi kan men fra eller jeg hun når her etter også mot"
      " ved seg skulle mye hva hvordan ble mer noen noe ut opp gjennom hos sier meg deg bare hvor uten en de være "},
    {"nn", "north", " og at det som er ikkje på for med eit av den til har dei var om så vi kan men frå eller eg ho når her etter òg mot"
      " ved seg skulle mykje kva korleis vart meir nokre noko ut opp gjennom hos seier meg deg berre kvar utan ein vere vera blei"
      " ikkje sjølv desse kor nokon "},
    {"is", NULL, " og að er í á sem það við um til ekki með en hann var af hefur fyrir því eru ég þá frá eða verið þetta "},
    {"fi", "finnic", " ja on ei se että hän oli mutta kun ovat myös mukaan jos niin joka vuonna ole sen kuin olla tai nyt vain sitä ollut mitä jo "},
    {"et", "finnic", " ja on ei see et oli aga kui ka mis selle oma ning nagu siis või kes ta ole seda olla pole välja juba veel üks "},
    {"pl", NULL, " i w na z do się nie jest że o to od za po przez dla jak ale są był oraz tym jego jej przed już być tylko który która które pod "},
    {"cs", "czech", " a v na se je že s z do to o i jako za pro jsem jsou byl by ale nebo podle od po při které který jeho také jen si když ze už jsme"
      " ve než bylo být není roku nové "},
    {"sk", "czech", " a v na sa je že s z do to o aj ako za pre som sú bol by ale alebo podľa od po pri ktoré ktorý jeho tiež len si keď zo už sme"
      " vo než bolo byť nie roku nové ktorá "},
    {"sl", NULL, " in v na je se da so za z ki pa ne bi od tudi do kot po pri ali bil še kako kar leta pred med že zaradi le bo iz lahko ter "},
    {"hr", "serbo", " i u na je se da su za od s što koji kao ne će iz o do ili bi nije koja koje te samo tko gdje prije poslije vrijeme uvjet"
      " tjedan tjedna povijest europske europska europski hrvatska hrvatske hrvatski hrvatskoj tisuća glazba siječnja veljače ožujka"
      " travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca sveučilište obitelj također općina županija cijeli svi nogomet"
      " zagreb zagrebu kuna točno opće ljeta otoka jučer uvjeti sustav sustava tijekom "
      "suradnja suradnji suradnju suradnje otok otoku otoci talijanski talijanska talijanske španjolski znanost znanosti "
      "znanstvenik znanstveni znanstvenici tvornica tvornice liječnik liječnici zrakoplov zrakoplova vlak obitelji europi "
      "europu europe kemija kemijski glazbe glazbeni natjecanje natjecanja natjecanju odvjetnik izvješće skladatelj redatelj "
      "nogometaš momčad tisuće tvrtka tvrtke unatoč siječnju veljači ožujku travnju svibnju lipnju srpnju kolovozu rujnu "
      "listopadu studenom prosincu stupanj zemljovid uporaba uporabe "},
    {"bs", "serbo", " i u na je se da su za od s što koji kao ne će iz o do ili bi nije koja koje te samo ko gdje prije poslije vrijeme uslov"
      " sedmica sedmice historija historije evropske evropska evropski bosna bosne bosni hercegovina hercegovine hercegovini bih hiljada muzika"
      " januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra univerzitet porodica također lahko"
      " sarajevo sarajevu bosanski tačno opšte takođe sistem sistema tokom općina kantona kanton islamske "
      "saradnja saradnji saradnju saradnje ostrvo ostrva ostrvu italijanski italijanska italijanske španski nauka nauke naučnik "
      "naučni naučnici fabrika fabrike avion aviona voz porodice porodici evropi evropu evrope hemija hemijski muzike muzički "
      "takmičenje takmičenja takmičenju advokat izvještaj kompozitor režiser fudbaler fudbalski fudbal hiljade firma januaru "
      "februaru martu aprilu maju septembru oktobru novembru decembru januar februar mart april septembar oktobar novembar "
      "decembar ljekar ljekari juni juli juno august augustu junu julu historijski historijska bošnjaci bošnjak "},
    {"sr", "serbo", " i u na je se da su za od s što koji kao ne će iz o do ili bi nije koja koje te samo ko gde pre posle vreme uslov"
      " nedelja istorija evropske srbije srbija srbiji januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"
      " univerzitet porodica takođe uvek svet deo mesto čovek reč beograd beogradu dete ovde lepo "
      "saradnja saradnji saradnju saradnje ostrvo ostrva ostrvu italijanski italijanska italijanske španski nauka nauke naučnik "
      "naučni naučnici fabrika fabrike avion aviona voz porodice porodici evropi evropu evrope hemija hemijski muzike muzički "
      "takmičenje takmičenja takmičenju advokat izvještaj kompozitor režiser fudbaler fudbalski fudbal hiljade firma januaru "
      "februaru martu aprilu maju septembru oktobru novembru decembru januar februar mart april septembar oktobar novembar "
      "decembar lekar avgust avgustu istorijski istorije istoriji "},
    {"hu", NULL, " a az és hogy nem is egy meg csak ez volt de mint már ki még vagy van el ha lehet azt után kell amely lesz szerint volna "},
    {"ro", NULL, " și în de la a cu pe care că nu din un o pentru este mai fost se sau să sunt ce dar au după fi lui prin ca până ale al "},
    {"tr", "turkic", " ve bir bu için ile da de olarak olan daha çok en gibi sonra kadar ne ya ancak ise var oldu her göre tarafından değil o "},
    {"az", "turkic", " və bir bu üçün ilə da də olan daha çox ən kimi sonra qədər nə ya isə var oldu hər görə tərəfindən deyil edib bildirib "},
    {"id", "malay", " yang dan di untuk dengan pada dari ini itu dalam tidak adalah akan karena bahwa bisa yaitu perusahaan uang mobil berbagai berbeda"
      " merupakan informasi pemerintah polisi kantor mahasiswa siswa agustus maret juni juli desember musik tim pertandingan lokal kamu"
      " internasional saat setelah kota situs pria nomor bagian sebagian apakah proyek berhasil mulai indonesia jakarta provinsi kabupaten"
      " kecamatan memiliki jika sedangkan hingga tapi butuh sekitar silakan kita universitas rp ekonomi politik bila tersebut misalnya gunakan usaha "},
    {"ms", "malay", " yang dan di untuk dengan pada dari ini itu dalam tidak adalah akan kerana bahawa boleh iaitu syarikat wang kereta pelbagai berbeza"
      " merupakan maklumat kerajaan polis pejabat pelajar ogos mac jun julai disember muzik pasukan perlawanan tempatan awak"
      " antarabangsa semasa selepas bandar laman lelaki nombor bahagian sebahagian adakah projek berjaya bermula malaysia negeri"
      " daerah sekiranya manakala perkhidmatan ialah daripada apabila universiti rm filem beliau datuk apabila"
      " encik ianya disebabkan kajian oktober tiada sila singapura "},
    {"tl", NULL, " ang ng sa na mga ay at si ni para may ito hindi kung pa siya mula noong kay nang isang ko niya rin lang dahil "},
    {"sw", NULL, " ya na wa kwa katika ni la za kuwa hii huo huyo lakini cha pia hiyo alisema baada watu kama wakati ili kutoka "},
    {"vi", NULL, " của và là có được trong cho không các một với những người này đã để khi từ ra đến về tại như cũng nhiều vào "},
    {"lt", NULL, " ir yra į kad su iš tai ne bet už kaip buvo jo apie nuo metų po dėl jau arba per kurie taip prie tik bus "},
    {"lv", NULL, " un ir ar no uz par ka to arī bet kā tas nav gada kas pēc vai pie tika bija jau lai savu vēl tiek "},
    {"sq", NULL, " të e në dhe i për një me nga që është së ka si nuk më do u kjo por janë duke kanë edhe tij "},
    {"eu", NULL, " eta da bat ez ere du dira izan zen egin baina dute dela behar oso hau duen beste egiten den zuen ziren "},
    {"ga", "gaelic", " agus an na ar is go bhí tá le sa i den chun seo sé ag don mar ach sin ón nach atá bhfuil leis acu bliain "},
    {"gd", "gaelic", " agus an na air is gu bha tha leis anns den gus seo e aig mar ach sin bhon nach bheil aca bliadhna airson chaidh "},
    {"cy", NULL, " y yr a i o yn ac ar mae am wedi gan fod ei oedd eu hyn gyda ond neu mewn cael bod fel ei'r "},
    {"la", NULL, " et in est ad cum non ut ex quae qui sunt sed quod anno de a ab per eius fuit aut esse etiam "},
    {"eo", NULL, " la de kaj en estas al por ne kun ke li ĝi estis el sed pri aŭ ili post tiu kiu jaro oni kiel dum "},
    {"ru", "cyrillic", " и в не на что с по это он как из за к для от так у но же то все или при был его бы мы вы был было они до если уже мне"
      " я который также после этого только ещё еще может года такой такие этой этот эти чтобы быть себя очень более лет человек время день нет можно их её ее ни даже вот"
      " когда где без под чем вас нас своей свою свои своего некоторым этом них области россии "},
    {"uk", "cyrillic", " і в не на що з по це він як із за до для від про так у я але же та все або при був його би ми ви було вони й якщо вже мені"
      " який також після цього тільки ще може року "},
    {"be", "cyrillic", " і ў не на што з па гэта ён як у я за да для ад пра так але жа ўсё або пры быў яго бы мы вы было яны калі ўжо мне"
      " які таксама пасля гэтага толькі яшчэ можа года "},
    {"bg", "cyrillic", " и в не на че с по това той как от за към до о така но се да са или при беше е го ще ние са бил те ако вече ми"
      " който също след само още може година във със през като има "},
    {"mk", "cyrillic", " и во не на дека со по ова тој како од за кон до така но се да се или при беше е го ќе ние биле тие ако веќе ми"
      " кој која кои исто само уште може година низ има што била бил овој "},
    {"sr", "cyrillic", " и у не на да са по ово он како од за ка до тако али се су или при био је га ће ми били они ако већ"
      " који такође после само још може године кроз као што има из "},
    {"fa", "arabic", " و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد می شده "},
    {"ar", "arabic", " في من على أن إلى عن التي الذي مع هذا هذه ما لا كان كما بعد أو بين قد لم "},
    {"ur", "arabic", " کے میں کی ہے اور سے کا کو اس نے کہ پر ہیں یہ بھی ایک کر تھا ہو گیا "},
};
/* clang-format on */

enum { COUNT = sizeof languages / sizeof *languages, WHOLE = 60 };

/* words_of - text in lower case, its words (at most MOST_WORDS) with one space around each. */
static void words_of(struct slice text, struct buffer *words)
{
  size_t count = 0;
  buffer_byte(words, ' ');
  for (size_t at = 0; at < text.length && count < MOST_WORDS;) {
    uint32_t letter = unicode_lower(utf8_decode(text, &at));
    if (letter == 0x2019) letter = '\'';
    bool inside = unicode_is_letter(letter) || letter == '\'' || letter == 0xB4;
    bool apart = words->data[words->length - 1] == ' ';
    if (inside) utf8_put(words, letter);
    if (inside || apart) continue;
    buffer_byte(words, ' ');
    count++;
  }
  if (words->data[words->length - 1] != ' ') buffer_byte(words, ' ');
}

/* next_word - the word behind the space at *at, with the spaces around it; false at the end. */
static bool next_word(const struct buffer *words, size_t *at, struct slice *word)
{
  const char *start = words->data + *at, *end = memchr(start + 1, ' ', words->length - *at - 1);
  if (!end) return false;
  *word = (struct slice){start, (size_t)(end - start) + 1};
  *at += word->length - 1;
  return true;
}

/* vote - adds what each language that `takes_part` has of the words: a whole for a word of its own, a share
 * of one that others have, nothing for one that all have. */
static void vote(struct slice text, const bool takes_part[COUNT], unsigned score[COUNT])
{
  struct buffer words = BUFFER_EMPTY;
  struct slice word;
  unsigned voters = 0;
  for (size_t i = 0; i < COUNT; i++) voters += takes_part[i];
  words_of(text, &words);
  for (size_t at = 0; next_word(&words, &at, &word);) {
    bool has[COUNT];
    unsigned count = 0;
    for (size_t i = 0; i < COUNT; i++) {
      has[i] =
          takes_part[i] && memmem(languages[i].words, strlen(languages[i].words), word.data, word.length);
      count += has[i];
    }
    for (size_t i = 0; i < COUNT && count < voters; i++)
      if (has[i]) score[i] += WHOLE / count;
  }
  buffer_free(&words);
}

const char *language_by_words(struct slice text)
{
  bool all[COUNT];
  unsigned score[COUNT] = {0};
  size_t best = 0, second = COUNT;
  for (size_t i = 0; i < COUNT; i++) all[i] = true;
  vote(text, all, score);
  for (size_t i = 1; i < COUNT; i++)
    if (score[i] > score[best]) best = i;
  for (size_t i = 0; i < COUNT; i++)
    if (i != best && (second == COUNT || score[i] > score[second])) second = i;
  return score[best] >= ENOUGH && score[best] * 4 > score[second] * 5 ? languages[best].tag : NULL;
}

static bool is_sister(const struct language *language, const char *tag)
{
  for (size_t i = 0; i < COUNT; i++)
    if (strcmp(languages[i].tag, tag) == 0 && languages[i].family && language->family &&
        strcmp(languages[i].family, language->family) == 0)
      return true;
  return false;
}

const char *language_among_sisters(struct slice text, const char *tag)
{
  bool sister[COUNT], any = false;
  unsigned score[COUNT] = {0}, own = 0;
  for (size_t i = 0; i < COUNT; i++) any |= sister[i] = is_sister(&languages[i], tag);
  if (!any) return tag;
  vote(text, sister, score);
  size_t best = 0;
  for (size_t i = 0; i < COUNT; i++) {
    if (score[i] > score[best]) best = i;
    if (strcmp(languages[i].tag, tag) == 0 && score[i] > own) own = score[i];
  }
  return score[best] >= own + WHOLE / 2 && score[best] * 2 > own * 3 ? languages[best].tag : tag;
}
