package io.longshore.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.io.crypto.KeyStoreKeyProvider;

/**
 * The key store of an {@link EmbeddedHBase} with HBase's master key. It lies beside the data it
 * protects, under a published password: good for tests, not for secrets.
 */
record MasterKeyStore(Path file) {
  private static final String ALIAS = "hbase";
  private static final String PASSWORD = "longshore";
  private static final int AES_KEY_BYTES = 16;

  /** The key store in {@code directory}, generated unless it is there. */
  static MasterKeyStore in(Path directory) throws IOException {
    Path file = directory.resolve("master-key.jceks");
    if (!Files.exists(file)) {
      generate(file);
    }
    return new MasterKeyStore(file);
  }

  private static void generate(Path file) throws IOException {
    byte[] key = new byte[AES_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path written = file.resolveSibling(file.getFileName() + ".tmp");
    try (OutputStream out = Files.newOutputStream(written)) {
      KeyStore store = KeyStore.getInstance("JCEKS");
      store.load(null, null);
      store.setEntry(
          ALIAS,
          new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
          new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
      store.store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot generate the key store " + file, e);
    }
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void configure(Configuration configuration) {
    configuration.set(HConstants.CRYPTO_KEYPROVIDER_CONF_KEY, KeyStoreKeyProvider.class.getName());
    configuration.set(
        HConstants.CRYPTO_KEYPROVIDER_PARAMETERS_KEY,
        "jceks://" + file.toUri().getRawPath() + "?password=" + PASSWORD);
    configuration.set(HConstants.CRYPTO_MASTERKEY_NAME_CONF_KEY, ALIAS);
    configuration.setInt("hfile.format.version", 3);
  }
}
