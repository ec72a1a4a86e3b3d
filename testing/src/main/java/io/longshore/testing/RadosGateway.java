package io.longshore.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A Ceph that keeps everything in memory, with its gateway that speaks S3: a store as production
 * has it, which rejects wrong signatures. Each part is a process, on this machine's loopback only.
 * What Debian calls {@code ceph-mon}, {@code ceph-osd}, {@code ceph-common} and {@code radosgw} has
 * to be installed.
 */
public final class RadosGateway implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String ACCESS = "longshore-access";
  private static final String SECRET = "longshore-secret";
  private static final String CONFIGURATION =
      """
      [global]
      fsid = %1$s
      mon host = [v2:127.0.0.1:%2$d/0]
      mon initial members = a
      public network = 127.0.0.0/8
      ms bind ipv6 = false
      keyring = %3$s/keyring
      mon data = %3$s/mon
      osd data = %3$s/osd
      osd objectstore = memstore
      memstore device bytes = 2147483648
      osd pool default size = 1
      osd pool default min size = 1
      osd pool default pg num = 1
      osd pool default pgp num = 1
      osd pool default pg autoscale mode = off
      osd crush chooseleaf type = 0
      mon allow pool size one = true
      run dir = %3$s
      admin socket =
      log file = %3$s/$name.log
      mon cluster log file = %3$s/cluster.log
      rgw frontends = beast endpoint=127.0.0.1:%4$d
      """;

  private final Path directory;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private RadosGateway(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Starts one in a new directory, and makes a bucket. */
  public static RadosGateway start(Path directory, String bucket)
      throws IOException, InterruptedException {
    RadosGateway gateway = new RadosGateway(directory.toAbsolutePath(), S3Server.freePort());
    try {
      gateway.startAll();
      gateway.make(bucket);
      return gateway;
    } catch (IOException | InterruptedException | RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  /**
   * How Hadoop's S3A reaches it. Ceph 16 finds the sums of Amazon's first SDK wrong, where a
   * request is signed chunk by chunk: the older signature has none.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(S3Server.settings(port, ACCESS, SECRET));
    settings.put("fs.s3a.signing-algorithm", "S3SignerType");
    return settings;
  }

  private void startAll() throws IOException, InterruptedException {
    String cluster = UUID.randomUUID().toString();
    int monitor = S3Server.freePort();
    Files.createDirectories(directory.resolve("mon"));
    Files.createDirectories(directory.resolve("osd"));
    Files.writeString(
        directory.resolve("ceph.conf"),
        String.format(CONFIGURATION, cluster, monitor, directory, port));
    key("--create-keyring", "mon.", "--cap", "mon", "allow *");
    key("client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
    key("osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
    run(
        "monmaptool",
        "--create",
        "--fsid",
        cluster,
        "--addv",
        "a",
        "[v2:127.0.0.1:" + monitor + "/0]",
        "monmap");
    run("ceph-mon", "--mkfs", "-i", "a", "--monmap", "monmap", "--keyring", "keyring");
    start("ceph-mon", "-i", "a", "-f");
    String disk = UUID.randomUUID().toString();
    run("ceph", "--connect-timeout", "60", "osd", "new", disk);
    run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk);
    start("ceph-osd", "-i", "0", "-f");
    start("radosgw", "-n", "client.admin", "-f");
    run(
        "radosgw-admin",
        "user",
        "create",
        "--uid=longshore",
        "--display-name=Longshore",
        "--access-key=" + ACCESS,
        "--secret-key=" + SECRET);
  }

  private void key(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ceph-authtool", "keyring", "--gen-key"));
    for (String word : words) {
      if (word.contains(".") && !word.contains(" ")) {
        command.add("-n");
      }
      command.add(word);
    }
    run(command.toArray(String[]::new));
  }

  private ProcessBuilder process(String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("out.txt").toFile()));
    builder.environment().put("CEPH_CONF", directory.resolve("ceph.conf").toString());
    return builder;
  }

  private void start(String... command) throws IOException {
    processes.add(process(command).start());
  }

  private void run(String... command) throws IOException, InterruptedException {
    if (process(command).start().waitFor() != 0) {
      throw new IOException(
          command[0] + " failed: " + Files.readString(directory.resolve("out.txt")));
    }
  }

  private void make(String bucket) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + START.toNanos();
    int status = 0;
    while (status != 200) {
      if (System.nanoTime() > end || processes.stream().anyMatch(each -> !each.isAlive())) {
        throw new IOException(
            "The gateway does not start: "
                + status
                + Files.readString(directory.resolve("out.txt")));
      }
      try {
        status =
            client.send(signedPut(bucket), HttpResponse.BodyHandlers.discarding()).statusCode();
      } catch (IOException e) {
        // Not there yet.
        Thread.sleep(200);
      }
    }
  }

  /** By the second version of signatures, which needs no more than this. */
  private HttpRequest signedPut(String bucket) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      String text = "PUT\n\n\n\nx-amz-date:" + date + "\n/" + bucket;
      String signature =
          Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + bucket))
          .header("x-amz-date", date)
          .header("Authorization", "AWS " + ACCESS + ":" + signature)
          .PUT(HttpRequest.BodyPublishers.noBody())
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroyForcibly();
    }
  }
}
