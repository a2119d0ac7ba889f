from django.db import migrations

# Sites that were named with their city although both are one word, such as "Leeds, Leeds", as the next import names
# them. Where there is a site of that name already, people move there with the import.
NAME_ONCE = """
    UPDATE participants_site AS site
    SET name = split_part(site.name, ', ', 1)
    WHERE lower(split_part(site.name, ', ', 1)) = lower(substr(site.name, length(split_part(site.name, ', ', 1)) + 3))
    AND split_part(site.name, ', ', 1) <> ''
    AND NOT EXISTS (
        SELECT FROM participants_site AS other
        WHERE other.organisation_id = site.organisation_id
        AND lower(other.name) = lower(split_part(site.name, ', ', 1))
    )
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0025_profile_drafts")]

    operations = [migrations.RunSQL(NAME_ONCE, migrations.RunSQL.noop)]
