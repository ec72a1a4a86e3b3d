package io.longshore.jobs.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Text that grows line by line, cut into statements at semicolons, as spark-sql cuts it: not in
 * strings, quoted names and comments. A script's last statement needs none.
 */
public final class Statements {
  private final StringBuilder text = new StringBuilder();

  /** All statements of a script, without their semicolons and without those of comments alone. */
  public static List<String> of(String script) {
    Statements statements = new Statements();
    List<String> all = new ArrayList<>(statements.add(script));
    String rest = statements.text.toString();
    if (!isBlank(rest)) {
      all.add(rest.strip());
    }
    return all;
  }

  /** Adds some lines; returns the statements that end in them. */
  public List<String> add(String lines) {
    text.append(lines).append('\n');
    List<String> ended = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      int behind = behindToken(text, at);
      if (behind < 0) {
        break;
      }
      if (text.charAt(at) == ';') {
        String statement = text.substring(start, at);
        if (!isBlank(statement)) {
          ended.add(statement.strip());
        }
        start = behind;
      }
      at = behind;
    }
    text.delete(0, start);
    return ended;
  }

  /** Whether a statement has begun that has not ended yet. */
  public boolean isOpen() {
    return !isBlank(text);
  }

  /** Forgets what has begun. */
  public void clear() {
    text.setLength(0);
  }

  private static boolean isBlank(CharSequence statement) {
    int at = 0;
    while (at < statement.length()) {
      boolean comment = isAt(statement, at, "--") || isAt(statement, at, "/*");
      if (!comment && !Character.isWhitespace(statement.charAt(at))) {
        return false;
      }
      int behind = behindToken(statement, at);
      if (behind < 0) {
        return false;
      }
      at = behind;
    }
    return true;
  }

  /** The place behind a comment, a quoted text or a single character; -1 if it has no end yet. */
  private static int behindToken(CharSequence text, int at) {
    char first = text.charAt(at);
    if (isAt(text, at, "--")) {
      return behind(text, at, "\n");
    }
    if (isAt(text, at, "/*")) {
      return behind(text, at + 2, "*/");
    }
    if (first != '\'' && first != '"' && first != '`') {
      return at + 1;
    }
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && first != '`') {
        i++;
      } else if (text.charAt(i) == first) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int behind(CharSequence text, int from, String end) {
    for (int i = from; i <= text.length() - end.length(); i++) {
      if (isAt(text, i, end)) {
        return i + end.length();
      }
    }
    return -1;
  }

  private static boolean isAt(CharSequence text, int at, String wanted) {
    return at + wanted.length() <= text.length()
        && text.subSequence(at, at + wanted.length()).toString().equals(wanted);
  }
}
