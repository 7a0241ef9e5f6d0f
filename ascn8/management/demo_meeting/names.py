"""Invented people. Everybody's family name is the word "example" in the language of the country, so that nobody can
take them for real: Contoh, គំរូ, ຕົວຢ່າງ, ตัวอย่าง, နမူနာ, Mẫu, Halimbawa."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """`native` is empty where the language is written in Latin letters anyway."""

    given: str
    family: str
    native: str = ""
    title: str = ""


def _pairs(family: str, native_family: str, *givens: tuple[str, str], family_first: bool = False) -> list[Name]:
    names = []
    for given, native in givens:
        parts = (native_family, native) if family_first else (native, native_family)
        names.append(Name(given, family, " ".join(parts) if native else ""))
    return names


_MALAY = [
    Name("Aisyah", "binti Contoh", "عائشة بنت چونتوه"),
    Name("Muhammad Hazim", "bin Contoh", "محمد حازم بن چونتوه", "Dato' Seri Dr."),
    Name("Nurul Huda", "binti Contoh", "نورول هدى بنت چونتوه", "TPr."),
    Name("Ahmad Firdaus", "bin Contoh", "", "YBhg. Datuk"),
    Name("Siti Khadijah", "binti Contoh"),
    Name("Wan Azman", "bin Wan Contoh", "", "Ir."),
]
_TAMIL = [
    Name("Kavitha", "a/p Maathiri", "கவிதா மாதிரி"),
    Name("Ramesh", "a/l Maathiri", "ரமேஷ் மாதிரி", "Dr."),
    Name("Lakshmi", "a/p Maathiri", "லட்சுமி மாதிரி"),
]
_CHINESE = [
    Name("Li Wen", "Fan", "范例丽雯"),
    Name("Jia Hao", "Fan", "范例家豪"),
    Name("Mei Xuan", "Fan", "范例美萱", "Ms"),
]

NAMES: dict[str, list[Name]] = {
    "MY": [*_MALAY, *_TAMIL, *_CHINESE],
    "SG": [*_CHINESE, _TAMIL[0], _TAMIL[1], Name("Hui Min", "Fan", "范例慧敏"), Name("Farah", "binte Contoh")],
    "BN": [
        Name("Pengiran Norhayati", "binti Contoh", "ڤڠيران نورحياتي بنت چونتوه", "Dayang"),
        Name("Awang Zulkifli", "bin Contoh", "اوڠ ذوالكفلي بن چونتوه", "Yang Mulia"),
        Name("Dayang Rohani", "binti Contoh", "دايڠ روحاني بنت چونتوه"),
        Name("Abdul Rahman", "bin Contoh", "عبد الرحمن بن چونتوه"),
    ],
    "KH": _pairs(
        "Kumru",
        "គំរូ",
        ("Sokha", "សុខា"),
        ("Chanthrea", "ចន្ទ្រា"),
        ("Sopheap", "សុភាព"),
        ("Rithy", "រិទ្ធី"),
        ("Bopha", "បុប្ផា"),
        ("Kunthea", "គន្ធា"),
        ("Vichheka", "វិច្ឆិកា"),
        ("Samnang", "សំណាង"),
        family_first=True,
    ),
    "ID": [
        Name("Dewi", "Contoh"),
        Name("Suharto", "Contoh"),
        Name("Rini Kusumawardani", "Contoh", "", "Dr. Ir."),
        Name("Budi", ""),
        Name("I Gusti Ngurah", "Contoh"),
        Name("Putri Ayu", "Contoh"),
        Name("Bambang", "Contoh", "", "Prof."),
        Name("Fitriani", ""),
    ],
    "LA": _pairs(
        "Tuayang",
        "ຕົວຢ່າງ",
        ("Bounmy", "ບຸນມີ"),
        ("Khamphone", "ຄຳພອນ"),
        ("Chanthala", "ຈັນທະລາ"),
        ("Souksavanh", "ສຸກສະຫວັນ"),
        ("Vilayvone", "ວິໄລວອນ"),
        ("Phouthone", "ພູທອນ"),
    ),
    "MM": [
        Name("Aung Namuna", "", "အောင် နမူနာ", "U"),
        Name("Khin Namuna", "", "ခင် နမူနာ", "Daw"),
        Name("Thandar Namuna", "", "သန္တာ နမူနာ", "Daw"),
        Name("Kyaw Zin Namuna", "", "ကျော်ဇင် နမူနာ", "U"),
        Name("Hnin Wutt Yee Namuna", "", "နှင်းဝတ်ရည် နမူနာ", "Daw"),
    ],
    "PH": [
        Name("Maria Luisa", "Halimbawa"),
        Name("Jose Antonio", "Halimbawa", "", "Atty."),
        Name("Angelica", "Halimbawa y Kunwari"),
        Name("Ramon", "Halimbawa", "", "Hon."),
        Name("Corazon", "Halimbawa", "", "Engr."),
    ],
    "TH": _pairs(
        "Tuayang",
        "ตัวอย่าง",
        ("Somchai", "สมชาย"),
        ("Ploychompoo", "พลอยชมพู"),
        ("Nattaphong", "ณัฐพงษ์"),
        ("Kanokwan", "กนกวรรณ"),
        ("Siriporn", "ศิริพร"),
        ("Wichai", "วิชัย"),
        ("Thitirat", "ฐิติรัตน์"),
    ),
    "TL": [Name("João", "Ezemplu"), Name("Maria Fátima", "Ezemplu", "", "Eng.ª"), Name("Domingos", "Ezemplu")],
    "VN": [
        Name("Phương Thảo", "Mẫu"),
        Name("Văn Đức", "Mẫu"),
        Name("Thị Hồng Nhung", "Mẫu", "", "TS."),
        Name("Quốc Khánh", "Mẫu"),
        Name("Ngọc Ánh", "Mẫu"),
        Name("Hữu Nghị", "Mẫu"),
    ],
    "JP": [Name("Hanako", "Reibun", "例文 花子"), Name("Tarō", "Reibun", "例文 太郎")],
    "KR": [Name("Min-jun", "Yesi", "예시 민준"), Name("Seo-yeon", "Yesi", "예시 서연")],
    "US": [Name("Taylor", "Example"), Name("Jordan", "Example", "", "Dr")],
    "AU": [Name("Alex", "Example"), Name("Robin", "Example", "", "Prof.")],
}

# How many of a hundred delegates come from where.
SHARES: dict[str, int] = {
    "MY": 20, "ID": 14, "TH": 12, "VN": 10, "KH": 8, "PH": 8, "LA": 6, "MM": 5,
    "SG": 5, "BN": 4, "JP": 3, "KR": 2, "TL": 1, "US": 1, "AU": 1,
}  # fmt: skip
