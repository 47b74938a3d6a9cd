"""Return addresses that several sample manifests use, each in its own style."""

from __future__ import annotations

from typing import Final

PAT: Final = """\
returnAddress:
    name: Pat Example
    company: Harbour Archive
    street1: 12 Nosuch Street
    street2: Floor 3
    city: Seattle
    stateOrProvince: WA
    postalCode: 98000
    phoneNumber: 206-555-0112
    country: USA
"""

ROBIN: Final = """\
returnAddress:
    name:Robin Sample
    company:Harbour Archive
    street1:12 Nosuch Street
    street2:
    street3:
    city:Seattle
    stateOrProvince:WA
    postalCode:98000
    phoneNumber:206-555-0115
    country:USA
"""

JOAO: Final = """\
returnAddress:
    name: João Araújo Conceição
    company: Arquivo do Porto Imaginário
    street1: Rua que não existe 17, 2.º Esq.
    city: Póvoa de Exemplo
    postalCode: 4490-000
    phoneNumber: +351 255 550 155
    country: Portugal
"""
