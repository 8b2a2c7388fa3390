"""Half of each page of signals stays free, for the next night's rows.

A night writes each signal that it finds again with today's strength and numbers, over which there is no index:
where the new row has room beside the old one, the four indexes are left alone.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signals", "0060_back_tests")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE signals_churnsignal SET (fillfactor = 45)",
            "ALTER TABLE signals_churnsignal RESET (fillfactor)",
        )
    ]
