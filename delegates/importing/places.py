"""Countries, cities, delegations and categories by the words that people write for them."""

import re
from dataclasses import dataclass
from typing import TypeVar

from ascn8.lib.text import fold
from ascn8.meeting.models import City, Country
from delegates.models import Category, Delegation

Found = TypeVar("Found")

_NO_LETTER = re.compile(r"[^\w]+|_+")
# Names beside those of our table: ISO 3166-1 alpha-3, long forms, former ones, Malay ones. Ours to extend.
_ALSO = {
    "BN": "brn, brunei, negara brunei darussalam",
    "KH": "khm, kampuchea, kingdom of cambodia",
    "ID": "idn, republic of indonesia, republik indonesia",
    "LA": "lao, laos, lao people s democratic republic, republik demokratik rakyat lao",
    "MY": "mys",
    "MM": "mmr, burma, republic of the union of myanmar",
    "PH": "phl, the philippines, republic of the philippines, pilipinas",
    "SG": "sgp, republic of singapore, singapura",
    "TH": "tha, kingdom of thailand, negara thai",
    "TL": "tls, east timor, timor timur, timor leste",
    "VN": "vnm, vietnam, socialist republic of viet nam, socialist republic of vietnam",
    "AE": "are, uae, emiriah arab bersatu",
    "AU": "aus, commonwealth of australia",
    "CN": "chn, people s republic of china, prc, republik rakyat china",
    "DE": "deu, federal republic of germany, jerman",
    "FR": "fra, perancis",
    "GB": "gbr, uk, great britain, united kingdom of great britain and northern ireland, britain",
    "IN": "ind, republic of india",
    "JP": "jpn, jepun",
    "KR": "kor, korea, south korea, rok, republic of korea, korea selatan",
    "NL": "nld, the netherlands, holland, belanda",
    "NZ": "nzl, new zealand",
    "RU": "rus, russia, russian federation, persekutuan rusia",
    "TR": "tur, turkey, turki",
    "US": "usa, united states of america, united states, america, amerika syarikat, as",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Every word by which something may be called, with what it means. Read once for a whole list."""

    countries: dict[str, Country]
    cities: dict[str, City]
    delegations: dict[str, Delegation]
    categories: dict[str, Category]


def load_places() -> Places:
    """The tables as they are now."""
    countries = {country.code: country for country in Country.objects.all()}
    by_name = {code.lower(): country for code, country in countries.items()}
    for code, country in countries.items():
        for name in [*_ALSO.get(code, "").split(","), country.name_en, country.name_ms]:
            if name.strip():
                by_name[_key(name)] = country
    delegations = list(Delegation.objects.select_related("country"))
    named = {_key(name): row for row in delegations for name in (row.name_ms, row.name_en) if name}
    categories = list(Category.objects.all())
    return Places(
        countries=by_name,
        cities={_key(city.name): city for city in City.objects.select_related("country")},
        delegations=named | {row.code.lower(): row for row in delegations},
        categories={_key(name): row for row in categories for name in (row.slug, row.name_ms, row.name_en) if name},
    )


def find(words: dict[str, Found], written: str) -> Found | None:
    """What somebody meant by `written`, whatever its case, accents and punctuation."""
    return words.get(_key(written))


def _key(written: str) -> str:
    return " ".join(_NO_LETTER.sub(" ", fold(written)).split())
