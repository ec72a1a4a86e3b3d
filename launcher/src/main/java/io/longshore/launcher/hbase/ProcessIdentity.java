package io.longshore.launcher.hbase;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Which process holds a session, so that another on the same machine can see whether it still runs.
 *
 * @param host for people
 * @param machine the kernel's boot and the process id namespace: process ids mean something only
 *     where it is the same
 * @param pid the process id
 * @param began when the process began, in milliseconds; a later process may have the same id
 */
public record ProcessIdentity(String host, String machine, long pid, long began) {
  private static final ProcessIdentity SELF = find();

  public static ProcessIdentity self() {
    return SELF;
  }

  @JsonIgnore
  public boolean isOnThisMachine() {
    return machine.equals(SELF.machine);
  }

  /** Whether the process runs; only to be asked {@link #isOnThisMachine on its own machine}. */
  @JsonIgnore
  public boolean isRunning() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> began(process) == began)
        .orElse(false);
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host;
  }

  private static ProcessIdentity find() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    ProcessHandle self = ProcessHandle.current();
    return new ProcessIdentity(host, machine(host), self.pid(), began(self));
  }

  private static long began(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String machine(String host) {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
      return boot + "/" + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      // No Linux: the name of the host has to do.
      return host;
    }
  }
}
