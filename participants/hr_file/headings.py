"""The headings of common HR systems, in English, German and French: which are read, and as what."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class Field(StrEnum):
    """All that is ever read of a file."""

    EMPLOYEE_NUMBER = "employee_number"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    DEPARTMENT = "department"
    SITE = "site"
    CITY = "city"
    COUNTRY = "country"
    BUSINESS_LINE = "business_line"
    COST_CENTRE = "cost_centre"
    JOB_TITLE = "job_title"
    GRADE = "grade"
    EMPLOYMENT_TYPE = "employment_type"
    MANAGER = "manager"
    HIRED_ON = "hired_on"
    LAST_DAY = "last_day"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"


# What is kept to be compared, and for nothing else: no file and no line is refused for what stands in these.
COMPARED = frozenset((Field.COUNTRY, Field.BUSINESS_LINE, Field.COST_CENTRE, Field.EMPLOYMENT_TYPE))

# Headings without case, blanks and marks; the earlier one counts where a file has several. When somebody gave notice
# and when a contract runs out is missing on purpose: neither is the day that somebody leaves.
NAMES: Mapping[Field, str] = {
    Field.EMPLOYEE_NUMBER: "employeenumber employeeno employeenr employeeid employeecode employeeidentifier empnumber "
    "empno empid emplid emplno personnelnumber personnelno personnelid persno pernr staffnumber staffno staffid "
    "payrollnumber payrollno payrollid workernumber workerid workdayid associatenumber associateid colleagueid "
    "personnumber personid globalid hrid badgenumber clocknumber personalnummer personalnr persnr persnummer "
    "mitarbeiternummer mitarbeiternr mitarbeiterid manr matricule numeromatricule numerodematricule nmatricule "
    "ndematricule nomatricule matriculesalarie matriculedusalarie numerosalarie numerodesalarie nsalarie "
    "numeroemploye numerodemploye nemploye noemploye filenumber fileno eeid eenumber eeno employeeref "
    "employeereference employeeidnumber payrollref payrollreference empcode staffcode personcode personnelcode "
    "teammemberid teammembernumber sapid sapno badge badgeno badgeid stammnummer codesalarie identifiantsalarie "
    "idsalarie idemploye userid identifiant number id",
    Field.NAME: "fullname fulllegalname employeename employeefullname displayname workername personname staffname "
    "legalname preferredname lastnamefirstname namelastfirst vollstandigername vollstaendigername namevorname "
    "nachnamevorname vorundnachname nomcomplet nometprenom nomprenom prenomnom prenometnom payrollname eename empname "
    "empfullname nameofemployee associatename colleaguename teammembername personfullname completename "
    "preferredfullname namefull namefirstlast firstandlastname firstlastname employeenamelastfirst "
    "employeenamelastsuffixfirstmi fullnamelastfirst surnamefirstname surnameforename surnameandforename worker "
    "employee mitarbeiter mitarbeitername mitarbeiterin salarie collaborateur name",
    Field.FIRST_NAME: "firstname firstnames givenname givennames forename forenames first fname employeefirstname "
    "preferredfirstname legalfirstname legalnamefirstname knownas preferrednamefirstname firstnamepreferred "
    "empfirstname vorname vornamen rufname prenom prenoms",
    Field.LAST_NAME: "lastname surname surnames familyname last lname employeelastname legallastname "
    "legalnamelastname preferredlastname nachname lastnames preferrednamelastname emplastname familienname zuname "
    "nomdusage nomdefamille nom",
    Field.EMAIL: "email emailaddress workemail workemailaddress workmail businessemail businessemailaddress "
    "companyemail companyemailaddress corporateemail corporateemailaddress officeemail emailwork emailbusiness "
    "employeeemail primaryemail primaryworkemail emailadresse dienstlicheemail dienstlicheemailadresse "
    "emaildienstlich emailgeschaftlich emailgeschaeftlich geschaftlicheemail adresseemail adressemail "
    "adresseelectronique courriel emailprofessionnel emailpro mailprofessionnel emailaddr emailprimarywork "
    "workcontactworkemail primaryemailaddress emailaddresswork adresseemailprofessionnelle geschaftlicheemailadresse "
    "geschaeftlicheemailadresse firmenemail firmenemailadresse useremail useremailaddress emailid mailid "
    "officialemail officialemailid officialemailaddress professionalemail mail mailaddress userprincipalname",
    Field.DEPARTMENT: "department departmentname departmentdescription dept deptname deptdescription deptdesc "
    "homedepartment orgunit orgunitname organisationunit organizationunit organisationalunit organizationalunit "
    "supervisoryorganisation supervisoryorganization businessunit division businessunitname divisionname "
    "departmentdesc homedepartmentdescription teamname section directorate orgeinheit fachbereich team unit function "
    "abteilung abteilungsname organisationseinheit bereich departement service direction costcentrename "
    "costcentername costcentre costcenter kostenstelle kostenstellenbezeichnung centredecout centredecouts",
    Field.SITE: "site sitename location locationname worklocation worksite primarylocation baselocation "
    "businesslocation office officelocation workplace placeofwork place branch personnelarea locationdescription "
    "locationdesc worklocationname primaryworklocation personnelareatext officename physicaldeliveryofficename campus "
    "plant building dienstsitz einsatzort sitederattachement standort arbeitsort dienstort arbeitsstatte "
    "arbeitsstaette niederlassung betriebsstatte betriebsstaette lieudetravail lieu etablissement siteetablissement",
    Field.CITY: "locationcity worklocationcity officecity locationaddresscity workcity sitecity villedetravail city "
    "town",
    Field.COUNTRY: "country countryname workcountry countryofwork countryofemployment worklocationcountry "
    "locationcountry locationaddresscountry officecountry sitecountry countrycode land arbeitsland pays paysdetravail",
    Field.BUSINESS_LINE: "lineofbusiness lob businessline linesofbusiness businesssegment businessarea businessgroup "
    "geschaftsbereich geschaeftsbereich geschaftsfeld geschaeftsfeld sparte lignedemetier branchedactivite",
    # What is called a cost centre alone stands with the departments: it is one where nothing else is.
    Field.COST_CENTRE: "costcentrecode costcentercode costcentrenumber costcenternumber costcentreno costcenterno "
    "costcentreid costcenterid kostenstellennummer kostenstellennr codecentredecout",
    Field.JOB_TITLE: "jobtitle jobtitlename jobtitledescription positiontitle positionname position jobname job "
    "businesstitle role jobrole designation jobdescription jobprofile jobprofilename stellenbezeichnung "
    "positiondescription posttitle roletitle jobposition employeeposition occupation tatigkeit taetigkeit "
    "positionsbezeichnung berufsbezeichnung jobtitel funktion stelle intituleduposte intituleposte libelleduposte "
    "titreduposte poste fonction emploi title",
    Field.GRADE: "grade jobgrade gradename gradeband gradelevel joblevel careerlevel managementlevel level band "
    "jobband careerband positiongrade senioritylevel karrierestufe karrierelevel stufe niveau echelon",
    Field.EMPLOYMENT_TYPE: "employmenttype employeetype workertype typeofemployment contracttype typeofcontract "
    "employmentcategory employeecategory employeeclass beschaftigungsart beschaeftigungsart anstellungsart vertragsart "
    "mitarbeiterart mitarbeitergruppe typedecontrat naturedecontrat",
    Field.MANAGER: "manageremployeenumber manageremployeeid managernumber managerno managerid managerempid "
    "linemanagernumber linemanageremployeenumber linemanagerid supervisornumber supervisoremployeeid supervisoremplid "
    "supervisorid reportstoid reportstoemployeenumber personalnummervorgesetzter personalnummerfuhrungskraft "
    "personalnummerfuehrungskraft matriculeduresponsable matriculeresponsable matriculemanager manageruserid "
    "matriculedumanager nduresponsable noduresponsable numeroduresponsable nresponsable ndumanager nodumanager "
    "numerodumanager personalnummerdesvorgesetzten personalnummerderfuhrungskraft personalnummerderfuehrungskraft "
    "manageremployeeno linemanageremployeeno linemanagerno "
    "managersemployeeid manageremplid managerworkerid managerpersonnumber mgrid reportingmanagerid "
    "reportstoassociateid supervisoremployeenumber manageremail manageremailaddress managerworkemail linemanageremail "
    "supervisoremail reportstoemail manager managername managersname managerfullname mgrname linemanager "
    "linemanagername linemanagersname reportsto reportstoname reportingto reportingmanager directmanager "
    "immediatesupervisor workersmanager supervisor supervisorname supervisorsname supervisorfullname "
    "reportingmanagername directsupervisor immediatemanager primarymanager peoplemanager vorgesetzter vorgesetzte "
    "vorgesetzterin direktervorgesetzter fuhrungskraft fuehrungskraft superieurhierarchique superieur "
    "responsablehierarchique responsable managerhierarchique managerdirect nomdumanager nomduresponsable n1",
    Field.HIRED_ON: "hiredate hiredt hiredon hireddate dateofhire datehired originalhiredate lasthiredate "
    "latesthiredate mostrecenthiredate startdate startedon companystartdate employmentstartdate commencementdate "
    "joiningdate joindate joinedon datejoined dateofjoining doj entrydate dateofemployment employmentdate "
    "employmentstart dateofappointment datestarted startdt servicestartdate continuousservicestartdate "
    "datedarrivee datearrivee dateentree continuousservicedate servicedate senioritydate eintrittsdatum eintritt "
    "eintrittam datumeintritt einstellungsdatum datedembauche datedentree datedanciennete",
    Field.LAST_DAY: "lastday lastworkingday lastworkingdate lastdayofwork lastdayworked terminationdate terminationdt "
    "termdate terminatedon dateofleaving dateoftermination leavingdate leavedate leaverdate dateleft lefton exitdate "
    "actualterminationdate terminationeffectivedate lastdateworked lastemploymentdate employmentend dateofseparation "
    "relievingdate finalday datesortie enddate employmentenddate separationdate dateofexit austrittsdatum austritt "
    "austrittam datumaustritt letzterarbeitstag datededepart datedesortie dernierjourtravaille dernierjour",
    Field.LANGUAGE: "language preferredlanguage locale languagecode defaultlocale sprache langue",
    Field.TIME_ZONE: "timezone timezonename tz zeitzone fuseauhoraire",
}
KNOWN: Mapping[str, tuple[Field, int]] = {
    name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())
}
# These are the cost centre where another column is the department.
CALLED_COST_CENTRE = frozenset(("costcentre", "costcenter", "kostenstelle", "centredecout", "centredecouts"))
# What stands in brackets behind a heading says how a cell is to be filled in, unless it is one of these.
# No blank is looked for in front of them: of many blanks each would be one to begin at.
IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
COUNTS_IN_BRACKETS = frozenset(
    (
        *("private", "personal", "home", "privat", "privee", "perso", "personnel", "personnelle", "other", "former"),
        *("previous", "old", "emergency", "partner"),
    )
)
# Beside one of these a column "Name" holds the last name alone.
MEANS_LAST_NAME = frozenset(("vorname", "vornamen", "rufname", "prenom", "prenoms"))
# Beside these last names other columns than "Name" hold the first name. "Nom" beside "Nom d'usage" is a last name too.
MEANS_FIRST_NAME: Mapping[str, tuple[str, ...]] = {"nomdefamille": ("nom", "name"), "nom": ()}


def plain(heading: str) -> str:
    """A heading without case, accents, blanks and marks; "#" is a number."""
    letters = unicodedata.normalize("NFKD", heading).casefold().replace("#", "no")
    return "".join(letter for letter in letters if letter.isalnum())


def known_heading(heading: str) -> tuple[Field, int] | None:
    """The field that a heading names and how plainly, 0 for the plainest; one with brackets is less plain than all
    without.
    """
    if known := KNOWN.get(plain(heading)):
        return known
    bare = KNOWN.get(plain(without_brackets(heading)))
    return (bare[0], bare[1] + len(KNOWN)) if bare else None


def without_brackets(heading: str) -> str:
    """A heading without words in brackets behind it; with them where they say whose it is, or that it is private."""
    found = IN_BRACKETS.search(heading)
    if found is None or plain(found[1]) in COUNTS_IN_BRACKETS or plain(found[1]) in KNOWN:
        return heading
    return heading[: found.start()].rstrip()


def without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
