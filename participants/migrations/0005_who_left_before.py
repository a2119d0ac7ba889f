from django.db import migrations

# Whoever left before leavings were carried out one by one had their account closed then, and nothing follows now.
GONE = """
UPDATE participants_profile AS person SET left_at = now() FROM accounts_user AS account
WHERE account.id = person.user_id AND NOT account.is_active AND person.last_day < CURRENT_DATE;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_grades_leavers_and_drafts")]
    operations = [migrations.RunSQL(GONE, migrations.RunSQL.noop)]
