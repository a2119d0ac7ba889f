from django.db import migrations

# Refuses for each table what the first trigger did not: emptying it at a stroke, and any change of a seal.
REFUSE = """
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditseal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
ALLOW = """
DROP TRIGGER audit_never_emptied ON audit_auditseal;
DROP TRIGGER audit_append_only ON audit_auditseal;
DROP TRIGGER audit_never_emptied ON audit_auditevent;
"""
# In the transaction of the event itself, so that none is ever forgotten, however late it commits.
WAIT = """
CREATE FUNCTION audit_wait_for_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealedevent (sequence) VALUES (NEW.sequence);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_wait_for_seal AFTER INSERT ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_wait_for_seal();
"""
FORGET = """
DROP TRIGGER audit_wait_for_seal ON audit_auditevent;
DROP FUNCTION audit_wait_for_seal();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals")]
    operations = [migrations.RunSQL(REFUSE, ALLOW), migrations.RunSQL(WAIT, FORGET)]
