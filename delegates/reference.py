"""The categories and consent texts an installation starts with. Staff change them later; nothing is overwritten."""

import datetime as dt

from django.db import transaction

from delegates.models import Category, ConsentText, RetentionRule, StageRule

_APPROVED = ["approved"]
# Which stages a category passes, where not the approval alone.
_ENDORSED = ["endorsed", "approved"]
_WITH_CLEARANCE = ["approved", "cleared"]
_STAGES: dict[str, list[str]] = {
    "head-of-delegation": _ENDORSED,
    "national-representative": _ENDORSED,
    "chief-smart-city-officer": _ENDORSED,
    "delegate": _ENDORSED,
    "media": _WITH_CLEARANCE,
    "crew": _WITH_CLEARANCE,
}
# stage, target in days, passed by itself.
STAGE_RULES = [("endorsed", 2, "either"), ("approved", 2, "never"), ("cleared", 3, "never")]
# what, days after the meeting (Malaysian PDPA 2010, section 10: no longer than the purpose needs).
RETENTION = [("passport", 30), ("visit", 7), ("medical", 7), ("photo", 30), ("needs", 30), ("papers", 30)]

# slug, English, Malay, band colour, text on it, open to everybody, zones. Every pair passes 4.5:1.
CATEGORIES = [
    ("head-of-delegation", "Head of Delegation", "Ketua Delegasi", "#7A1F2B", "#FFFFFF", False, ["all"]),
    ("national-representative", "National Representative", "Wakil Negara", "#0B4F9E", "#FFFFFF", True, ["plenary"]),
    (
        "chief-smart-city-officer",
        "Chief Smart City Officer",
        "Ketua Pegawai Bandar Pintar",
        "#00695F",
        "#FFFFFF",
        True,
        ["plenary"],
    ),
    ("delegate", "Delegate", "Delegat", "#2B5FA8", "#FFFFFF", True, ["plenary"]),
    ("partner", "Partner", "Rakan Kerjasama", "#5B3FA0", "#FFFFFF", True, ["plenary"]),
    ("speaker", "Speaker", "Penceramah", "#A3195B", "#FFFFFF", True, ["plenary"]),
    ("exhibitor", "Exhibitor", "Pempamer", "#8A4B00", "#FFFFFF", True, ["exhibition"]),
    ("media", "Media", "Media", "#3C6B1E", "#FFFFFF", True, ["press"]),
    ("observer", "Observer", "Pemerhati", "#4A5568", "#FFFFFF", True, ["plenary"]),
    ("secretariat", "Secretariat", "Urus Setia", "#0B1B3B", "#FFFFFF", False, ["all"]),
    ("crew", "Crew", "Petugas", "#C98A00", "#0B1B3B", False, ["all"]),
    ("accompanying-person", "Accompanying Person", "Pengiring", "#6B4E3D", "#FFFFFF", False, ["exhibition"]),
]

# purpose, needed, title en, title ms, text en, text ms. From the seven principles of the Malaysian PDPA 2010:
# notice in Malay and English, explicit and separate consent for what is sensitive.
CONSENTS = [
    (
        "privacy",
        True,
        "Privacy notice",
        "Notis privasi",
        "The organiser uses what you enter here to accredit you, to make your badge, to plan rooms, seats and meals, "
        "and to write to you about this meeting. Staff of the secretariat read it. You may read, correct and receive "
        "your data under My ASCN8 or by writing to the contact address. Registration is not possible without it.",
        "Penganjur menggunakan maklumat yang anda isi di sini untuk mengakreditasi anda, menyediakan pas nama, "
        "merancang bilik, tempat duduk dan jamuan, serta menghubungi anda tentang mesyuarat ini. Kakitangan urus setia "
        "membacanya. Anda boleh membaca, membetulkan dan menerima data anda melalui ASCN8 Saya atau dengan menulis "
        "kepada alamat hubungan. Pendaftaran tidak dapat dibuat tanpanya.",
    ),
    (
        "photo",
        True,
        "Face photograph on the badge",
        "Gambar wajah pada pas nama",
        "Your photograph is printed on your badge and shown to the crew at the door. It is not used for face "
        "recognition. It is deleted 30 days after the meeting.",
        "Gambar anda dicetak pada pas nama dan ditunjukkan kepada petugas di pintu. Gambar tidak digunakan untuk "
        "pengecaman wajah. Gambar dipadamkan 30 hari selepas mesyuarat.",
    ),
    (
        "sensitive",
        False,
        "Food, access and medical needs",
        "Keperluan makanan, akses dan perubatan",
        "If you tell us about food, access or medical needs, the secretariat passes to the hotel only what it must "
        "know, without your name where that is possible. You may leave these fields empty.",
        "Jika anda memaklumkan keperluan makanan, akses atau perubatan, urus setia menyampaikan kepada hotel hanya apa "
        "yang perlu diketahui, tanpa nama anda jika boleh. Anda boleh membiarkan ruangan ini kosong.",
    ),
    (
        "list",
        False,
        "List of participants",
        "Senarai peserta",
        "Your name, position, organisation and country appear in the list of participants, which delegates and "
        "partners receive.",
        "Nama, jawatan, organisasi dan negara anda dipaparkan dalam senarai peserta yang diterima oleh delegasi dan "
        "rakan kerjasama.",
    ),
    (
        "exhibitors",
        False,
        "Exhibitors",
        "Pempamer",
        "An exhibitor whose staff scan your badge with your agreement receives your name, organisation and e-mail "
        "address.",
        "Pempamer yang mengimbas pas nama anda dengan persetujuan anda menerima nama, organisasi dan alamat e-mel "
        "anda.",
    ),
]


@transaction.atomic
def load_categories_and_consents(*, at: dt.datetime) -> int:
    """Make what is missing. Returns how many rows were made."""
    made = 0
    for position, (slug, name_en, name_ms, colour, text_colour, is_open, zones) in enumerate(CATEGORIES, 1):
        made += Category.objects.get_or_create(
            slug=slug,
            defaults={
                "name_en": name_en,
                "name_ms": name_ms,
                "colour": colour,
                "text_colour": text_colour,
                "is_open": is_open,
                "zones": zones,
                "stages": _STAGES.get(slug, _APPROVED),
                "is_accompanying": slug == "accompanying-person",
                "position": position,
            },
        )[1]
    for position, (purpose, needed, title_en, title_ms, text_en, text_ms) in enumerate(CONSENTS, 1):
        made += ConsentText.objects.get_or_create(
            purpose=purpose,
            version=1,
            defaults={
                "is_required": needed,
                "title_en": title_en,
                "title_ms": title_ms,
                "text_en": text_en,
                "text_ms": text_ms,
                "position": position,
                "published_at": at,
            },
        )[1]
    for stage, days, skip in STAGE_RULES:
        made += StageRule.objects.get_or_create(stage=stage, defaults={"target_days": days, "skip": skip})[1]
    for kind, days in RETENTION:
        made += RetentionRule.objects.get_or_create(kind=kind, defaults={"days": days})[1]
    return made
