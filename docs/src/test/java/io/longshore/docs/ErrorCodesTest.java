package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table that scripts are written by. */
class ErrorCodesTest {
  private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| (\\d+) \\|");

  @Test
  void namesEveryCodeWithItsStatus() throws IOException {
    String page = Files.readString(Path.of("exit-status.md"));
    Map<String, String> documented =
        ROW.matcher(page)
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1), row -> row.group(2), (a, b) -> a + b, TreeMap::new));
    Map<String, String> real =
        Arrays.stream(ErrorCode.values())
            .collect(
                Collectors.toMap(
                    ErrorCode::name, code -> Integer.toString(code.exitStatus().code())));
    assertThat(documented).isEqualTo(new TreeMap<>(real));
  }
}
