from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signals", "0002_partition_snapshots")]

    operations = [migrations.RemoveField(model_name="runshard", name="lease_until")]
