"""The table that held months by branch alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signals", "0141_months_of_branches_are_months_of_segments")]

    operations = [migrations.DeleteModel(name="BranchTiers")]
