"""The rows every installation needs before its first delegate: countries, cities of the network, focus areas.

Names as ASEAN writes them (Lao PDR, Viet Nam; Malay: Filipina, Kemboja). Sources: CLDR and ASEAN usage for countries;
the 26 pilot cities of 2018 and the five that joined in 2024 for cities; the network's six focus areas.
"""

import datetime as dt

from django.db import transaction

from ascn8.meeting.models import City, Country, CountryRole, FocusArea
from ascn8.meeting.versions import bump

_FOUNDED = dt.date(1967, 8, 8)

# code, English, Malay, calling code, form of Han characters
COUNTRIES = [
    ("BN", "Brunei Darussalam", "Brunei Darussalam", "+673", ""),
    ("KH", "Cambodia", "Kemboja", "+855", ""),
    ("ID", "Indonesia", "Indonesia", "+62", ""),
    ("LA", "Lao PDR", "Laos", "+856", ""),
    ("MY", "Malaysia", "Malaysia", "+60", "Hans"),
    ("MM", "Myanmar", "Myanmar", "+95", ""),
    ("PH", "Philippines", "Filipina", "+63", ""),
    ("SG", "Singapore", "Singapura", "+65", "Hans"),
    ("TH", "Thailand", "Thailand", "+66", ""),
    ("TL", "Timor-Leste", "Timor-Leste", "+670", ""),
    ("VN", "Viet Nam", "Viet Nam", "+84", ""),
    ("AE", "United Arab Emirates", "Emiriah Arab Bersatu", "+971", ""),
    ("AU", "Australia", "Australia", "+61", ""),
    ("BD", "Bangladesh", "Bangladesh", "+880", ""),
    ("CA", "Canada", "Kanada", "+1", ""),
    ("CH", "Switzerland", "Switzerland", "+41", ""),
    ("CN", "China", "China", "+86", "Hans"),
    ("DE", "Germany", "Jerman", "+49", ""),
    ("FR", "France", "Perancis", "+33", ""),
    ("GB", "United Kingdom", "United Kingdom", "+44", ""),
    ("IN", "India", "India", "+91", ""),
    ("JP", "Japan", "Jepun", "+81", "Jpan"),
    ("KR", "Republic of Korea", "Republik Korea", "+82", "Kore"),
    ("NO", "Norway", "Norway", "+47", ""),
    ("NZ", "New Zealand", "New Zealand", "+64", ""),
    ("PG", "Papua New Guinea", "Papua New Guinea", "+675", ""),
    ("QA", "Qatar", "Qatar", "+974", ""),
    ("RU", "Russian Federation", "Persekutuan Rusia", "+7", ""),
    ("TR", "Türkiye", "Türkiye", "+90", ""),
    ("US", "United States", "Amerika Syarikat", "+1", ""),
]

_MEMBER, _OBSERVER, _PARTNER = CountryRole.Role.MEMBER, CountryRole.Role.OBSERVER, CountryRole.Role.PARTNER

# country, role, since, until: the day of admission to ASEAN
ROLES = [
    ("ID", _MEMBER, _FOUNDED, None),
    ("MY", _MEMBER, _FOUNDED, None),
    ("PH", _MEMBER, _FOUNDED, None),
    ("SG", _MEMBER, _FOUNDED, None),
    ("TH", _MEMBER, _FOUNDED, None),
    ("BN", _MEMBER, dt.date(1984, 1, 7), None),
    ("VN", _MEMBER, dt.date(1995, 7, 28), None),
    ("LA", _MEMBER, dt.date(1997, 7, 23), None),
    ("MM", _MEMBER, dt.date(1997, 7, 23), None),
    ("KH", _MEMBER, dt.date(1999, 4, 30), None),
    ("TL", _OBSERVER, dt.date(2022, 11, 11), dt.date(2025, 10, 26)),
    ("TL", _MEMBER, dt.date(2025, 10, 26), None),
    ("JP", _PARTNER, dt.date(2018, 7, 8), None),
    ("KR", _PARTNER, dt.date(2018, 7, 8), None),
    ("US", _PARTNER, dt.date(2018, 7, 8), None),
    ("AU", _PARTNER, dt.date(2018, 7, 8), None),
]

