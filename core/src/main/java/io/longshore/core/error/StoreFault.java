package io.longshore.core.error;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a store, or its client in Hadoop, is known to say when it cannot be used. The classes of
 * their exceptions are not on every class path: they are known by their words.
 */
enum StoreFault {
  SAFE_MODE(
      "SafeModeException|ame node is in safe mode",
      "its NameNode is in safe mode, and lets nothing be written",
      "Wait until it has left it (`hdfs dfsadmin -safemode get`); then run the command again.") {
    @Override
    boolean isTold(CharSequence failure) {
      return hasWords(failure);
    }
  },
  NO_BUCKET(
      "NoSuchBucket|UnknownStoreException",
      "the bucket does not exist",
      "Make it, or correct the name."),
  NO_CREDENTIALS(
      "NoAwsCredentialsException|NoAuthWithAWSException|Unable to load AWS credentials",
      "there are no credentials for it",
      "Set fs.s3a.access.key and fs.s3a.secret.key, best in a credential file"
          + " (hadoop.security.credential.provider.path), or give the machine a role."),
  EXPIRED("ExpiredToken|token has expired", "the credentials have expired", "Renew them."),
  REGION(
      "AWSRedirectException|PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint",
      "the bucket is in another region than the one that is asked",
      "Set fs.s3a.endpoint.region, or fs.s3a.endpoint, to that of the bucket."),
  REFUSED(
      "InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|AWSS3IOException.*403"
          + "|AccessDeniedException|Status Code: 403",
      "the store refuses the credentials",
      "Check them, and that they may list, read, write and delete there."),
  NO_ANSWER(
      "(SdkClientException|SocketException|ConnectException).*"
          + "(Connection refused|failed to respond|Connection reset|timed out|UnknownHost)",
      "the store does not answer",
      "Check fs.s3a.endpoint, and that this machine reaches it; then run the command again.");

  private static final Pattern OF_AN_OBJECT_STORE = Pattern.compile("s3a|amazonaws|Amazon|Aws|AWS");

  private final Pattern words;
  private final String what;
  private final String next;

  StoreFault(String words, String what, String next) {
    this.words = Pattern.compile(words, Pattern.DOTALL);
    this.what = what;
    this.next = next;
  }

  /** The one that a failure tells of, if it is known. */
  static Optional<StoreFault> of(Throwable failure) {
    StringBuilder all = new StringBuilder();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      all.append(cause.getClass().getName()).append(": ").append(cause.getMessage()).append('\n');
      depth++;
    }
    return Arrays.stream(values()).filter(fault -> fault.isTold(all)).findFirst();
  }

  /** Words of object stores are also words of others. */
  boolean isTold(CharSequence failure) {
    return OF_AN_OBJECT_STORE.matcher(failure).find() && hasWords(failure);
  }

  final boolean hasWords(CharSequence failure) {
    return words.matcher(failure).find();
  }

  String what() {
    return what;
  }

  String next() {
    return next;
  }
}
