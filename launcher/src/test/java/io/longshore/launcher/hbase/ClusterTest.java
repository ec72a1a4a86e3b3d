package io.longshore.launcher.hbase;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hadoop.hbase.client.Connection;
import org.junit.jupiter.api.Test;

class ClusterTest {
  /** One in twenty thousand on a busy processor, and the command would end with 1. */
  @Test
  void closesThoughTheNetworkThreadsEndedFirst() {
    Connection connection = failing(new RejectedExecutionException("event executor terminated"));
    assertThatCode(() -> Cluster.close(connection)).doesNotThrowAnyException();
  }

  @Test
  void aFailureToCloseIsTold() {
    IOException failure = new IOException("no");
    assertThatIOException().isThrownBy(() -> Cluster.close(failing(failure))).isSameAs(failure);
  }

  private static Connection failing(Exception failure) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              throw failure;
            });
  }
}