# name, country, year of joining the network, name in its own script
CITIES = [
    ("Bandar Seri Begawan", "BN", 2018, ""),
    ("Battambang", "KH", 2018, "បាត់ដំបង"),
    ("Phnom Penh", "KH", 2018, "ភ្នំពេញ"),
    ("Siem Reap", "KH", 2018, "សៀមរាប"),
    ("Sihanoukville", "KH", 2024, "ព្រះសីហនុ"),
    ("Banyuwangi", "ID", 2018, ""),
    ("Jakarta", "ID", 2018, ""),
    ("Makassar", "ID", 2018, ""),
    ("Sumedang", "ID", 2024, ""),
    ("Luang Prabang", "LA", 2018, "ຫຼວງພະບາງ"),
    ("Vientiane", "LA", 2018, "ວຽງຈັນ"),
    ("Johor Bahru", "MY", 2018, ""),
    ("Kota Kinabalu", "MY", 2018, ""),
    ("Kuala Lumpur", "MY", 2018, ""),
    ("Kuching", "MY", 2018, ""),
    ("Mandalay", "MM", 2018, "မန္တလေး"),
    ("Nay Pyi Taw", "MM", 2018, "နေပြည်တော်"),
    ("Yangon", "MM", 2018, "ရန်ကုန်"),
    ("Cebu City", "PH", 2018, ""),
    ("Davao City", "PH", 2018, ""),
    ("Manila", "PH", 2018, ""),
    ("Singapore", "SG", 2018, "新加坡"),
    ("Bangkok", "TH", 2018, "กรุงเทพมหานคร"),
    ("Chiang Mai", "TH", 2024, "เชียงใหม่"),
    ("Chonburi", "TH", 2018, "ชลบุรี"),
    ("Khon Kaen", "TH", 2024, "ขอนแก่น"),
    ("Phuket", "TH", 2018, "ภูเก็ต"),
    ("Rayong", "TH", 2024, "ระยอง"),
    ("Da Nang", "VN", 2018, "Đà Nẵng"),
    ("Hanoi", "VN", 2018, "Hà Nội"),
    ("Ho Chi Minh City", "VN", 2018, "Thành phố Hồ Chí Minh"),
]

# slug, English, Malay, icon (static/img/icons.svg)
FOCUS_AREAS = [
    ("civic-social", "Civic and Social", "Sivik dan Sosial", "users"),
    ("health-well-being", "Health and Well-being", "Kesihatan dan Kesejahteraan", "heart-pulse"),
    ("safety-security", "Safety and Security", "Keselamatan dan Sekuriti", "shield-check"),
    ("quality-environment", "Quality Environment", "Persekitaran Berkualiti", "leaf"),
    ("built-infrastructure", "Built Infrastructure", "Infrastruktur Terbina", "building-2"),
    ("industry-innovation", "Industry and Innovation", "Industri dan Inovasi", "lightbulb"),
]


@transaction.atomic
def load_places() -> int:
    """Make the countries, roles, cities and focus areas that are missing, and say how many; the rest stays."""
    made = 0
    for code, name_en, name_ms, calling, han in COUNTRIES:
        made += Country.objects.get_or_create(
            code=code,
            defaults={"name_en": name_en, "name_ms": name_ms, "calling_code": calling, "han_variant": han},
        )[1]
    for code, role, since, until in ROLES:
        made += CountryRole.objects.get_or_create(
            country_id=code, since=since, defaults={"role": role, "until": until}
        )[1]
    for name, country, joined, native in CITIES:
        made += City.objects.get_or_create(
            name=name, defaults={"country_id": country, "joined": joined, "native_name": native}
        )[1]
    for position, (slug, name_en, name_ms, icon) in enumerate(FOCUS_AREAS, 1):
        made += FocusArea.objects.get_or_create(
            slug=slug, defaults={"name_en": name_en, "name_ms": name_ms, "icon": icon, "position": position}
        )[1]
    if made:
        bump("meeting")
    return made
