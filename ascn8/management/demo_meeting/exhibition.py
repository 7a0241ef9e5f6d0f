"""The demonstration's exhibitors and their hall. Every organisation is invented."""

# name, country, kind, tagline en, tagline ms, focus areas
EXHIBITORS = [
    ("Contoh Urban Sensors", "MY", "Company", "Flood and air sensors that report in plain words",
     "Penderia banjir dan udara yang melapor dengan mudah", ("safety-security", "quality-environment")),
    ("Tuayang Mobility", "TH", "Company", "One ticket for bus, boat and train",
     "Satu tiket untuk bas, bot dan kereta api", ("built-infrastructure",)),
    ("Mẫu Water Lab", "VN", "Research", "Wetlands measured leaf by leaf",
     "Tanah bencah diukur sehelai demi sehelai daun", ("quality-environment",)),
    ("Kumru City Maps", "KH", "Company", "Street maps drawn by the people who live there",
     "Peta jalan yang dilukis oleh penduduknya", ("civic-social",)),
    ("Halimbawa Health Network", "PH", "Foundation", "A clinic at every transport hub",
     "Klinik di setiap hab pengangkutan", ("health-well-being",)),
    ("Example Open Data House", "SG", "Public body", "City data, opened and explained",
     "Data bandar, dibuka dan dijelaskan", ("industry-innovation", "civic-social")),
    ("Contoh Jakarta Service Desk", "ID", "City", "Every city service in one window",
     "Semua perkhidmatan bandar di satu kaunter", ("civic-social",)),
    ("Namuna Solar Streets", "MM", "Company", "Street lights that pay for themselves",
     "Lampu jalan yang membiayai dirinya sendiri", ("built-infrastructure",)),
    ("Tuayang Heritage Vientiane", "LA", "City", "Old towns, careful sensors",
     "Bandar lama, penderia berhemah", ("quality-environment", "civic-social")),
    ("Contoh Command Systems", "MY", "Company", "One board for sirens, cameras and crews",
     "Satu papan untuk siren, kamera dan pasukan", ("safety-security",)),
    ("Reibun Resilient Rivers", "JP", "Company", "Rivers forecast six hours ahead",
     "Ramalan sungai enam jam lebih awal", ("safety-security", "quality-environment")),
    ("Yesi Digital Twins", "KR", "Company", "Try the bypass before you build it",
     "Cuba jalan pintas sebelum membinanya", ("built-infrastructure", "industry-innovation")),
    ("Ezemplu Coffee Cities", "TL", "Cooperative", "Traceable from the hill to the cup",
     "Boleh dikesan dari bukit ke cawan", ("industry-innovation",)),
    ("Contoh Bandar Air", "BN", "City", "A water village, connected",
     "Kampung air yang terhubung", ("built-infrastructure",)),
    ("Example Inclusive Design Studio", "AU", "Company", "Pavements, buttons and signs for everyone",
     "Laluan, butang dan papan tanda untuk semua", ("civic-social", "health-well-being")),
    ("Mẫu Rooftop Farms", "VN", "Company", "Vegetables over the market",
     "Sayur di atas bumbung pasar", ("quality-environment", "health-well-being")),
    ("Contoh Waste Compass", "ID", "Company", "Bins that tell the lorry when to come",
     "Tong yang memberitahu lori bila perlu datang", ("quality-environment",)),
    ("Fan Quantum Traffic", "SG", "Company", "Green waves, measured honestly",
     "Gelombang hijau yang diukur dengan jujur", ("built-infrastructure", "industry-innovation")),
    ("Tuayang Elder Care", "TH", "Foundation", "A bell that always reaches somebody",
     "Loceng yang sentiasa sampai kepada seseorang", ("health-well-being",)),
    ("Halimbawa Barangay Apps", "PH", "Company", "Village halls on a small phone",
     "Dewan kampung dalam telefon kecil", ("civic-social", "industry-innovation")),
    ("Contoh Kuching Riverfront", "MY", "City", "A promenade that keeps the flood out",
     "Pesiaran yang menahan banjir", ("built-infrastructure", "quality-environment")),
    ("Example Urban Finance Clinic", "US", "Company", "From city idea to bankable project",
     "Daripada idea bandar kepada projek yang boleh dibiayai", ("industry-innovation",)),
]  # fmt: skip

DESCRIPTION_EN = (
    "{name} shows a working installation and answers questions from city teams every day from 10:00 to 17:00. "
    "Bring a plan of your city: the team looks at it with you, free of charge and without selling anything. "
    "This exhibitor is invented for the demonstration."
)
DESCRIPTION_MS = (
    "{name} mempamerkan pemasangan yang berfungsi dan menjawab soalan pasukan bandar setiap hari dari 10:00 hingga "
    "17:00. Bawa pelan bandar anda: pasukan akan menelitinya bersama anda secara percuma tanpa menjual apa-apa. "
    "Pempamer ini direka untuk demonstrasi."
)

HALL = ("exhibition-hall", "Exhibition Hall", "Dewan Pameran")
_BOOTH, _AISLE, _TOP = 300, 260, 620


def columns(count: int) -> int:
    """Booths in a row: eight in the hotel's hall, more where a trial asks for hundreds."""
    return 8 if count <= 64 else 24


def size(count: int) -> tuple[int, int]:
    """Width and depth in centimetres of a hall that holds `count` booths and its stage."""
    across = columns(count)
    islands = -(-count // (2 * across))
    return across * _BOOTH + (across // 4 + 1) * _AISLE, _TOP + islands * (2 * _BOOTH + _AISLE) + 120


def fixtures(count: int) -> list[dict[str, object]]:
    """Stage, coffee and door of that hall."""
    width, depth = size(count)
    middle = width // 2
    return [
        {"kind": "stage", "x": middle - 620, "y": 60, "w": 1240, "h": 320, "label_en": "Expert Stage",
         "label_ms": "Pentas Pakar"},
        {"kind": "cafe", "x": 60, "y": 60, "w": 640, "h": 320, "label_en": "Coffee", "label_ms": "Kopi"},
        {"kind": "cafe", "x": width - 700, "y": 60, "w": 640, "h": 320, "label_en": "Information",
         "label_ms": "Maklumat"},
        {"kind": "door", "x": middle - 220, "y": depth - 60, "w": 440, "h": 60, "label_en": "Entrance",
         "label_ms": "Pintu masuk"},
    ]  # fmt: skip


def booths(count: int) -> list[tuple[str, int, int, int, int]]:
    """(number, x, y, width, depth) in centimetres: islands of two rows by four, an aisle around each."""
    across = columns(count)
    plan = []
    for index in range(count):
        row, column = divmod(index, across)
        island, back = divmod(row, 2)
        x = _AISLE + column * _BOOTH + column // 4 * _AISLE
        y = _TOP + island * (2 * _BOOTH + _AISLE) + back * _BOOTH
        letters = "ABCDEFGHJKLMNPQRSTWXYZ"
        plan.append((f"{letters[row % len(letters)]}{column + 1:02d}", x, y, _BOOTH, _BOOTH))
    return plan
