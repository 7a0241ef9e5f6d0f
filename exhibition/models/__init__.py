from exhibition.models.booth import Booth, Hall
from exhibition.models.exhibitor import Exhibitor, ExhibitorMember, Listing

__all__ = ["Booth", "Exhibitor", "ExhibitorMember", "Hall", "Listing"]
