package io.longshore.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementsTest {
  @Test
  void semicolonsPartStatements() {
    assertThat(Statements.of("SELECT 1; SELECT 2;\n SELECT 3"))
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    assertThat(Statements.of(" ;; \n;")).isEmpty();
  }

  @Test
  void thoseInStringsNamesAndCommentsDoNot() {
    assertThat(Statements.of("SELECT ';', \";\", `a;b` -- ; not here\n, 'it\\'s;' /* ; */ ; x"))
        .containsExactly("SELECT ';', \";\", `a;b` -- ; not here\n, 'it\\'s;' /* ; */", "x");
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(Statements.of("-- nothing\n/* nor\n this */; SELECT 1 -- one"))
        .containsExactly("SELECT 1 -- one");
  }

  @Test
  void aPromptGoesOnUntilTheSemicolon() {
    Statements statements = new Statements();
    assertThat(statements.add("SELECT 'a;")).isEmpty();
    assertThat(statements.isOpen()).isTrue();
    assertThat(statements.add("b'; SELECT")).containsExactly("SELECT 'a;\nb'");
    assertThat(statements.isOpen()).isTrue();
    statements.clear();
    assertThat(statements.isOpen()).isFalse();
    assertThat(statements.add("-- a remark")).isEmpty();
    assertThat(statements.isOpen()).isFalse();
  }
}
