using System.Collections.Frozen;

namespace MLOpsFunctions.Data.Text;

/// <summary>
/// Letters and the marks that may follow them, and the one character that both are together: the canonical pairs of
/// small letters in the Unicode Character Database (UAX #15, primary composites). The product runs without the system's
/// tables of languages, which differ between machines; these are the same everywhere.
/// </summary>
internal static class UnicodeComposition
{
    /// <summary>By mark: each letter, followed by what it becomes.</summary>
    private static readonly FrozenDictionary<char, string> ByMark = new Dictionary<char, string>
    {
        ['\u0300'] = "aàeèiìnǹoòuùwẁyỳâầêềôồüǜăằēḕōṑơờưừαὰεὲηὴιὶοὸυὺωὼϊῒϋῢеѐиѝἀἂἁἃἐἒἑἓἠἢἡἣἰἲἱἳὀὂὁὃὐὒὑὓὠὢὡὣ",
        ['\u0301'] =
            "aácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzźâấåǻæǽçḉêếïḯôốõṍøǿüǘăắēḗōṓũṹơớưứαάεέηήιίοόυύωώϊΐϋΰϒϓгѓкќἀἄἁἅἐἔἑἕἠἤἡἥἰἴἱἵὀὄὁὅὐὔὑὕὠὤὡὥ",
        ['\u0302'] = "aâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑạậẹệọộ",
        ['\u0303'] = "aãeẽiĩnñoõuũvṽyỹâẫêễôỗăẵơỡưữ",
        ['\u0304'] = "aāeēgḡiīoōuūyȳäǟæǣõȭöȫüǖǫǭȧǡȯȱαᾱιῑυῡиӣуӯḷḹṛṝ",
        ['\u0306'] = "aăeĕgğiĭoŏuŭȩḝαᾰιῐυῠаӑеӗжӂийуўạặ",
        ['\u0307'] = "aȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzżśṥšṧſẛṣṩ",
        ['\u0308'] = "aäeëhḧiïoötẗuüwẅxẍyÿõṏūṻιϊυϋϒϔаӓеёжӝзӟиӥоӧуӱчӵыӹэӭіїәӛөӫ",
        ['\u0309'] = "aảeẻiỉoỏuủyỷâẩêểôổăẳơởưử",
        ['\u030A'] = "aåuůwẘyẙ",
        ['\u030B'] = "oőuűуӳ",
        ['\u030C'] = "aǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzžüǚʒǯ",
        ['\u030F'] = "aȁeȅiȉoȍrȑuȕѵѷ",
        ['\u0311'] = "aȃeȇiȋoȏrȓuȗ",
        ['\u0313'] = "αἀεἐηἠιἰοὀρῤυὐωὠ",
        ['\u0314'] = "αἁεἑηἡιἱοὁρῥυὑωὡ",
        ['\u031B'] = "oơuư",
        ['\u0323'] = "aạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓơợưự",
        ['\u0324'] = "uṳ",
        ['\u0325'] = "aḁ",
        ['\u0326'] = "sștț",
        ['\u0327'] = "cçdḑeȩgģhḩkķlļnņrŗsştţ",
        ['\u0328'] = "aąeęiįoǫuų",
        ['\u032D'] = "dḓeḙlḽnṋtṱuṷ",
        ['\u032E'] = "hḫ",
        ['\u0330'] = "eḛiḭuṵ",
        ['\u0331'] = "bḇdḏhẖkḵlḻnṉrṟtṯzẕ",
        ['\u0342'] = "αᾶηῆιῖυῦωῶϊῗϋῧἀἆἁἇἠἦἡἧἰἶἱἷὐὖὑὗὠὦὡὧ",
        ['\u0345'] = "άᾴήῄαᾳηῃωῳώῴἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὰᾲὴῂὼῲᾶᾷῆῇῶῷ",
        ['\u0653'] = "اآ",
        ['\u0654'] = "اأوؤيئہۂےۓەۀ",
        ['\u0655'] = "اإ",
        ['\u093C'] = "नऩरऱळऴ",
        ['\u0BD7'] = "ஒஔ",
        ['\u102E'] = "ဥဦ",
        ['\u1B35'] = "ᬅᬆᬇᬈᬉᬊᬋᬌᬍᬎᬑᬒ",
        ['\u3099'] =
            "うゔかがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼゝゞウヴカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボワヷヰヸヱヹヲヺヽヾ",
        ['\u309A'] = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
    }.ToFrozenDictionary();

    /// <summary>The character that a letter and the mark after it are, where there is one.</summary>
    public static bool TryCompose(char letter, char mark, out char composed)
    {
        composed = default;
        if (!ByMark.TryGetValue(mark, out var pairs))
        {
            return false;
        }

        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] == letter)
            {
                composed = pairs[i + 1];
                return true;
            }
        }

        return false;
    }
}
