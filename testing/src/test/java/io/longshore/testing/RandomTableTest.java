package io.longshore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.RandomTable.Feature;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.junit.jupiter.api.Test;

class RandomTableTest {
  private static final TableName NAME = TableName.valueOf("t");
  private static final int SEEDS = 200;

  @Test
  void sameSeedGivesTheSameTable() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomTable table = RandomTable.of(NAME, seed);
      RandomTable again = RandomTable.of(NAME, seed);
      assertThat(again.descriptor()).isEqualTo(table.descriptor());
      assertThat(again.splitKeys()).isDeepEqualTo(table.splitKeys());
    }
  }

  @Test
  void hasNoFeatureThatWasNotAskedFor() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (ColumnFamilyDescriptor family : families(seed, Set.of())) {
        assertThat(family.isMobEnabled()).isFalse();
        assertThat(family.getEncryptionType()).isNull();
        assertThat(family.isNewVersionBehavior()).isFalse();
      }
    }
  }

  @Test
  void everyFeatureAskedForOccurs() {
    Set<Feature> seen = EnumSet.noneOf(Feature.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      for (ColumnFamilyDescriptor family : families(seed, EnumSet.allOf(Feature.class))) {
        if (family.isMobEnabled()) {
          seen.add(Feature.MOB);
        }
        if (family.getEncryptionType() != null) {
          seen.add(Feature.ENCRYPTION);
        }
        if (family.isNewVersionBehavior()) {
          seen.add(Feature.NEW_VERSION_BEHAVIOR);
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(Feature.values());
  }

  private static ColumnFamilyDescriptor[] families(long seed, Set<Feature> features) {
    return RandomTable.of(NAME, seed, features).descriptor().getColumnFamilies();
  }
}
