from django.db import migrations


def renaming(old, new):
    """Components are [{"name", "points", "maximum"}]; only names are such words."""
    return (
        "UPDATE matching_proposal SET components = "  # noqa: S608 - both are literals below
        f"""replace(components::text, '"name": "{old}"', '"name": "{new}"')::jsonb """
        f"""WHERE components::text LIKE '%"name": "{old}"%'"""
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0005_run_evidence"),
    ]

    operations = [
        migrations.RunSQL(renaming("site", "place"), renaming("place", "site")),
        migrations.RunSQL(renaming("grade", "seniority"), renaming("seniority", "grade")),
    ]
