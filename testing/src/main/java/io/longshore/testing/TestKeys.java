package io.longshore.testing;

import java.security.Key;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.io.crypto.KeyProvider;

/** One key, the same in every process: for what is encrypted without a cluster. */
public final class TestKeys implements KeyProvider {
  /** Has HBase's files encrypted with the key where they are to be encrypted at all. */
  public static void configure(Configuration conf) {
    conf.set(HConstants.CRYPTO_KEYPROVIDER_CONF_KEY, TestKeys.class.getName());
    conf.set(HConstants.CRYPTO_MASTERKEY_NAME_CONF_KEY, "hbase");
  }

  @Override
  public void init(String parameters) {}

  @Override
  public Key getKey(String alias) {
    return new SecretKeySpec(
        new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES");
  }

  @Override
  public Key[] getKeys(String[] aliases) {
    return Arrays.stream(aliases).map(this::getKey).toArray(Key[]::new);
  }
}
