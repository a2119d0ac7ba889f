from mentoring.lib import clock
from participants.models import Grade, HrAnalyst, ImportBatch, ImportDraft, ImportSource, Skill
from participants.services import check_draft, keep_upload
from tests.access import ALL_405, SIGN_IN, Address, everyone

# The office leads whoever does not work there to its door, which says so.
OFFICE_DOOR = 302


def office(site_administrator: int) -> dict[str, int]:
    """An address of the office for site administrators; coordinators work there too, but not with these things."""
    return everyone(OFFICE_DOOR, coordinator=403, other_coordinator=403, site_administrator=site_administrator)


def applied_import(cast) -> ImportBatch:
    source = ImportSource.objects.create(organisation=cast.mentor.organisation, name="HR")
    return ImportBatch.objects.create(
        source=source,
        file_name="people.csv",
        file_digest="0" * 64,
        applied_at=clock.now(),
        new=0,
        changed=0,
        unchanged=0,
        leavers=0,
        errors=0,
    )


def uploaded(cast) -> ImportDraft:
    """An HR file that the site administrator brought and looked at."""
    draft = keep_upload(content=b"id,name\n1,Ada Lark\n", file_name="people.csv", by=cast.site_administrator)
    check_draft(draft=draft)
    return draft


def grade_of(cast) -> Grade:
    return Grade.objects.create(organisation=cast.mentor.organisation, name="B1")


def made(cast, thing) -> list:
    return [thing.pk]


def batch(cast, applied) -> list:
    return [applied.pk]


def organisation(cast) -> list:
    return [cast.mentor.organisation_id]


def department(cast) -> list:
    return [cast.mentor.department_id]


def site(cast) -> list:
    return [cast.mentor.site_id]


def skill(cast) -> list:
    return [Skill.objects.first().pk]


def person(cast) -> list:
    return [cast.mentee.pk]


def analyst(cast) -> list:
    return [HrAnalyst.objects.get(user=cast.hr_analyst.user).pk]


TABLE = {
    "participants:profile-detail": Address(GET=everyone(200, anonymous=SIGN_IN)),
    "participants:profile-draft": Address(
        args=lambda cast: ["about_me"],
        GET=ALL_405,
        # Whoever has not seen what is saved keeps nothing.
        POST=everyone(409, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-card": Address(GET=everyone(200, anonymous=SIGN_IN, site_administrator=404)),
    "participants:profile-offers": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-wants": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-ways": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-about-me": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-career": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-aims": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-interests": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "participants:profile-limit": Address(
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, site_administrator=404, anonymous=SIGN_IN),
    ),
    "admin:participants_organisation_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_organisation_add": Address(GET=office(200), POST=office(200)),
    "admin:participants_organisation_history": Address(args=organisation, GET=office(200), POST=office(200)),
    "admin:participants_organisation_delete": Address(args=organisation, GET=office(403), POST=office(403)),
    "admin:participants_organisation_change": Address(args=organisation, GET=office(200), POST=office(200)),
    "admin:participants_department_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_department_add": Address(GET=office(200), POST=office(200)),
    "admin:participants_department_history": Address(args=department, GET=office(200), POST=office(200)),
    "admin:participants_department_delete": Address(args=department, GET=office(403), POST=office(403)),
    "admin:participants_department_change": Address(args=department, GET=office(200), POST=office(200)),
    "admin:participants_site_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_site_add": Address(GET=office(200), POST=office(200)),
    "admin:participants_site_history": Address(args=site, GET=office(200), POST=office(200)),
    "admin:participants_site_delete": Address(args=site, GET=office(403), POST=office(403)),
    "admin:participants_site_change": Address(args=site, GET=office(200), POST=office(200)),
    "admin:participants_grade_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_grade_add": Address(GET=office(200), POST=office(200)),
    "admin:participants_grade_history": Address(prepare=grade_of, args=made, GET=office(200), POST=office(200)),
    "admin:participants_grade_delete": Address(prepare=grade_of, args=made, GET=office(200), POST=office(200)),
    "admin:participants_grade_change": Address(prepare=grade_of, args=made, GET=office(200), POST=office(200)),
    "admin:participants_import_upload": Address(GET=office(200), POST=office(200)),
    "admin:participants_import_columns": Address(prepare=uploaded, args=made, GET=office(200), POST=office(200)),
    "admin:participants_import_check": Address(prepare=uploaded, args=made, GET=office(200), POST=office(405)),
    "admin:participants_import_problems": Address(prepare=uploaded, args=made, GET=office(200), POST=office(405)),
    "admin:participants_import_apply": Address(prepare=uploaded, args=made, GET=office(405), POST=office(302)),
    "admin:participants_import_discard": Address(prepare=uploaded, args=made, GET=office(405), POST=office(302)),
    "admin:participants_import_result": Address(prepare=uploaded, args=made, GET=office(302), POST=office(405)),
    "admin:participants_skill_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_skill_add": Address(GET=office(200), POST=office(200)),
    "admin:participants_skill_history": Address(args=skill, GET=office(200), POST=office(200)),
    "admin:participants_skill_delete": Address(args=skill, GET=office(200), POST=office(200)),
    "admin:participants_skill_change": Address(args=skill, GET=office(200), POST=office(200)),
    "admin:participants_profile_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_profile_add": Address(GET=office(403), POST=office(403)),
    "admin:participants_profile_history": Address(args=person, GET=office(200), POST=office(200)),
    "admin:participants_profile_delete": Address(args=person, GET=office(403), POST=office(403)),
    "admin:participants_profile_change": Address(args=person, GET=office(200), POST=office(403)),
    "admin:participants_profile_trainings": Address(args=person, GET=office(200), POST=office(302)),
    "admin:participants_hranalyst_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_hranalyst_add": Address(GET=office(200), POST=office(200)),
    "admin:participants_hranalyst_history": Address(args=analyst, GET=office(200), POST=office(200)),
    "admin:participants_hranalyst_delete": Address(args=analyst, GET=office(200), POST=office(200)),
    "admin:participants_hranalyst_change": Address(args=analyst, GET=office(200), POST=office(403)),
    "admin:participants_importbatch_changelist": Address(GET=office(200), POST=office(200)),
    "admin:participants_importbatch_add": Address(GET=office(403), POST=office(403)),
    "admin:participants_importbatch_history": Address(
        prepare=applied_import, args=batch, GET=office(200), POST=office(200)
    ),
    "admin:participants_importbatch_delete": Address(
        prepare=applied_import, args=batch, GET=office(403), POST=office(403)
    ),
    "admin:participants_importbatch_change": Address(
        prepare=applied_import, args=batch, GET=office(200), POST=office(403)
    ),
}
