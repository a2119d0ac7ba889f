"""Which columns nobody may have read here: birth dates, gender, race and pay, whatever they are called."""

import re
import unicodedata
from collections.abc import Mapping

from participants.hr_file.cells import means_nothing
from participants.hr_file.headings import plain, without_accents

# By whole words of a heading, or by the whole heading without marks (D.O.B., m/f).
NEVER_WORDS = frozenset(
    (
        *("race", "races", "racial", "ethn", "hispanic", "latino", "latinx", "rasse", "raza", "raca", "razza"),
        *("caste", "tribe", "indigenous", "aboriginal", "sex", "sexe", "sexo", "sesso", "genre", "genero", "genere"),
        *("mf", "mwd", "mfd", "geschl", "anr", "age", "agegroup", "ageband", "agerange", "alter", "edad", "idade"),
        *("leeftijd", "dob", "yob", "jahrgang", "bday", "bdate", "geb", "born", "ddn", "nac", "nasc", "nele"),
        *("anniversaire", "cumpleanos", "pay", "payrate", "basepay", "grosspay", "netpay", "annualpay", "payscale"),
        *("wage", "wages", "bonus", "boni", "bonuses", "ctc", "ote", "earnings", "income", "allowance", "allowances"),
        *("incentive", "incentives", "sueldo", "nomina", "brutto", "bruto", "loon", "traitement", "appointements"),
        *("steuer", "sal", "civ", "nat", "iban", "ssn", "nino", "religion", "faith", "confession", "relig", "konf"),
        *("pregnant", "rqth", "gdb", "spouse", "married", "lgbt", "lgbtq"),
    )
)
NEVER_PARTS = (
    *("gender", "ethni", "birth", "sexual", "religi", "disab", "healthins", "nationalit", "citizenship", "marital"),
    *("salar", "compensation", "remun", "bankaccount", "socialsecurity", "nationalinsurance", "passport"),
    *("tradeunion", "politic", "racedesc", "racecode", "skincolo", "ancestr", "pronoun", "salutation", "veteran"),
    *("honorific", "courtesytitle", "titleofcourtesy", "formofaddress", "stipend", "emolument", "costtocompany"),
    *("annualpackage", "totalpackage", "totalcomp", "basecomp", "annualcomp", "comparatio", "annualctc", "fixedctc"),
    *("hourlyrate", "annualrate", "baserate", "comprate", "totalcash", "taxcode", "taxid", "nationalid", "ninumber"),
    *("geschlecht", "anrede", "geburt", "geboren", "gebdat", "gebdt", "gebtag", "gebjahr", "gebam", "gehalt", "lohn"),
    *("entgelt", "vergutung", "verguetung", "bezuge", "bezuege", "besoldung", "verdienst", "konfession", "familienst"),
    *("famstand", "marstat", "behinder", "schwerbeh", "staatsang", "staatsburger", "staatsbuerger", "hautfarbe"),
    *("herkunft", "migrationshinter", "steuerklasse", "sozialversicherung", "krankenkasse", "schwanger"),
    *("gewerkschaft", "bankverbindung", "civilite", "naiss", "neele", "salaire", "tauxhoraire", "etatcivil"),
    *("situationfamiliale", "handicap", "situationdefamille", "invalidit", "securitesociale", "grossesse", "syndica"),
    *("couleurdepeau", "nacimiento", "nascimento", "nascita", "geboorte", "fodelse", "f\u00f8dsel", "f\u00f8dedato"),
    *("urodz", "fechanac", "geslacht", "estadocivil", "statocivile", "burgerlijkestaat", "nacionalid", "nazionalit"),
    *("cittadinanza", "discapac", "retribuzion", "retribuc", "tratamiento"),
)
# French for an employee, which begins like a salary.
NO_PAY = re.compile(r"salari(?:e|é|ée|és|ées)\b")
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
INITIALS = re.compile(r"\b[A-Za-z](?:\. ?[A-Za-z]\b)+")

# A column so called says somebody's gender where its values are these; else it is what people do.
TITLES = frozenset(("title", "titles", "titel", "titre", "titulo", "titolo", "prefix", "nameprefix", "nametitle"))
FORMS_OF_ADDRESS = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "herr", "herrn", "frau", "hr", "fr"),
        *("m", "mme", "mlle", "monsieur", "madame", "mademoiselle", "sr", "sra", "srta", "senor", "senora", "dra"),
        *("sig", "signor", "signora", "dott", "dhr", "mevr", "mw", "med"),
    )
)


def is_never_read(heading: str) -> bool:
    """Whether nobody may have a column of this heading read."""
    said = INITIALS.sub(lambda match: match[0].replace(".", "").replace(" ", ""), without_accents(heading))
    words = {word.lower() for word in WORDS.findall(said)} | set(re.findall(r"[a-z]+", said.lower()))
    together = plain(NO_PAY.sub("", unicodedata.normalize("NFC", heading).casefold()))
    return (
        bool({*words, together} & NEVER_WORDS)
        or any(part in together for part in NEVER_PARTS)
        or (len(words) > 1 and is_form_of_address(heading))
    )


def may_be_forms_of_address(heading: str) -> bool:
    return plain(heading) in TITLES


def are_forms_of_address(values: Mapping[str, int]) -> bool:
    """Whether most of the values of a column are, each given with how often it stands there.

    Empty ones do not count.
    """
    said = {value: count for value, count in values.items() if not means_nothing(value)}
    return 2 * sum(count for value, count in said.items() if is_form_of_address(value)) > sum(said.values())


def is_form_of_address(text: str) -> bool:
    words = re.findall(r"\w+", without_accents(text).casefold())
    return bool(words) and FORMS_OF_ADDRESS.issuperset(words)
