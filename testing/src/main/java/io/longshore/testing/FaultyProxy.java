package io.longshore.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a server on this machine, hands on every byte as it is, and fails as
 * networks and busy servers do.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final Refusal BUSY = new Refusal(503, "SlowDown");

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean down;
  private volatile long limit = Long.MAX_VALUE;
  private volatile Refusal refusal;

  /**
   * An answer as S3 gives it.
   *
   * @param status of HTTP
   * @param code S3's own, which an answer to {@code HEAD} has no room for
   */
  private record Refusal(int status, String code) {
    byte[] to(String request) {
      String body =
          request.startsWith("HEAD ")
              ? ""
              : "<Error><Code>" + code + "</Code><Message>Refused</Message></Error>";
      String answer =
          "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nConnection: close\r\n"
              + "Content-Length: %d\r\n\r\n%s";
      return String.format(answer, status, code, body.length(), body)
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  private FaultyProxy(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /**
   * Begins to listen, on any port of the loopback.
   *
   * @param target the server's port
   */
  public static FaultyProxy before(int target) throws IOException {
    FaultyProxy proxy =
        new FaultyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    start(proxy::accept);
    return proxy;
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How many bytes clients have sent so far, requests with their headers. */
  public long sent() {
    return sent.get();
  }

  /** How many bytes clients were sent so far, answers with their headers. */
  public long received() {
    return received.get();
  }

  /**
   * What a client may send over one connection, as stores and the networks before them limit it.
   *
   * @param bytesPerSecond from now on; {@code Long.MAX_VALUE} for no limit
   */
  public void limit(long bytesPerSecond) {
    limit = bytesPerSecond;
  }

  /** So many of the next connections are cut in the middle of what the client sends. */
  public void reset(int times) {
    resets.set(times);
  }

  /** So many of the next connections are answered that the server is too busy. */
  public void refuse(int times) {
    refusals.set(times);
  }

  /**
   * From now on every request is refused, until {@link #allow}.
   *
   * @param status of HTTP
   * @param code what S3 calls it
   */
  public void deny(int status, String code) {
    refusal = new Refusal(status, code);
    open.forEach(FaultyProxy::close);
  }

  /** No request is refused any more. */
  public void allow() {
    refusal = null;
  }

  /** From now on, or no more, nothing goes through. */
  public void setDown(boolean isDown) {
    down = isDown;
    if (isDown) {
      open.forEach(FaultyProxy::close);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket()) {
      if (down) {
        return;
      }
      Refusal answer = take(refusals) ? BUSY : refusal;
      if (answer != null) {
        byte[] request = new byte[BUFFER];
        int read = client.getInputStream().read(request);
        client
            .getOutputStream()
            .write(answer.to(new String(request, 0, Math.max(0, read), StandardCharsets.US_ASCII)));
        return;
      }
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      open.add(server);
      boolean cut = take(resets);
      Thread back = start(() -> hand(server, client, received, false));
      hand(client, server, sent, cut);
      back.join(1000);
    } catch (IOException | InterruptedException e) {
      // As a network: nobody is told but the two ends.
      close(client);
    } finally {
      open.remove(client);
    }
  }

  private static boolean take(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private void hand(Socket from, Socket to, AtomicLong count, boolean cut) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count.addAndGet(read);
        if (count == sent) {
          pace(read);
        }
        out.write(buffer, 0, cut ? read / 2 : read);
        if (cut) {
          break;
        }
      }
    } catch (IOException | InterruptedException e) {
      // One of them has gone.
    }
    close(from);
    close(to);
  }

  private void pace(int bytes) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep((long) (bytes * 1e9 / limit));
  }

  private static Thread start(Runnable what) {
    Thread thread = new Thread(what, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void close(Socket socket) {
    try {
      // Reset rather than ended.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(FaultyProxy::close);
  }
}
