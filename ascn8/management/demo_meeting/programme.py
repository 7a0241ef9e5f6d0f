"""The five days of the demonstration.

From reports of the meeting: name, dates, venue, theme, the opening by the Minister, the action plan 2026-2035, the
exhibition, the expert talk, the two visits, the election of the Shepherd, the cities. Every other title is ours.
"""

from dataclasses import dataclass

P, POL, T, TALK, C, CER, B, SOC, V = (
    "plenary", "policy", "technical", "talk", "closed", "ceremony", "break", "social", "visit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One session: day 8 to 12, times "HH:MM", kind, place, titles, track, people as (role, country, n-th name)."""

    day: int
    start: str
    end: str
    kind: str
    place: str
    title_en: str
    title_ms: str
    track: str = ""
    people: tuple[tuple[str, str, int], ...] = ()
    abstract_en: str = ""
    abstract_ms: str = ""
    is_open: bool = True
    interpretation: str = ""
    seats: int = 0


# slug, English, Malay, outside, capacity, address, latitude, longitude
PLACES = [
    ("ballroom", "Ballroom", "Dewan Utama", False, 600, "", None, None),
    ("meeting-room-1", "Meeting Room 1", "Bilik Mesyuarat 1", False, 120, "", None, None),
    ("meeting-room-2", "Meeting Room 2", "Bilik Mesyuarat 2", False, 80, "", None, None),
    ("expert-stage", "Expert Stage", "Pentas Pakar", False, 150, "", None, None),
    ("exhibition-hall", "Exhibition Hall", "Dewan Pameran", False, 500, "", None, None),
    ("lobby", "Lobby", "Lobi", False, None, "", None, None),
    (
        "putrajaya-command-centre", "Putrajaya Command Centre", "Pusat Kawalan Putrajaya", True, 40,
        "Presint 3, 62675 Putrajaya", 2.9264, 101.6964,
    ),
    (
        "putrajaya-wetlands", "Putrajaya Wetlands", "Taman Wetland Putrajaya", True, 80,
        "Presint 13, 62050 Putrajaya", 2.9624, 101.6959,
    ),
]  # fmt: skip

_CSCO = (("moderator", "KH", 0), ("speaker", "LA", 1), ("speaker", "VN", 2))

PLANS = [
    # Monday 8: arrivals
    Plan(8, "09:00", "18:00", CER, "lobby", "Arrival and accreditation", "Ketibaan dan akreditasi"),
    Plan(8, "10:00", "12:00", C, "meeting-room-1", "Drafting group: Action Plan 2026–2035",
         "Kumpulan penggubal: Pelan Tindakan 2026–2035", is_open=False, people=(("chair", "MY", 0),)),
    Plan(8, "10:00", "17:00", CER, "exhibition-hall", "Exhibition build-up", "Persediaan pameran", is_open=False),
    Plan(8, "12:30", "14:00", B, "lobby", "Lunch", "Makan tengah hari"),
    Plan(8, "14:00", "15:30", C, "meeting-room-1", "Heads of Delegation pre-meeting", "Pramesyuarat Ketua Delegasi",
         is_open=False, people=(("chair", "MY", 1), ("rapporteur", "ID", 2))),
    Plan(8, "14:00", "15:30", T, "meeting-room-2", "Briefing for Chief Smart City Officers",
         "Taklimat Ketua Pegawai Bandar Pintar", people=(("moderator", "SG", 0),), seats=60),
    Plan(8, "16:00", "17:30", T, "expert-stage", "Working group: reporting on city progress",
         "Kumpulan kerja: pelaporan kemajuan bandar", people=(("moderator", "TH", 1), ("speaker", "PH", 0))),
    # Tuesday 9: opening
    Plan(9, "08:00", "09:00", CER, "lobby", "Arrival of delegations", "Ketibaan delegasi"),
    Plan(9, "09:00", "10:00", CER, "ballroom", "Opening by the Minister of Housing and Local Government",
         "Perasmian oleh Menteri Perumahan dan Kerajaan Tempatan", interpretation="ms, km, lo, my, th, vi",
         abstract_en="The 8th Annual Meeting of the ASEAN Smart Cities Network is opened under Malaysia's ASEAN "
         "Chairmanship 2025, \"Inclusivity and Sustainability\".",
         abstract_ms="Mesyuarat Tahunan Ke-8 ASEAN Smart Cities Network dirasmikan di bawah Kepengerusian ASEAN "
         "Malaysia 2025, \"Keterangkuman dan Kemampanan\"."),
    Plan(9, "10:00", "10:30", CER, "ballroom", "Family photograph and opening of the Smart City Connect Exhibition",
         "Gambar bersama dan pembukaan Pameran Smart City Connect"),
    Plan(9, "10:30", "11:00", B, "exhibition-hall", "Coffee in the exhibition", "Kopi di ruang pameran"),
    Plan(9, "11:00", "12:30", P, "ballroom", "Adoption of the agenda and report of the outgoing Chair",
         "Penerimaan agenda dan laporan Pengerusi terdahulu", people=(("chair", "MY", 1), ("speaker", "LA", 0)),
         interpretation="ms, km, lo, my, th, vi"),
    Plan(9, "11:15", "12:00", TALK, "expert-stage", "What a flood sensor cannot tell you",
         "Apa yang tidak diberitahu oleh penderia banjir", "safety-security", (("speaker", "JP", 0),), seats=150),
    Plan(9, "12:30", "14:00", B, "lobby", "Lunch and Zohor prayer", "Makan tengah hari dan solat Zohor"),
    Plan(9, "14:00", "15:30", P, "ballroom", "Country reports I", "Laporan negara I",
         people=(("chair", "MY", 1), ("speaker", "BN", 0), ("speaker", "KH", 1), ("speaker", "ID", 2))),
    Plan(9, "14:00", "14:45", TALK, "expert-stage", "Data that a mayor can read",
         "Data yang boleh dibaca oleh datuk bandar", "civic-social", (("speaker", "SG", 1),), seats=150),
    Plan(9, "15:00", "15:45", TALK, "expert-stage", "Clinics on the bus line", "Klinik di laluan bas",
         "health-well-being", (("speaker", "TH", 3),), seats=150),
    Plan(9, "15:30", "16:00", B, "exhibition-hall", "Coffee and Asar prayer", "Kopi dan solat Asar"),
    Plan(9, "16:00", "17:30", P, "ballroom", "Report of the ASEAN Secretariat: monitoring and evaluation",
         "Laporan Sekretariat ASEAN: pemantauan dan penilaian", people=(("chair", "MY", 1), ("speaker", "ID", 0))),
    Plan(9, "16:00", "17:30", T, "meeting-room-2", "Workshop: one indicator, thirty-one cities",
         "Bengkel: satu penunjuk, tiga puluh satu bandar", "industry-innovation", (("moderator", "VN", 0),), seats=40),
    Plan(9, "19:30", "22:00", SOC, "ballroom", "Welcome dinner", "Majlis makan malam alu-aluan"),
    # Wednesday 10: cities and experts
    Plan(10, "09:00", "10:30", POL, "ballroom", "ASEAN Smart City Action Plan 2026–2035",
         "Pelan Tindakan Bandar Pintar ASEAN 2026–2035", people=(("chair", "MY", 1), ("co_chair", "ID", 2),
         ("panellist", "PH", 1), ("panellist", "VN", 1), ("rapporteur", "SG", 2)),
         interpretation="ms, km, lo, my, th, vi",
         abstract_en="The regional strategic reference for green, inclusive and digital cities goes through its second "
         "reading: goals, measures, and how cities report on them.",
         abstract_ms="Rujukan strategik serantau untuk bandar hijau, inklusif dan digital melalui bacaan kedua: "
         "matlamat, langkah, dan cara bandar melaporkannya."),
    Plan(10, "09:00", "10:30", T, "meeting-room-1", "City progress: Safety and Security",
         "Kemajuan bandar: Keselamatan dan Sekuriti", "safety-security", _CSCO),
    Plan(10, "09:30", "11:00", T, "meeting-room-2", "City progress: Quality Environment",
         "Kemajuan bandar: Persekitaran Berkualiti", "quality-environment",
         (("moderator", "MY", 2), ("speaker", "LA", 2), ("speaker", "KH", 2), ("speaker", "VN", 3)),
         interpretation="lo, km"),
    Plan(10, "09:15", "10:15", TALK, "expert-stage", "Smart City Expert Talk: cities that listen",
         "Bicara Pakar Bandar Pintar: bandar yang mendengar", "civic-social", (("speaker", "AU", 1),), seats=150),
    Plan(10, "10:30", "11:00", TALK, "expert-stage", "Wetlands as infrastructure", "Tanah bencah sebagai infrastruktur",
         "quality-environment", (("speaker", "MY", 4),), seats=150),
    Plan(10, "10:30", "11:00", B, "exhibition-hall", "Coffee in the exhibition", "Kopi di ruang pameran"),
    Plan(10, "11:00", "12:30", POL, "ballroom", "New pilot cities: criteria and candidates",
         "Bandar perintis baharu: kriteria dan calon", people=(("chair", "MY", 1), ("panellist", "TH", 2))),
    Plan(10, "11:15", "12:30", T, "meeting-room-1", "City progress: Built Infrastructure",
         "Kemajuan bandar: Infrastruktur Terbina", "built-infrastructure",
         (("moderator", "SG", 0), ("speaker", "ID", 5), ("speaker", "PH", 4), ("speaker", "TH", 0))),
    Plan(10, "11:15", "12:00", TALK, "expert-stage", "What the toll road taught the bus",
         "Apa yang lebuh raya ajarkan kepada bas", "built-infrastructure", (("speaker", "KR", 0),), seats=150),
    Plan(10, "12:30", "14:00", B, "lobby", "Lunch and Zohor prayer", "Makan tengah hari dan solat Zohor"),
    Plan(10, "14:00", "15:30", T, "meeting-room-1", "City progress: Health and Well-being",
         "Kemajuan bandar: Kesihatan dan Kesejahteraan", "health-well-being",
         (("moderator", "BN", 1), ("speaker", "MM", 2), ("speaker", "ID", 3))),
    Plan(10, "14:00", "15:30", T, "meeting-room-2", "City progress: Industry and Innovation",
         "Kemajuan bandar: Industri dan Inovasi", "industry-innovation",
         (("moderator", "VN", 5), ("speaker", "TH", 6), ("speaker", "MY", 9))),
    Plan(10, "14:00", "14:45", TALK, "expert-stage", "Procuring software without regret",
         "Memperoleh perisian tanpa penyesalan", "industry-innovation", (("speaker", "US", 1),), seats=150),
    Plan(10, "15:30", "16:00", B, "exhibition-hall", "Coffee and Asar prayer", "Kopi dan solat Asar"),
    Plan(10, "16:00", "17:30", P, "ballroom", "Shepherd 2025–2027", "Gembala 2025–2027",
         people=(("chair", "MY", 1), ("speaker", "ID", 2))),
    Plan(10, "16:00", "17:30", T, "expert-stage", "Business matching", "Padanan perniagaan", "industry-innovation",
         (("moderator", "MY", 3),), seats=80),
    # Thursday 11: partners and closing
    Plan(11, "09:00", "10:30", P, "ballroom", "Partners' session", "Sesi rakan kerjasama",
         people=(("chair", "MY", 1), ("speaker", "JP", 1), ("speaker", "KR", 1), ("speaker", "US", 0),
                 ("speaker", "AU", 0)), interpretation="ms, km, lo, my, th, vi"),
    Plan(11, "09:30", "10:30", T, "meeting-room-1", "City progress: Civic and Social",
         "Kemajuan bandar: Sivik dan Sosial", "civic-social", (("moderator", "PH", 0), ("speaker", "KH", 4))),
    Plan(11, "09:15", "10:15", TALK, "expert-stage", "Smart City Expert Talk: a bus stop for everyone",
         "Bicara Pakar Bandar Pintar: perhentian bas untuk semua", "civic-social", (("speaker", "PH", 2),), seats=150),
    Plan(11, "10:30", "11:00", B, "exhibition-hall", "Coffee in the exhibition", "Kopi di ruang pameran"),
    Plan(11, "11:00", "12:30", P, "ballroom", "Adoption of the report and hand-over",
         "Penerimaan laporan dan penyerahan tugas", people=(("chair", "MY", 1), ("rapporteur", "SG", 2))),
    Plan(11, "11:15", "12:15", T, "meeting-room-2", "Clinic: writing a bankable city project",
         "Klinik: menulis projek bandar yang boleh dibiayai", "industry-innovation",
         (("moderator", "SG", 5),), seats=24),
    Plan(11, "12:30", "14:00", B, "lobby", "Lunch and Zohor prayer", "Makan tengah hari dan solat Zohor"),
    Plan(11, "14:00", "15:00", CER, "ballroom", "Closing", "Penutup", people=(("chair", "MY", 1),)),
    Plan(11, "15:00", "17:00", SOC, "exhibition-hall", "Last hours of the Smart City Connect Exhibition",
         "Jam terakhir Pameran Smart City Connect"),
    Plan(11, "19:30", "22:00", SOC, "ballroom", "Closing dinner", "Majlis makan malam penutup"),
    # Friday 12: Putrajaya
    Plan(12, "08:30", "12:00", V, "putrajaya-command-centre", "Putrajaya Command Centre", "Pusat Kawalan Putrajaya",
         "safety-security",
         abstract_en="Perbadanan Putrajaya's integrated operation centre watches safety, traffic, IT infrastructure "
         "and environment sensors from one room; the city's flood sirens hang on the same board. You see the control "
         "room, and the officers show how a report from the street becomes a job for a crew.",
         abstract_ms="Pusat operasi bersepadu Perbadanan Putrajaya memantau keselamatan, trafik, infrastruktur IT dan "
         "penderia alam sekitar dari satu bilik; siren banjir bandar berada pada papan yang sama. Anda melihat bilik "
         "kawalan, dan pegawai menunjukkan cara laporan dari jalan menjadi tugas pasukan."),
    Plan(12, "08:30", "12:00", V, "putrajaya-wetlands", "Putrajaya Wetlands", "Taman Wetland Putrajaya",
         "quality-environment",
         abstract_en="The first man-made wetland of Malaysia: 24 cells on former plantation land filter two rivers "
         "before they reach the city's lake, hold back floods and give birds a home. On foot or by tram, with the "
         "Nature Interpretation Centre at the end.",
         abstract_ms="Tanah bencah buatan pertama di Malaysia: 24 sel di bekas tanah ladang menapis dua sungai sebelum "
         "sampai ke tasik bandar, menahan banjir dan menjadi habitat burung. Berjalan kaki atau menaiki trem, berakhir "
         "di Pusat Interpretasi Alam Semula Jadi."),
    Plan(12, "12:15", "14:45", B, "lobby", "Lunch and Friday prayers", "Makan tengah hari dan solat Jumaat"),
    Plan(12, "15:00", "18:00", CER, "lobby", "Departures", "Berlepas"),
]  # fmt: skip

BRING = {
    "putrajaya-command-centre": (
        "Your badge and a passport or identity card. Long trousers or a skirt. No photographs inside the control room.",
        "Pas nama anda dan pasport atau kad pengenalan. Seluar panjang atau skirt. Dilarang mengambil gambar.",
    ),
    "putrajaya-wetlands": (
        "A hat, water, an umbrella, insect repellent and shoes for a path that may be wet.",
        "Topi, air, payung, penghalau serangga dan kasut untuk laluan yang mungkin basah.",
    ),
}
ACCESS = {
    "putrajaya-command-centre": ("Step-free; a lift to the gallery.", "Tanpa anak tangga; lif ke galeri."),
    "putrajaya-wetlands": (
        "Paved main path; the tram carries a wheelchair. Toilets at the interpretation centre.",
        "Laluan utama berturap; trem boleh membawa kerusi roda. Tandas di pusat interpretasi.",
    ),
}
# place, name en, name ms, leaves, returns, meeting point en, ms
DEPARTURES = [
    ("putrajaya-command-centre", "First departure", "Perlepasan pertama", "08:00", "12:00",
     "Hotel lobby, coach bay A", "Lobi hotel, hentian bas A"),
    ("putrajaya-command-centre", "Second departure", "Perlepasan kedua", "14:45", "18:15",
     "Hotel lobby, coach bay A", "Lobi hotel, hentian bas A"),
    ("putrajaya-wetlands", "First departure", "Perlepasan pertama", "08:00", "12:00",
     "Hotel lobby, coach bay B", "Lobi hotel, hentian bas B"),
    ("putrajaya-wetlands", "Second departure", "Perlepasan kedua", "14:45", "18:15",
     "Hotel lobby, coach bay B", "Lobi hotel, hentian bas B"),
]  # fmt: skip
