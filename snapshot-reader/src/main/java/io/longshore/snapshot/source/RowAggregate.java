package io.longshore.snapshot.source;

/** What is known of a group of rows without a value of theirs. */
enum RowAggregate {
  COUNT,
  FIRST_KEY,
  LAST_KEY
}
