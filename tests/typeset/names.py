"""Invented names in every script that the meeting's people write; the parts mean "sample", "example", "demo"."""

from ascn8.typeset.coverage import missing_scripts

LEFT_TO_RIGHT = {
    "Latn": [
        "Suharto",
        "Tan Sri Dato' Seri Dr. Muhammad Hazim bin Abdul Rahman al-Haj",
        "Kavitha a/p Subramaniam",
        "María Fátima da Conceição Contoh",
        "O’Demo-Çelik Łukasz",
        "Nguyễn Thị Phượng Thử",
        "Đặng Trường Giả Định",
        "office affix fjord",
    ],
    "Thai": ["สมชาย ตัวอย่างพิพัฒน์", "น้ำฝน ทดลองกุล", "พลอยชมพูสิทธิ์ชัยเจริญทรัพย์ไพบูลย์พานิชย์"],
    "Laoo": ["ບຸນມີ ພິມມະສອນ", "ສົມຈິດ ຕົວຢ່າງ"],
    "Khmr": ["សុខ ចាន់ធូ សាកល្បង", "ស្រីពៅ ឧទាហរណ៍"],
    "Mymr": ["နန်းခမ်းနွံ့ဟွမ်", "ဒေါ် ခင်မျိုး စမ်းသပ်", "နန်းခမ်းနွံ့ဟွမ်နန်းခမ်းနွံ့ဟွမ်နန်းခမ်းနွံ့"],
    "Taml": ["கவிதா சுப்பிரமணியம்", "க்ஷேத்ரா மாதிரி"],
    "Deva": ["प्रशान्त नमूना", "श्रीमती ज्योत्स्ना"],
}
HAN = {
    "Hans": ["陈美玲", "骨角门"],
    "Hant": ["龔芳蘭", "範例先生"],
    "Jpan": ["見本 さくら", "タナカ ハルト"],
    "Kore": ["견본 하늘", "김 보기"],
}
RIGHT_TO_LEFT = ["اواڠ احمد بن حاج چونتوه", "محمد حازم بن عبد الرحمن", "سيتي نورحاليزا"]

ABSENT = set(missing_scripts())
SPELT = [(script, name) for script, names in {**LEFT_TO_RIGHT, **HAN}.items() if script not in ABSENT for name in names]
EVERY_NAME = [name for _, name in SPELT] + RIGHT_TO_LEFT

MALICIOUS = [
    "<b>Bold</b><script>alert(1)</script>",
    ") Tj ET Q /Evil Do ( \\",
    ">> endobj 1 0 obj << /OpenAction",
    "Nul\x00l \x07bell \x1b[31m \x7f\x9b",
    "evil\u202ecod.exe\u2066\u2069\u200f",
    "Emoji 😀 👩🏽‍🚀 🇲🇾",
    "Lone \ud800 surrogate",
    "\ufffe\uffff\ufdd0 non\ue000characters\U0010ffff",
    "Zalgo" + "\u0301\u0327\u0310" * 40,
    "x" * 5000,
    "a " * 3000,
    "\u0301\u0e31\u17d2",
    "()[]{}<>%/#&\"'",
    "${jndi:ldap://x} {{7*7}} %s %n",
]
